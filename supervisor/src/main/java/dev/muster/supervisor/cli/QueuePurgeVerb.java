package dev.muster.supervisor.cli;

import dev.muster.queue.JobQueue;
import dev.muster.queue.QueueStats;
import dev.muster.queue.ledger.QueueLedger;
import dev.muster.wire.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue purge}: removes what waits, if that was really meant. */
final class QueuePurgeVerb implements QueueVerb {
    private static final String YES = "--yes";

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "do it; without this the command only says what it would do", YES);
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        if (!invocation.has(YES)) {
            throw CommandFailed.usage("queue purge: this would remove " + waiting(queue) + " jobs of " + queue.name()
                    + " for good; say so with " + YES);
        }
        long removed = 0;
        if (queue.exists()) {
            try (JobQueue opened = queue.open()) {
                removed = opened.admin().purge();
            }
        }
        if (invocation.has(Options.JSON)) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("name", queue.name());
            object.put("removed", removed);
            invocation.terminal().data(Json.write(object));
        } else {
            invocation.terminal().data(queue.name() + ": " + removed + " jobs removed");
        }
        return Exit.OK;
    }

    private static long waiting(OneQueue queue) {
        try (QueueLedger ledger = queue.ledger()) {
            QueueStats stats = ledger.stats();
            return stats.ready() + stats.delayed();
        }
    }
}
