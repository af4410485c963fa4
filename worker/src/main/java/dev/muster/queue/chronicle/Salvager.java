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
    /** A word is on the disk half a minute after it was written; should a whole ledger be lost, some jobs may run twice. */
    private static final int MOST_ORPHANS = 100_000;

    /** What is known of one segment. */
    private static final class Found {
        final FormerSegment segment;
        /** Where the journal has a sound document. */
        final BitSet documents = new BitSet();
        /** From where a job was moved, if its copy is there. */
        final BitSet moved = new BitSet();

        Found(FormerSegment segment) {
            this.segment = segment;
        }
    }

    private final Map<Integer, Found> found = new HashMap<>();
    /** Copies whose words do not tell whether they are the jobs: by the job's identity, the place of one. */
    private final Map<Long, Long> orphans = new HashMap<>();

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
        Segments open = new Segments(fresh);
        try (Survivors survivors = new Survivors(fresh, open)) {
            segments.forEach(segment -> read(former.name(), segment, survivors));
            segments.forEach(segment -> restoreUnmoved(former, segment, survivors));
            restoreOrphans(segments, survivors);
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

    private void read(String name, Found from, Survivors survivors) {
        survivors.begin(from.segment);
        forEach(from, (index, stored) -> {
            from.documents.set(index);
            tellProgress(name, survivors);
            long word = from.segment.word(index);
            int state = JobWord.state(word);
            if (state == JobWord.MOVED && !JobWord.isVoid(word)) {
                from.moved.set(index);
            } else if (isOrphan(from, index, stored) && orphans.size() < MOST_ORPHANS) {
                orphans.put(stored.origin(), stored.id());
            } else if (!JobWord.isFinal(word)) {
                survivors.restore(stored, word, from.segment.tally(index));
            }
        });
        survivors.end();
    }

    private static boolean isOrphan(Found from, int index, JobDocument.Stored stored) {
        return stored.origin() != stored.id() && JobWord.isUnsettledCopy(from.segment.word(index));
    }

    /** The jobs whose words say that they were moved, but whose copies did not reach the disk. */
    private void restoreUnmoved(FormerQueue former, Found from, Survivors survivors) {
        BitSet unmoved = new BitSet();
        from.moved.stream()
                .filter(index -> isLost(former, JobWord.movedTo(from.segment.word(index))))
                .forEach(unmoved::set);
        from.moved.andNot(unmoved);
        if (unmoved.isEmpty()) {
            return;
        }
        survivors.begin(from.segment);
        forEach(from, (index, stored) -> {
            if (unmoved.get(index)) {
                survivors.restore(stored, 0, from.segment.tally(index));
                orphans.remove(stored.origin());
            }
        });
        survivors.end();
    }

    /** A segment that is missing has been compacted, which means that all in it was over; unless it was too new to be on the disk. */
    private boolean isLost(FormerQueue former, long target) {
        Found to = found.get(JobIds.segment(target));
        if (to != null) {
            return !to.documents.get(JobIds.index(target));
        }
        return JobIds.segment(target) > former.lastOnDisk(Lane.of(JobIds.segment(target)));
    }

    /** A copy without a word is the job only if there is no other: its source is removed only once the copy's word is known. */
    private void restoreOrphans(List<Found> segments, Survivors survivors) {
        if (orphans.isEmpty()) {
            return;
        }
        for (Found from : segments) {
            forEach(from, (index, stored) -> {
                boolean itself = isOrphan(from, index, stored) || from.moved.get(index);
                if (!itself && !JobWord.isVoid(from.segment.word(index))) {
                    orphans.remove(stored.origin());
                }
            });
        }
        for (Found from : segments) {
            survivors.begin(from.segment);
            forEach(from, (index, stored) -> {
                if (Long.valueOf(stored.id()).equals(orphans.get(stored.origin()))) {
                    survivors.restore(stored, 0, from.segment.tally(index));
                }
            });
            survivors.end();
        }
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

    private void tellProgress(String name, Survivors survivors) {
        seen++;
        if ((seen & 0xfff) != 0) {
            return;
        }
        progress.run();
        if (System.nanoTime() - told > TELL_NANOS) {
            told = System.nanoTime();
            LOG.info("queue {}: {} jobs read, {} of them go on", name, seen, survivors.kept());
        }
    }
}
