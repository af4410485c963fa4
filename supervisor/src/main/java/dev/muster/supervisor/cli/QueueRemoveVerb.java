package dev.muster.supervisor.cli;

import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.NoSuchJobException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue remove}: a job that waits or is dead will never run. */
final class QueueRemoveVerb implements QueueVerb {

    @Override
    public void define(CommandSpec spec) {
        Options.operand(spec, "ID", "a job's id, as put, peek, dead and export print it");
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        JobId id = JobId.of(invocation.operand(1));
        if (!queue.exists()) {
            throw new NoSuchJobException(queue.name(), id);
        }
        try (JobQueue opened = queue.open()) {
            if (!opened.admin().remove(id)) {
                throw new NoSuchJobException(queue.name(), id);
            }
            QueueBuryVerb.tell(invocation, id, "removed", true);
        }
        return Exit.OK;
    }
}
