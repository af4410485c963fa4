package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.WorkerId;
import java.util.Optional;

/**
 * An essential worker has failed for good, which is the end of its fleet. Immutable.
 *
 * @param exitCode for the master to end with: the worker's own, 128 + n when signal n ended it, 1 when it has none to tell
 */
public record Downfall(WorkerId worker, int exitCode) {

    private static final int NOTHING_TO_TELL = 1;
    private static final int SIGNAL_BASE = 128;

    /** Whether a step was the end: nobody is going to try again. */
    public static Optional<Downfall> in(Worker before, Worker after) {
        boolean fell = !givenUp(before) && givenUp(after) && after.want().allowsLife();
        return fell && after.spec().ties().essential()
                ? Optional.of(new Downfall(after.id(), exitCode(before, after)))
                : Optional.empty();
    }

    private static boolean givenUp(Worker worker) {
        return worker.phase() == Phase.FAILED && worker.deadline().isEmpty();
    }

    /** Of this very end: one that could not be spawned, or that only waited, has none, whatever became of its earlier lives. */
    private static int exitCode(Worker before, Worker after) {
        if (after.lastExit().isEmpty()
                || after.lastExit().equals(before.history().lastExit())) {
            return NOTHING_TO_TELL;
        }
        ExitStatus status = after.lastExit().get().status();
        int code = status.isSignal() ? SIGNAL_BASE + status.signal() : status.code();
        return code == 0 ? NOTHING_TO_TELL : code; // a failure all the same: it was never ready
    }

    /** Why the others stop, as the end of a sentence. */
    public String why() {
        return "because the essential " + worker + " has failed";
    }
}
