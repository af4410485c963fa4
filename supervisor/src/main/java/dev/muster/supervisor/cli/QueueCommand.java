package dev.muster.supervisor.cli;

import dev.muster.queue.JobRunningException;
import dev.muster.queue.JobTooBigException;
import dev.muster.queue.NoSuchJobException;
import dev.muster.queue.QueueFullException;
import dev.muster.queue.ledger.QueueFormatException;
import java.io.UncheckedIOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue VERB NAME}: finds the queue in the configuration, and tells what goes wrong with it. */
final class QueueCommand implements Command {
    /** What a queue says in one sentence that needs no stack. */
    private static final List<Class<? extends RuntimeException>> TOLD = List.of(
            QueueFullException.class,
            NoSuchJobException.class,
            JobRunningException.class,
            JobTooBigException.class,
            QueueFormatException.class,
            IllegalStateException.class,
            IllegalArgumentException.class);

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
            if (TOLD.stream().noneMatch(told -> told.isInstance(e))) {
                throw e;
            }
            throw new CommandFailed(Exit.FAILED, String.valueOf(e.getMessage()));
        }
    }
}
