package dev.muster.supervisor.cli;

import dev.muster.queue.Cancellation;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.NoSuchJobException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue cancel}: a job that waits is removed, one that runs is asked to end. */
final class QueueCancelVerb implements QueueVerb {

    @Override
    public void define(CommandSpec spec) {
        Options.operand(spec, "ID", "a job's id, as put, peek and export print it");
        Options.examples(spec, "  muster queue cancel numbers 16777217");
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        JobId id = JobId.of(invocation.operand(1));
        if (!queue.exists()) {
            throw new NoSuchJobException(queue.name(), id);
        }
        try (JobQueue opened = queue.open()) {
            Cancellation cancelled = opened.admin().cancel(id);
            boolean changed = cancelled != Cancellation.TOO_LATE;
            QueueBuryVerb.tell(invocation, id, outcome(cancelled), changed);
            return changed ? Exit.OK : Exit.FAILED;
        }
    }

    private static String outcome(Cancellation cancelled) {
        return switch (cancelled) {
            case REMOVED -> "removed";
            case ASKED -> "runs, and was asked to end";
            case TOO_LATE -> "has ended already";
        };
    }
}
