package dev.muster.supervisor.cli;

import dev.muster.queue.ledger.QueueLedger;
import dev.muster.supervisor.cli.text.Table;
import dev.muster.supervisor.cli.text.Table.Align;
import dev.muster.supervisor.control.QueueView;
import dev.muster.wire.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue stats}: every figure of a queue, a line each. */
final class QueueStatsVerb implements QueueVerb {

    @Override
    public void define(CommandSpec spec) {
        // Nothing more.
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        Terminal terminal = invocation.terminal();
        try (QueueLedger ledger = queue.ledger()) {
            if (ledger.isFormer()) {
                terminal.message("muster: queue " + queue.name()
                        + " is as it was when the machine went down; the first worker that opens it reads it again");
            }
            Map<String, @Nullable Object> figures = QueueView.of(queue.name(), ledger.figures());
            if (invocation.has(Options.JSON)) {
                terminal.data(Json.write(figures));
            } else {
                Table table = new Table(Align.LEFT, Align.LEFT);
                ShowCommand.flatten("", figures, table);
                terminal.data(table);
            }
            return Exit.OK;
        }
    }
}
