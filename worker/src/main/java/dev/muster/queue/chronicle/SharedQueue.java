package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Slot;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all handles of one queue in this JVM have in common: segments, the appender, housekeeping, and a slot that says that
 * this process is alive. Closed behind its last user. Thread-safe.
 */
final class SharedQueue {

    private static final Map<QueueDirectory, SharedQueue> OPEN = new HashMap<>();

    private final QueueDirectory directory;
    private final Segments segments;
    private final Enqueuer enqueuer;
    private final Housekeeper housekeeper;
    private final Slot home;
    private int users;

    private SharedQueue(QueueDirectory directory) {
        this.directory = directory;
        this.segments = new Segments(directory);
        this.home = directory.occupySlot();
        try {
            directory.requireOnePidNamespace();
            segments.advance(0);
        } catch (RuntimeException e) {
            directory.releaseSlot(home);
            throw e;
        }
        this.housekeeper = new Housekeeper(directory, segments);
        this.enqueuer = new Enqueuer(directory, segments, housekeeper::wake);
    }

    /** One more user of a queue. Pair with {@link #release}. */
    static SharedQueue acquire(QueueUrl url) {
        synchronized (OPEN) {
            QueueDirectory directory = QueueDirectory.open(url.directory(), url.segmentJobs(), url.takeOver());
            @Nullable SharedQueue known = OPEN.get(directory);
            if (known == null) {
                known = new SharedQueue(directory);
                OPEN.put(directory, known);
                known.housekeeper.start();
            }
            known.users++;
            return known;
        }
    }

    void retain() {
        synchronized (OPEN) {
            users++;
        }
    }

    void release() {
        synchronized (OPEN) {
            if (--users > 0) {
                return;
            }
            OPEN.remove(directory);
            housekeeper.stop();
            enqueuer.close();
            directory.releaseSlot(home);
        }
    }

    QueueDirectory directory() {
        return directory;
    }

    Segments segments() {
        return segments;
    }

    Enqueuer enqueuer() {
        return enqueuer;
    }

    Housekeeper housekeeper() {
        return housekeeper;
    }

    /** This process's own slot: it claims nothing, and its lock proves that its producers are alive. */
    Slot home() {
        return home;
    }
}
