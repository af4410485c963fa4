package dev.muster.supervisor.daemon;

import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.loop.Mailbox;
import dev.muster.supervisor.loop.Reading;
import dev.muster.supervisor.loop.SnapshotPublisher;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the load of scaled services once a second, on a thread of its own, {@code muster-load}, as long as there are any: a disk that hangs
 * holds up nothing but this. Thread-safe.
 */
final class LoadThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadThread.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Mailbox mailbox;
    private final SnapshotPublisher snapshots;
    private final Function<FleetSnapshot, Reading> reader;
    private final Runnable unsubscribe;
    private @Nullable ScheduledExecutorService thread;
    private @Nullable ScheduledFuture<?> rounds;

    private LoadThread(Mailbox mailbox, SnapshotPublisher snapshots, Function<FleetSnapshot, Reading> reader) {
        this.mailbox = mailbox;
        this.snapshots = snapshots;
        this.reader = reader;
        this.unsubscribe = snapshots.addListener(this::changed);
    }

    /** Follows the fleet from its next snapshot on. */
    static LoadThread start(Mailbox mailbox, SnapshotPublisher snapshots, Function<FleetSnapshot, Reading> reader) {
        return new LoadThread(mailbox, snapshots, reader);
    }

    /** Loop thread. */
    private synchronized void changed(FleetSnapshot fleet) {
        boolean wanted = !fleet.scaling().isEmpty() && !fleet.stopping();
        if (wanted && rounds == null) {
            if (thread == null) {
                thread = Executors.newSingleThreadScheduledExecutor(task -> Threads.daemon("muster-load", task));
            }
            rounds = thread.scheduleWithFixedDelay(this::round, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        } else if (!wanted && rounds != null) {
            rounds.cancel(false);
            rounds = null;
        }
    }

    private void round() {
        try {
            mailbox.post(reader.apply(snapshots.current()));
        } catch (RuntimeException | Error e) {
            // Thrown on, it would end the rounds; the age of the last reading shows in "why".
            LOG.error("the load of the scaled services cannot be read", e);
        }
    }

    @Override
    public synchronized void close() {
        unsubscribe.run();
        if (thread != null) {
            thread.shutdownNow();
        }
    }
}
