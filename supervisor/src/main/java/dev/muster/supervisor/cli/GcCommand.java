package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.cli.text.Table;
import dev.muster.supervisor.cli.text.Table.Align;
import dev.muster.supervisor.cli.text.Table.Cell;
import dev.muster.supervisor.jvm.HeapUse;
import dev.muster.supervisor.jvm.Jvm;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster gc NAME}: collects a worker's heap and tells how full it was and is. */
final class GcCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        JvmWorker.define(spec, "30s");
    }

    @Override
    public int run(Invocation invocation) {
        return JvmWorker.with(invocation, Duration.ofSeconds(30), attached -> {
            Jvm jvm = attached.jvm();
            String before = jvm.heapInfo();
            jvm.collect();
            print(before, jvm.heapInfo(), invocation.terminal());
            return Exit.OK;
        });
    }

    private static void print(String before, String after, Terminal terminal) {
        Optional<HeapUse> then = HeapUse.parse(before);
        Optional<HeapUse> now = HeapUse.parse(after);
        if (then.isEmpty() || now.isEmpty()) {
            terminal.data("before:\n" + before.stripTrailing() + "\nafter:\n" + after.stripTrailing());
            return;
        }
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.RIGHT);
        table.row(Cell.of("HEAP"), Cell.of("USED"), Cell.of("COMMITTED"));
        row(table, "before", then.get());
        row(table, "after", now.get());
        terminal.data(table);
    }

    private static void row(Table table, String when, HeapUse use) {
        table.row(Cell.of(when), Cell.of(Figures.bytes(use.usedBytes())), Cell.of(Figures.bytes(use.committedBytes())));
    }
}
