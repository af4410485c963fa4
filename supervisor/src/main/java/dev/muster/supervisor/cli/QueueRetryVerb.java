package dev.muster.supervisor.cli;

import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobState;
import dev.muster.queue.NoSuchJobException;
import dev.muster.wire.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue retry}: dead jobs get another chance, under their old ids. */
final class QueueRetryVerb implements QueueVerb {
    private static final String ALL = "--all";

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "every job that is dead now", ALL);
        Options.words(spec, "ID", "a job's id, as dead prints it");
        Options.examples(spec, "  muster queue retry numbers 16777217", "  muster queue retry numbers --all");
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        List<String> ids = invocation.words();
        if (invocation.has(ALL) != ids.isEmpty() || ids.size() > 1) {
            throw CommandFailed.usage("queue retry: which job? Name one ID, or write " + ALL);
        }
        return invocation.has(ALL) ? all(invocation, queue) : one(invocation, queue, JobId.of(ids.get(0)));
    }

    private static int one(Invocation invocation, OneQueue queue, JobId id) {
        if (!queue.exists()) {
            throw new NoSuchJobException(queue.name(), id);
        }
        try (JobQueue opened = queue.open()) {
            if (!opened.deadLetters().retry(id)) {
                JobState state = opened.admin()
                        .find(id)
                        .orElseThrow(() -> new NoSuchJobException(queue.name(), id))
                        .state();
                throw new CommandFailed(
                        Exit.FAILED,
                        "job " + id + " of queue " + queue.name() + " is " + state
                                + ", not dead: there is nothing to be tried again");
            }
        }
        QueueBuryVerb.tell(invocation, id, "ready again", true);
        return Exit.OK;
    }

    private static int all(Invocation invocation, OneQueue queue) {
        int retried = 0;
        if (queue.exists()) {
            try (JobQueue opened = queue.open();
                    Progress progress = Progress.of(invocation.terminal(), "jobs retried")) {
                retried = opened.deadLetters().retryAll();
                progress.add(retried);
            }
        }
        if (invocation.has(Options.JSON)) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("name", queue.name());
            object.put("retried", retried);
            invocation.terminal().data(Json.write(object));
        } else {
            invocation.terminal().data(queue.name() + ": " + retried + " jobs ready again");
        }
        return Exit.OK;
    }
}
