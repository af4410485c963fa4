package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Figures;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster heap NAME [FILE]}: a heap dump; its path is the output. */
final class HeapCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "also what the next collection would free; without it one is done first", "--all");
        JvmWorker.define(spec, "10m");
        Options.words(spec, "FILE", "a file that does not exist yet; by default one in the directory of the logs");
    }

    @Override
    public int run(Invocation invocation) {
        return JvmWorker.with(invocation, Duration.ofMinutes(10), attached -> {
            Path file = attached.worker().file(invocation, "hprof");
            long bytes = attached.jvm().dumpHeap(file, !invocation.has("--all"));
            invocation.terminal().message(attached.worker() + ": heap dump of " + Figures.bytes(bytes));
            invocation.terminal().data(file.toString());
            return Exit.OK;
        });
    }
}
