package dev.muster.queue.chronicle;

import dev.muster.queue.Job;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.SlotLocks;
import dev.muster.queue.ledger.UniqueKeys;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts of jobs with a unique key, one at a time over all processes. The table of keys is only a hint where to look: the job's
 * document says whose key it is, and its word whether it waits or runs. Thread-safe.
 */
final class UniquePuts {

    private final QueueDirectory directory;
    private final DocumentReader reader;
    private final UniqueKeys keys;
    private final ReentrantLock lock = new ReentrantLock();
    private long reservedHash;
    private int reserved;
    private LongConsumer alsoTold = place -> {};

    UniquePuts(QueueDirectory directory, Segments segments) {
        this.directory = directory;
        this.reader = new DocumentReader(directory, segments);
        this.keys = directory.uniqueKeys();
    }

    /**
     * Puts a job unless one with its key waits or runs.
     *
     * @param put does it; it has to call {@link #staged} before the job is published
     * @return the id of the job that there is, or what the put returns
     */
    long put(Job job, LongSupplier put) {
        return put(job, place -> {}, put);
    }

    /**
     * The same.
     *
     * @param staging told the place of the job before it is published; again when it goes to another one after all
     */
    long put(Job job, LongConsumer staging, LongSupplier put) {
        lock.lock();
        try {
            alsoTold = staging;
            directory.locks().lock(SlotLocks.UNIQUE);
            try {
                makeTable();
                long hash = UniqueKeys.hash(job.uniqueKey());
                long[] origin = new long[1];
                if (keys.find(hash, place -> isLive(place, job.uniqueKey(), origin)) != 0) {
                    return origin[0];
                }
                reservedHash = hash;
                reserved = keys.reserve(hash, this::isUnfinished);
                return put.getAsLong();
            } finally {
                directory.locks().unlock(SlotLocks.UNIQUE);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The place of the job that is being put. */
    void staged(long place) {
        alsoTold.accept(place);
        keys.enter(reserved, reservedHash, place);
    }

    /** A job lives elsewhere now. */
    void moved(String key, long from, long to) {
        lock.lock();
        try {
            directory.locks().lock(SlotLocks.UNIQUE);
            try {
                if (keys.exists()) {
                    keys.moved(UniqueKeys.hash(key), from, to);
                }
            } finally {
                directory.locks().unlock(SlotLocks.UNIQUE);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isLive(long place, String key, long[] origin) {
        DocumentReader.@Nullable Place now = reader.follow(place);
        if (now == null || !now.isLive()) {
            return false;
        }
        JobDocument.@Nullable Stored stored = reader.read(now.ledger(), now.index());
        if (stored == null || !stored.job().uniqueKey().equals(key)) {
            return false;
        }
        origin[0] = stored.origin();
        return true;
    }

    private boolean isUnfinished(long place) {
        DocumentReader.@Nullable Place now = reader.follow(place);
        return now != null && now.isLive();
    }

    /** Enters the jobs that were put before the table was made, or made anew after a reboot. */
    private void makeTable() {
        if (keys.exists()) {
            return;
        }
        keys.create();
        for (Lane lane : Lane.values()) {
            for (LedgerFile ledger : directory.ledgers(lane)) {
                int count = ledger.published();
                for (int i = ledger.low(); i < count; i++) {
                    enter(ledger, i);
                }
            }
        }
    }

    private void enter(LedgerFile ledger, int index) {
        long word = ledger.word(index);
        if (JobWord.isFinal(word) || JobWord.state(word) == JobWord.DEAD) {
            return;
        }
        JobDocument.@Nullable Stored stored = reader.read(ledger, index);
        if (stored != null && !stored.job().uniqueKey().isEmpty()) {
            long hash = UniqueKeys.hash(stored.job().uniqueKey());
            keys.enter(keys.reserve(hash, this::isUnfinished), hash, JobIds.of(ledger.segment(), index));
        }
    }
}
