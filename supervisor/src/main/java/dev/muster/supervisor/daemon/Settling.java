package dev.muster.supervisor.daemon;

import dev.muster.supervisor.process.IdleMemory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the master give back what its start, or a busy hour, has taken of memory: once the start is over, and from then on every hour.
 * Each time on a thread of its own, for a few milliseconds. Thread-safe.
 */
final class Settling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    /** More than once: on a busy machine a large fleet is not up, and the rehearsal not over, within seconds. */
    private static final List<Duration> START =
            List.of(Duration.ofSeconds(20), Duration.ofSeconds(40), Duration.ofMinutes(4));

    private static final Duration AGAIN = Duration.ofHours(1);
    /** A heap of this size is collected now and then by itself; the pause is not worth less. */
    private static final long LARGE_HEAP = 16 << 20;

    private volatile boolean closed;

    private Settling() {}

    static Settling begin() {
        Settling settling = new Settling();
        settling.next(0);
        return settling;
    }

    private void next(int round) {
        boolean starting = round < START.size();
        Duration delay = starting ? START.get(round) : AGAIN;
        CompletableFuture.delayedExecutor(
                        delay.toMillis(), TimeUnit.MILLISECONDS, task -> Threads.daemon("muster-settling", task)
                                .start())
                .execute(() -> {
                    if (!closed) {
                        next(round + 1);
                        settle(starting || Runtime.getRuntime().totalMemory() > LARGE_HEAP);
                    }
                });
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
