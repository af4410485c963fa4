package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.FormerQueue;
import dev.muster.queue.ledger.FormerSegment;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Salvage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the jobs that were not finished when the machine went down. A document with a sound checksum is a job unless its word says that it is
 * over. A word may be older than the truth: then a finished job runs again, which is what at-least-once allows; no word makes a
 * sound document disappear that was not finished, or that does not live on in another sound document. Confined to a thread.
 */
final class Salvager implements Salvage {

    private static final Logger LOG = LoggerFactory.getLogger(Salvager.class);
    private static final List<Lane> LANES = List.of(Lane.HIGH, Lane.NORMAL, Lane.LOW, Lane.DELAYED, Lane.DEAD);
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_TOLD = 20;

    /** What is known of one segment. */
    private static final class Found {
        final FormerSegment segment;
        /** Where the journal has a sound document. */
        final BitSet documents = new BitSet();
        /** From where a job was moved, by its word. */
        final BitSet moved = new BitSet();

        Found(FormerSegment segment) {
            this.segment = segment;
        }
    }

    private final Map<Integer, Found> found = new HashMap<>();

    private final Runnable progress;
    private long told = System.nanoTime();
    private long seen;
    private long lost;

    /** @param progress called often as long as there is some */
    Salvager(Runnable progress) {
        this.progress = progress;
    }

    @Override
    public void progress() {
        progress.run();
    }

    @Override
    public Outcome salvage(FormerQueue former, QueueDirectory fresh) {
        List<Found> segments = new ArrayList<>();
        for (Lane lane : LANES) {
            for (FormerSegment segment : former.segments(lane)) {
                if (!segment.isOver()) {
                    segments.add(new Found(segment));
                }
            }
        }
        segments.forEach(segment -> found.put(segment.segment.number(), segment));
        Doubles doubles = new Doubles(segments.stream()
                .mapToLong(found -> found.segment.lastWord() + 1)
                .sum());
        Segments open = new Segments(fresh);
        try (Survivors survivors = new Survivors(fresh, open)) {
            segments.forEach(segment -> look(former.name(), segment, doubles));
            seen = 0;
            if (doubles.any()) {
                segments.forEach(segment -> compare(segment, doubles));
            }
            segments.forEach(segment -> restore(former, segment, doubles, survivors));
            segments.forEach(segment -> countLost(former.name(), segment));
            return new Outcome(survivors.kept(), survivors.interrupted(), lost);
        }
    }

    private interface Reader {
        void read(int index, JobDocument.Stored stored);
    }

    private void forEach(Found segment, Reader reader) {
        FormerSegment files = segment.segment;
        try (RawJournal journal = RawJournal.open(files.path(), files.number(), files.capacity())) {
            for (var stored = journal.next(); stored != null; stored = journal.next()) {
                reader.read(JobIds.index(stored.id()), stored);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{}: no journal", files.path(), e); // the power was cut while the segment was being made
        } catch (IOException e) {
            throw new UncheckedIOException(files.path() + ": its journal cannot be read", e);
        }
    }

    /** First round: what there is. */
    private void look(String name, Found from, Doubles doubles) {
        forEach(from, (index, stored) -> {
            tellProgress(name, "looked at");
            from.documents.set(index);
            if (isMoved(from, index)) {
                from.moved.set(index);
            } else if (!JobWord.isVoid(from.segment.word(index))) {
                doubles.note(stored.origin());
            }
        });
    }

    /** Second round, if some jobs seem to have several documents: how much speaks for each of those. */
    private void compare(Found from, Doubles doubles) {
        forEach(from, (index, stored) -> {
            long word = from.segment.word(index);
            if (!isMoved(from, index) && !JobWord.isVoid(word)) {
                doubles.compete(stored.origin(), stored.id(), rank(word, stored.origin() != stored.id()));
            }
        });
    }

    /**
     * Whoever is done is done. A copy that goes on somewhere is the job, and its source's word is an old one; a copy that may have come to
     * nothing is the job only when there is no source.
     */
    private static int rank(long word, boolean copy) {
        if (JobWord.isUnsettledCopy(word)) {
            return copy ? 0 : 1;
        }
        return switch (JobWord.state(word)) {
            case JobWord.DONE -> 5;
            case JobWord.DEAD -> 2;
            default -> copy ? 4 : 3;
        };
    }

    /** Last round: what goes on, in its order. */
    private void restore(FormerQueue former, Found from, Doubles doubles, Survivors survivors) {
        survivors.begin(from.segment);
        forEach(from, (index, stored) -> {
            tellProgress(former.name(), "gone through");
            long word = from.segment.word(index);
            if (from.moved.get(index)) {
                if (isLost(former, JobWord.movedTo(word))) {
                    survivors.restore(stored, 0, from.segment.tally(index));
                }
            } else if (!JobWord.isFinal(word) && doubles.isJob(stored.origin(), stored.id())) {
                survivors.restore(stored, word, from.segment.tally(index));
            }
        });
        survivors.end();
    }

    private static boolean isMoved(Found from, int index) {
        long word = from.segment.word(index);
        return JobWord.state(word) == JobWord.MOVED && !JobWord.isVoid(word);
    }

    /** A segment that is missing has been compacted, which means that all in it was over; unless it was too new to be on the disk. */
    private boolean isLost(FormerQueue former, long target) {
        Found to = found.get(JobIds.segment(target));
        if (to != null) {
            return !to.documents.get(JobIds.index(target));
        }
        return JobIds.segment(target) > former.lastOnDisk(Lane.of(JobIds.segment(target)));
    }

    /** Words of jobs that somebody had put, and whose documents are not there. The last one may never have been published. */
    private void countLost(String name, Found from) {
        FormerSegment segment = from.segment;
        int last = Math.max(
                segment.lastWord(), from.documents.length() - 1); // there are no gaps among the places of a journal
        List<Long> ids = new ArrayList<>();
        long here = 0;
        for (int i = 0; i <= last; i++) {
            long word = segment.word(i);
            boolean job = !JobWord.isFinal(word) && !(JobWord.isUnsettledCopy(word) && i == last);
            if (job && !from.documents.get(i)) {
                here++;
                if (ids.size() < MOST_TOLD) {
                    ids.add(JobIds.of(segment.number(), i));
                }
            }
        }
        if (here > 0) {
            LOG.error(
                    "queue {}: {} jobs of {} are lost, their documents are damaged or did not reach the disk: {}{}",
                    name,
                    here,
                    segment.path().getFileName(),
                    ids,
                    here > ids.size() ? " and others" : "");
        }
        lost += here;
    }

    private void tellProgress(String name, String round) {
        seen++;
        if ((seen & 0xfff) != 0) {
            return;
        }
        progress.run();
        if (System.nanoTime() - told > TELL_NANOS) {
            told = System.nanoTime();
            LOG.info("queue {}: {} jobs {}", name, seen, round);
        }
    }
}
