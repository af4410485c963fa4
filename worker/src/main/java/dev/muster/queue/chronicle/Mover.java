package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.Compactor;
import dev.muster.queue.ledger.ControlFile;
import dev.muster.queue.ledger.Evidence;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.Moves;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.SlotLocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves jobs between lanes and removes segments whose jobs are all final. One process at a time does it, and begins with what the last
 * one may have left undone. Thread-safe.
 */
final class Mover {

    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);
    private static final long LATE_MS = 1000;
    /** A segment is cleared out when at most one in so many of its jobs is left. */
    private static final int SPARSE = 16;

    private final QueueDirectory directory;
    private final Enqueuers enqueuers;
    private final UniquePuts unique;
    private final DocumentReader reader;
    private long lookedAtMs;

    Mover(QueueDirectory directory, Segments segments, Enqueuers enqueuers, UniquePuts unique) {
        this.directory = directory;
        this.enqueuers = enqueuers;
        this.unique = unique;
        this.reader = new DocumentReader(directory, segments);
    }

    /** Does what is to be done at a time, unless another process is at it. */
    void round(long nowMs) {
        if (!directory.locks().tryLock(SlotLocks.COMPACTION)) {
            return;
        }
        try {
            settleLastMove();
            moveDue(nowMs);
            for (Lane lane : Lane.values()) {
                clearOut(lane, nowMs);
            }
            forceCopies();
            Compactor.compact(directory);
        } finally {
            directory.locks().unlock(SlotLocks.COMPACTION);
        }
    }

    /** The original of a moved job may go only when its copy is as safe as the original was. */
    private void forceCopies() {
        ControlFile control = directory.control();
        long moves = directory.moves().total();
        if (!control.isSyncPromised() || control.forcedMoves() == moves) {
            return;
        }
        Set<Integer> all = new HashSet<>(); // a clean file costs nothing, and the last mover may have died over this
        for (Lane lane : Lane.values()) {
            directory.ledgers(lane).forEach(ledger -> all.add(ledger.segment()));
        }
        try (JournalFiles files = new JournalFiles(directory)) {
            files.force(all);
        } catch (IOException e) {
            throw new UncheckedIOException(directory + ": moved jobs cannot be written to the disk", e);
        }
        control.forcedMoves(moves);
    }

    /** When {@link #round} is worth while for a job that becomes due. */
    long nextDueMs() {
        return directory.control().nextDue(Lane.DELAYED);
    }

    private void settleLastMove() {
        directory.burials().complete();
        Moves moves = directory.moves();
        LedgerFile copy = moves.copyInDoubt();
        if (copy != null) {
            publishIfThere(copy, moves.indexInDoubt());
        }
        long place = moves.committed();
        JobDocument.@Nullable Stored stored = place == 0 ? null : reader.at(place);
        if (stored != null && !stored.job().uniqueKey().isEmpty()) {
            unique.moved(stored.job().uniqueKey(), moves.underWay(), place);
        }
        moves.complete();
    }

    /** The mover died between publishing its copy and saying so, or before. */
    private void publishIfThere(LedgerFile ledger, int index) {
        if (reader.read(ledger, index) != null) {
            ledger.publish(index, System.currentTimeMillis());
        }
    }

    private void moveDue(long nowMs) {
        long due = directory.control().nextDue(Lane.DELAYED);
        boolean late = nowMs - lookedAtMs >= LATE_MS || nowMs < lookedAtMs; // a hint may have died with its writer
        if (!directory.control().has(Lane.DELAYED) || (nowMs < due && !late)) {
            return;
        }
        lookedAtMs = nowMs;
        directory.control().forgetDue(Lane.DELAYED);
        long next = Long.MAX_VALUE;
        for (LedgerFile ledger : directory.ledgers(Lane.DELAYED)) {
            int count = ledger.published();
            for (int i = ledger.moveLow(count); i < count; i++) {
                long word = ledger.word(i);
                if (JobWord.claimable(word, nowMs)) {
                    move(ledger, i, word, JobWord.READY, nowMs);
                } else if (JobWord.state(word) == JobWord.DELAYED) {
                    next = Math.min(next, JobWord.timeMs(word));
                }
            }
        }
        directory.control().due(Lane.DELAYED, next);
    }

    /** Moves what waits or was put aside out of old segments that hold hardly anything else. */
    private void clearOut(Lane lane, long nowMs) {
        for (LedgerFile ledger : directory.ledgers(lane)) {
            if (ledger.isSealed() && ledger.segment() < directory.control().current(lane) && isSparse(ledger)) {
                int count = ledger.written();
                for (int i = ledger.low(); i < count; i++) {
                    clearOut(ledger, i, nowMs);
                }
            }
        }
    }

    private static boolean isSparse(LedgerFile ledger) {
        int count = ledger.written();
        int left = 0;
        for (int i = ledger.moveLow(count); i < count; i++) {
            long word = ledger.word(i);
            if (!JobWord.isFinal(word)) {
                int state = JobWord.state(word);
                left++;
                if ((state != JobWord.DEAD && state != JobWord.DELAYED) || left > count / SPARSE + 1) {
                    return false;
                }
            }
        }
        return left > 0;
    }

    private void clearOut(LedgerFile ledger, int index, long nowMs) {
        long word = ledger.word(index);
        long time = JobWord.timeMs(word);
        if (JobWord.state(word) == JobWord.DEAD) {
            move(ledger, index, word, JobWord.DEAD, time);
        } else if (JobWord.state(word) == JobWord.DELAYED && time > nowMs) {
            move(ledger, index, word, JobWord.DELAYED, time);
        }
    }

    /**
     * Gives a dead job another life, and its failures and crashes are forgotten.
     *
     * @return false when it is not dead any more
     */
    boolean revive(LedgerFile ledger, int index) {
        return atRest(() -> {
            long word = ledger.word(index);
            return JobWord.state(word) == JobWord.DEAD
                    && move(ledger, index, word, JobWord.READY, System.currentTimeMillis());
        });
    }

    /** As {@link #atRest}, unless somebody is at work just now. */
    <T> Optional<T> tryAtRest(Supplier<T> action) {
        if (!directory.locks().tryLock(SlotLocks.COMPACTION)) {
            return Optional.empty();
        }
        try {
            settleLastMove();
            return Optional.of(action.get());
        } finally {
            directory.locks().unlock(SlotLocks.COMPACTION);
        }
    }

    /** Does something while no job is being moved and no segment removed, in any process. */
    <T> T atRest(Supplier<T> action) {
        directory.locks().lock(SlotLocks.COMPACTION);
        try {
            settleLastMove();
            return action.get();
        } finally {
            directory.locks().unlock(SlotLocks.COMPACTION);
        }
    }

    private boolean move(LedgerFile ledger, int index, long seen, int state, long timeMs) {
        JobDocument.@Nullable Stored stored = reader.read(ledger, index);
        if (stored == null) {
            LOG.error("{}: the document of job {} is damaged; it stays where it is", directory, id(ledger, index));
            return false;
        }
        Lane target =
                switch (state) {
                    case JobWord.DEAD -> Lane.DEAD;
                    case JobWord.DELAYED -> Lane.DELAYED;
                    default -> Lane.of(stored.job().priority());
                };
        Moves moves = directory.moves();
        moves.begin(id(ledger, index), state, timeMs);
        enqueuers.of(target).copy(stored, timeMs);
        CrashPoint.COPIED.reach();
        boolean newChance = JobWord.state(seen) == JobWord.DEAD && state == JobWord.READY;
        copyBelongings(ledger, index, seen, newChance);
        long place = moves.commit(ledger, index, seen, newChance);
        CrashPoint.MOVED.reach();
        boolean moved = place != 0;
        if (moved && !stored.job().uniqueKey().isEmpty()) {
            unique.moved(stored.job().uniqueKey(), id(ledger, index), place);
        }
        moves.complete();
        if (moved && target == Lane.DELAYED) {
            directory.control().due(target, timeMs);
        } else if (moved && state == JobWord.READY) {
            directory.hints().redelivered(); // the walkers may have passed it
            enqueuers.wake(1);
        }
        return moved;
    }

    /** Its words may say something else by now, but then the move comes to nothing. */
    private void copyBelongings(LedgerFile ledger, int index, long seen, boolean newChance) {
        long target = directory.moves().target();
        LedgerFile copy = directory.ledgers().find(JobIds.segment(target));
        if (copy != null) {
            int died = JobWord.state(seen) == JobWord.DEAD ? JobWord.delivery(seen) : Evidence.FORMER;
            directory.evidence(ledger).copy(index, directory.evidence(copy), JobIds.index(target), died, newChance);
            directory.checkpoints(ledger).copy(index, directory.checkpoints(copy), JobIds.index(target));
        }
    }

    private static long id(LedgerFile ledger, int index) {
        return JobIds.of(ledger.segment(), index);
    }
}
