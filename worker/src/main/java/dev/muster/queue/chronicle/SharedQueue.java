package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.Lane;
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
    private final Enqueuers enqueuers;
    private final TickPuts tickPuts;
    private final Mover mover;
    private final Housekeeper housekeeper;
    private final Slot home;
    private final SuspectGate gate = new SuspectGate();
    private final DiskSpace disk;
    private final RunningJobs running;
    private @Nullable Committer committer;
    private @Nullable Results results;
    private int users;

    private SharedQueue(QueueDirectory directory) {
        this.directory = directory;
        this.segments = new Segments(directory);
        this.disk = new DiskSpace(directory.files().directory());
        this.running = new RunningJobs(directory);
        this.home = directory.occupySlot();
        try {
            directory.requireOnePidNamespace();
            segments.start(Lane.NORMAL);
            UniquePuts unique = new UniquePuts(directory, segments);
            this.enqueuers = new Enqueuers(directory, segments, home, unique, disk, this::wakeHousekeeper);
            this.tickPuts = new TickPuts(directory, segments, enqueuers);
            this.mover = new Mover(directory, segments, enqueuers, unique);
            this.housekeeper = new Housekeeper(directory, segments, mover, tickPuts, running);
            housekeeper.start();
        } catch (RuntimeException | Error e) {
            directory.releaseSlot(home);
            throw e;
        }
    }

    /** One more user of a queue. Pair with {@link #release}. */
    static SharedQueue acquire(QueueUrl url, Runnable progress) {
        synchronized (OPEN) {
            QueueDirectory directory =
                    QueueDirectory.open(url.directory(), url.segmentJobs(), url.takeOver(), new Salvager(progress));
            @Nullable SharedQueue known = OPEN.get(directory);
            if (known == null) {
                known = new SharedQueue(directory);
                OPEN.put(directory, known);
            }
            known.users++;
            return known;
        }
    }

    /**
     * One more user beside those that there are.
     *
     * @throws IllegalStateException when there is none: the home slot is given back, and not to be had again
     */
    void retain() {
        synchronized (OPEN) {
            requireOpen();
            users++;
        }
    }

    void release() {
        synchronized (OPEN) {
            requireOpen();
            if (--users > 0) {
                return;
            }
            OPEN.remove(directory);
            try {
                closeResults();
                housekeeper.stop();
                enqueuers.close();
                closeCommitter();
            } finally {
                directory.releaseSlot(home);
            }
        }
    }

    private void closeResults() {
        Results running = results;
        if (running != null) {
            running.close();
        }
    }

    /** What waits for the results of submitted jobs; its slot and thread are taken at the first submission. */
    Results results() {
        synchronized (OPEN) {
            requireOpen();
            Results running = results;
            if (running == null) {
                running = new Results(directory, segments);
                results = running;
            }
            return running;
        }
    }

    private void closeCommitter() {
        Committer running = committer;
        if (running != null) {
            running.close();
        }
    }

    /** What brings jobs to the disk; its thread starts with the first handle that asks. */
    Committer committer() {
        synchronized (OPEN) {
            requireOpen();
            Committer running = committer;
            if (running == null) {
                running = new Committer(directory);
                running.start();
                committer = running;
                directory.control().promiseSync();
            }
            return running;
        }
    }

    private void requireOpen() {
        if (users == 0) {
            throw new IllegalStateException(
                    "queue " + directory.files().directory().getFileName() + " is closed");
        }
    }

    QueueDirectory directory() {
        return directory;
    }

    Segments segments() {
        return segments;
    }

    Enqueuers enqueuers() {
        return enqueuers;
    }

    TickPuts tickPuts() {
        return tickPuts;
    }

    SuspectGate gate() {
        return gate;
    }

    DiskSpace disk() {
        return disk;
    }

    Mover mover() {
        return mover;
    }

    /** Our jobs that run. */
    RunningJobs running() {
        return running;
    }

    private void wakeHousekeeper() {
        housekeeper.wake();
    }

    Housekeeper housekeeper() {
        return housekeeper;
    }

    /** This process's own slot: it claims nothing, and its lock proves that its producers are alive. */
    Slot home() {
        return home;
    }
}
