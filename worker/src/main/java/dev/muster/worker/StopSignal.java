package dev.muster.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether to take no more work, and whether to end; both irreversible. Thread-safe. */
final class StopSignal {
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean quiet;
    private volatile boolean asked;

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
        stop.await();
    }

    /** Returns true when stopping. */
    boolean await(Duration longest) throws InterruptedException {
        return stop.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The service looks for the stop: it need not be interrupted to learn of it. */
    void noteAsked() {
        asked = true;
    }

    boolean asked() {
        return asked;
    }
}
