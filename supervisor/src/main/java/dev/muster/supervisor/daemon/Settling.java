package dev.muster.supervisor.daemon;

import dev.muster.supervisor.process.IdleMemory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the master give back what its start, or a busy time, has taken of memory: once the start is over, from then on every hour, and a while
 * after many workers have changed, as when a fleet is scaled. Each time on a thread of its own, for a few milliseconds. Thread-safe.
 */
final class Settling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    /** More than once: on a busy machine a large fleet is not up, and the rehearsal not over, within seconds. */
    private static final List<Duration> START =
            List.of(Duration.ofSeconds(20), Duration.ofSeconds(40), Duration.ofMinutes(4));

    private static final Duration AGAIN = Duration.ofHours(1);
    /** A heap of this size is collected now and then by itself; the pause is not worth less. */
    private static final long LARGE_HEAP = 16 << 20;

    /** Snapshots, of which a burst has one every ten milliseconds: about what a few hundred workers make when they start. */
    private static final int BURST = 30;

    private static final Duration AFTER_BURST = Duration.ofSeconds(10);

    private final BiConsumer<Duration, Runnable> later;
    private final Runnable afterBurst;
    private final AtomicInteger stirred = new AtomicInteger();
    private volatile boolean closed;

    /**
     * Settles after bursts only.
     *
     * @param later runs something a while from now
     */
    Settling(BiConsumer<Duration, Runnable> later, Runnable afterBurst) {
        this.later = later;
        this.afterBurst = afterBurst;
    }

    static Settling begin() {
        Settling settling = new Settling(Settling::after, () -> settle(true));
        settling.next(0);
        return settling;
    }

    private void next(int round) {
        boolean starting = round < START.size();
        Duration delay = starting ? START.get(round) : AGAIN;
        after(delay, () -> {
            if (!closed) {
                next(round + 1);
                settle(starting || Runtime.getRuntime().totalMemory() > LARGE_HEAP);
            }
        });
    }

    private static void after(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(
                        delay.toMillis(), TimeUnit.MILLISECONDS, due -> Threads.daemon("muster-settling", due)
                                .start())
                .execute(task);
    }

    /** Something has changed in the fleet. Loop thread. */
    void stir() {
        if (stirred.incrementAndGet() == BURST) {
            later.accept(AFTER_BURST, this::burstIsOver);
        }
    }

    /** Settles, unless it goes on: then after another while. */
    private void burstIsOver() {
        if (closed) {
            return;
        }
        if (stirred.getAndSet(BURST) > 2 * BURST) {
            later.accept(AFTER_BURST, this::burstIsOver);
            return;
        }
        stirred.set(0);
        afterBurst.run();
    }

    private static void settle(boolean collect) {
        if (collect) {
            System.gc();
        }
        try {
            IdleMemory.release(); // and nothing after it, which would need some of it again
        } catch (IOException e) {
            LOG.debug("the memory stays as it is", e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
