package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.EvidenceFile;
import dev.muster.queue.ledger.FormerSegment;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Tally;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the jobs of an earlier boot into a fresh queue, each in the lane where it was: what ran is ready again, what waits keeps its time, what
 * was put aside keeps its evidence. Confined to a thread.
 */
final class Survivors implements AutoCloseable {

    private final QueueDirectory fresh;
    private final Map<Lane, Enqueuer> lanes = new EnumMap<>(Lane.class);
    private final long nowMs = System.currentTimeMillis();
    private final Map<Integer, EvidenceFile.Heir> heirs = new HashMap<>();
    private BitSet witnessed = new BitSet();
    private boolean anySaved;
    private @Nullable FormerSegment from;
    private long kept;
    private final Map<Integer, Integer> interrupted = new HashMap<>();

    Survivors(QueueDirectory fresh, Segments segments) {
        this.fresh = fresh;
        UniquePuts unique = new UniquePuts(fresh, segments);
        DiskSpace disk = new DiskSpace(fresh.files().directory());
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new Enqueuer(fresh, segments, lane, unique, disk, () -> {}));
        }
        segments.start(Lane.NORMAL); // it carries the count of what was done
    }

    /** The next jobs come from here. */
    void begin(FormerSegment segment) {
        from = segment;
        witnessed = segment.evidence().jobs();
        anySaved = segment.checkpoints().exist();
        heirs.clear();
    }

    /** No more jobs come from there. */
    void end() {
        FormerSegment segment = from;
        if (segment != null && !heirs.isEmpty()) {
            segment.evidence().copy(heirs);
        }
        from = null;
    }

    /**
     * Lets a job go on.
     *
     * @param word as it was seen last, 0 when nothing is known
     */
    void restore(JobDocument.Stored stored, long word, long tally) {
        Lane lane = Lane.of(JobIds.segment(stored.id()));
        boolean running = JobWord.isRunning(word);
        long carried = running ? Tally.rebooted(tally, JobWord.delivery(word)) : Tally.carriedOver(tally);
        long next = word(stored, lane, word, carried);
        Enqueuer enqueuer = lanes.get(lane);
        if (enqueuer == null) {
            throw new IllegalStateException("no lane " + lane);
        }
        long place = enqueuer.restore(stored.withoutCaller(), next, carried);
        if (lane == Lane.DELAYED) {
            fresh.control().due(lane, JobWord.timeMs(next));
        }
        if (witnessed.get(JobIds.index(stored.id()))) {
            bequeath(stored, place, word);
        }
        if (anySaved) {
            bequeathCheckpoint(stored, place);
        }
        kept++;
        if (running) {
            interrupted.merge(JobWord.slot(word), 1, Integer::sum);
        }
    }

    private long word(JobDocument.Stored stored, Lane lane, long word, long tally) {
        return switch (JobWord.state(word)) {
            case JobWord.READY, JobWord.DELAYED, JobWord.DEAD ->
                JobWord.carriedOver(JobWord.state(word), JobWord.timeMs(word), tally);
            default -> {
                if (lane == Lane.DEAD) {
                    yield JobWord.carriedOver(JobWord.DEAD, nowMs, tally);
                }
                boolean early = !JobWord.isRunning(word) && stored.notBeforeMs() > nowMs;
                yield early
                        ? JobWord.carriedOver(JobWord.DELAYED, stored.notBeforeMs(), tally)
                        : JobWord.carriedOver(JobWord.READY, nowMs, tally);
            }
        };
    }

    private void bequeath(JobDocument.Stored stored, long place, long word) {
        LedgerFile ledger = fresh.ledgers().find(JobIds.segment(place));
        if (ledger != null) {
            int died = JobWord.state(word) == JobWord.DEAD ? JobWord.delivery(word) : EvidenceFile.Heir.ALIVE;
            heirs.put(
                    JobIds.index(stored.id()),
                    new EvidenceFile.Heir(fresh.evidence(ledger), JobIds.index(place), died));
        }
    }

    private void bequeathCheckpoint(JobDocument.Stored stored, long place) {
        LedgerFile ledger = fresh.ledgers().find(JobIds.segment(place));
        FormerSegment segment = from;
        if (ledger != null && segment != null) {
            segment.checkpoints().copy(JobIds.index(stored.id()), fresh.checkpoints(ledger), JobIds.index(place));
        }
    }

    /** Jobs that go on, or stay put aside. */
    long kept() {
        return kept;
    }

    /** How many of them were running, by slots. */
    Map<Integer, Integer> interrupted() {
        return interrupted;
    }

    @Override
    public void close() {
        lanes.values().forEach(Enqueuer::close);
    }
}
