package dev.muster.supervisor.control;

import dev.muster.supervisor.core.Death;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Journal;
import dev.muster.supervisor.spec.Signals;
import dev.muster.wire.ToWorker;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** Tells workers that asked for it of the deaths of others. Loop thread only; never waits. */
public final class PeerNews implements Journal {
    /** A reason may quote whatever a system call or a program said. */
    private static final int MOST_CHARS = 500;

    private final WorkerChannels channels;

    public PeerNews(WorkerChannels channels) {
        this.channels = channels;
    }

    @Override
    public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {
        Death.between(before, after, cause, at)
                .filter(death -> death.pid().isPresent()) // what could not be spawned has not died
                .ifPresent(death -> channels.tellOthers(after.id(), news(after, death)));
    }

    private static ToWorker.Died news(Worker after, Death death) {
        Optional<ExitStatus> exit = death.exit();
        return new ToWorker.Died(
                after.id().toString(),
                death.incarnation(),
                death.asked(),
                cut(death.cause()),
                exit.filter(ExitStatus::isExit)
                        .map(ExitStatus::code)
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()),
                exit.filter(ExitStatus::isSignal).map(status -> Signals.name(status.signal())));
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "...";
    }

    @Override
    public void fault(Object what, Throwable fault) {
        // no affair of the workers
    }
}
