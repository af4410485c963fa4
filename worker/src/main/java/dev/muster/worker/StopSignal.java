package dev.muster.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether to take no more work, and whether to end; both irreversible. Thread-safe. */
final class StopSignal {
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean quiet;
    private volatile boolean asked;
    private final @Nullable Pace pace; // null for the machine's

    StopSignal() {
        this(null);
    }

    StopSignal(@Nullable Pace pace) {
        this.pace = pace;
    }

    /** No more claims; a consumer then waits as on an empty queue. */
    void beQuiet() {
        quiet = true;
    }

    /** Quiet, and end. */
    void beStopping() {
        quiet = true;
        stop.countDown();
    }

    boolean quiet() {
        return quiet;
    }

    boolean stopping() {
        return stop.getCount() == 0;
    }

    void await() throws InterruptedException {
        if (pace == null) {
            stop.await();
        } else {
            pace.await(this::stopping, Long.MAX_VALUE);
        }
    }

    /** Returns true when stopping. */
    boolean await(Duration longest) throws InterruptedException {
        return pace == null
                ? stop.await(longest.toNanos(), TimeUnit.NANOSECONDS)
                : pace.await(this::stopping, longest.toNanos());
    }

    /** Whether it waits by the clock of a test. */
    boolean inTest() {
        return pace != null;
    }

    /** By the clock that this worker waits by. */
    long nanoTime() {
        return pace == null ? System.nanoTime() : pace.nanoTime();
    }

    /** How long a wait may last before its thread looks around; in turns with somebody nobody has to. */
    long slice(long nanos) {
        return pace == null ? nanos : Long.MAX_VALUE;
    }

    /** The service looks for the stop: it need not be interrupted to learn of it. */
    void noteAsked() {
        asked = true;
    }

    boolean asked() {
        return asked;
    }
}
