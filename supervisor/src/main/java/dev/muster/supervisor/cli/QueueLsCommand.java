package dev.muster.supervisor.cli;

import dev.muster.queue.ledger.QueueFormatException;
import dev.muster.queue.ledger.QueueLedger;
import dev.muster.supervisor.cli.text.QueueTable;
import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.control.QueueView;
import dev.muster.wire.Json;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue ls}: the queues of the configuration with their counts. */
final class QueueLsCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "one JSON object", Options.JSON);
    }

    @Override
    public int run(Invocation invocation) {
        List<Map<String, @Nullable Object>> queues = new ArrayList<>();
        int exit = Exit.OK;
        for (OneQueue queue : FleetQueues.of(invocation).all()) {
            try {
                queues.add(figures(queue));
            } catch (CommandFailed e) {
                invocation.terminal().message("muster: " + e.text());
                exit = e.exitCode();
            }
        }
        if (invocation.has(Options.JSON)) {
            invocation.terminal().data(Json.write(Map.of("queues", queues)));
        } else {
            invocation
                    .terminal()
                    .data(QueueTable.of(queues.stream().map(Fields::of).toList()));
        }
        return exit;
    }

    private static Map<String, @Nullable Object> figures(OneQueue queue) {
        try (QueueLedger ledger = queue.ledger()) {
            return QueueView.of(queue.name(), ledger.figures());
        } catch (UncheckedIOException e) {
            throw new CommandFailed(Exit.FAILED, queue.unusable(e));
        } catch (QueueFormatException e) {
            throw new CommandFailed(Exit.FAILED, String.valueOf(e.getMessage()));
        }
    }
}
