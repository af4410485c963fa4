package dev.muster.supervisor.cli;

import dev.muster.queue.JobQueue;
import java.io.UncheckedIOException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue VERB NAME}: finds the queue in the configuration, and tells what goes wrong with it. */
final class QueueCommand implements Command {
    private static final String QUEUE = JobQueue.class.getPackageName();

    private final QueueVerb verb;

    QueueCommand(QueueVerb verb) {
        this.verb = verb;
    }

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "JSON for scripts", Options.JSON);
        Options.operand(spec, "NAME", "a queue of the configuration");
        verb.define(spec);
    }

    @Override
    public int run(Invocation invocation) {
        OneQueue queue = FleetQueues.of(invocation).named(invocation.operand(0));
        try {
            return verb.run(invocation, queue);
        } catch (UncheckedIOException e) {
            throw new CommandFailed(Exit.FAILED, queue.unusable(e));
        } catch (RuntimeException e) {
            if (!isTold(e)) {
                throw e;
            }
            throw new CommandFailed(Exit.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** What a queue says in a sentence of its own needs no stack. */
    private static boolean isTold(RuntimeException e) {
        return e.getClass().getPackageName().startsWith(QUEUE)
                || e instanceof IllegalStateException
                || e instanceof IllegalArgumentException;
    }
}
