package dev.muster.queue.chronicle;

import dev.muster.queue.JobId;
import dev.muster.queue.JobState;
import dev.muster.queue.PeekedJob;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Tally;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all jobs that were in a queue at one moment, each once, while workers go on and jobs are moved. Whatever is moved
 * later goes to the end of a lane, behind what is looked at here, and leaves a pointer at the place where it was. Confined to a thread.
 */
final class JobScan implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobScan.class);
    private static final List<Lane> ORDER = List.of(Lane.HIGH, Lane.NORMAL, Lane.LOW, Lane.DELAYED, Lane.DEAD);

    /** The indexes of one segment that were live or may have been. */
    private record Part(LedgerFile ledger, int from, int to) {}

    private final SharedQueue shared;
    private final DocumentReader reader;
    private final JournalCursor cursor;
    private final Map<Integer, Part> parts;

    JobScan(SharedQueue shared) {
        this.shared = shared;
        this.reader = new DocumentReader(shared.directory(), shared.segments());
        this.cursor = new JournalCursor(shared.segments());
        Housekeeper.settleTail(shared.directory(), shared.segments());
        this.parts = shared.mover().atRest(this::parts); // so that no copy among them is half a job
    }

    private Map<Integer, Part> parts() {
        Map<Integer, Part> found = new LinkedHashMap<>();
        for (Lane lane : ORDER) {
            for (LedgerFile ledger : shared.directory().ledgers(lane)) {
                int count = ledger.published();
                found.put(ledger.segment(), new Part(ledger, ledger.moveLow(count), count));
            }
        }
        return found;
    }

    /**
     * Shows the jobs that are in one of some states, until the visitor has seen enough.
     *
     * @param visitor returns false to end it
     */
    void forEach(Set<JobState> states, Predicate<PeekedJob> visitor) {
        for (Part part : parts.values()) {
            for (int i = part.from(); i < part.to(); i++) {
                DocumentReader.@Nullable Place place = place(part.ledger(), i);
                JobState state = place == null ? null : state(place.word(), System.currentTimeMillis());
                if (place != null && state != null && states.contains(state)) {
                    PeekedJob job = read(place, state);
                    if (job != null && !visitor.test(job)) {
                        return;
                    }
                }
            }
        }
    }

    /** The place of the job that was put first at a place and has a certain word, null when there is none. */
    DocumentReader.@Nullable Place find(long origin, LongPredicate word) {
        for (Part part : parts.values()) {
            for (int i = part.from(); i < part.to(); i++) {
                DocumentReader.@Nullable Place place = place(part.ledger(), i);
                if (place == null || !word.test(place.word())) {
                    continue;
                }
                JobDocument.@Nullable Stored stored = cursor.read(place.ledger(), place.index());
                if (stored != null && stored.origin() == origin) {
                    return place;
                }
            }
        }
        return null;
    }

    /** Where the job is now that was at a place; null when it has finished, or is looked at elsewhere. */
    private DocumentReader.@Nullable Place place(LedgerFile ledger, int index) {
        long word = ledger.word(index);
        if (JobWord.state(word) == JobWord.DONE) {
            return null;
        }
        if (JobWord.state(word) != JobWord.MOVED) {
            return new DocumentReader.Place(ledger, index, word);
        }
        long target = JobWord.movedTo(word);
        return target == 0 || isCovered(target) ? null : reader.follow(target);
    }

    private boolean isCovered(long target) {
        Part part = parts.get(JobIds.segment(target));
        return part != null && JobIds.index(target) < part.to();
    }

    private @Nullable PeekedJob read(DocumentReader.Place place, JobState state) {
        JobDocument.@Nullable Stored stored = cursor.read(place.ledger(), place.index());
        if (stored == null) {
            LOG.warn("{}: the document of job {} is damaged; it is left out", shared.directory(), place.id());
        }
        return stored == null ? null : peeked(shared.directory(), stored, place, state);
    }

    /** What is told of a job. */
    static PeekedJob peeked(
            QueueDirectory directory, JobDocument.Stored stored, DocumentReader.Place place, JobState state) {
        long tally = place.ledger().tally(place.index());
        boolean running = JobWord.isRunning(place.word());
        return new PeekedJob(
                JobId.of(stored.origin()),
                state,
                stored.job(),
                Tally.attempts(tally),
                Tally.crashes(tally),
                Tally.interruptions(tally),
                Instant.ofEpochMilli(stored.putAtMs()),
                Instant.ofEpochMilli(JobWord.timeMs(place.word())),
                running ? directory.worker(place.word()) : "",
                running ? directory.progress(place.id(), place.word()) : Optional.empty(),
                state != JobState.DEAD && Tally.isCancelled(tally));
    }

    /** What a word means to a user, null when it is nobody's. */
    static @Nullable JobState state(long word, long nowMs) {
        return switch (JobWord.state(word)) {
            case JobWord.STAGED -> state(JobWord.published(word, nowMs), nowMs);
            case JobWord.READY -> JobState.READY;
            case JobWord.DELAYED -> JobWord.timeMs(word) > nowMs ? JobState.DELAYED : JobState.READY;
            // Claimed by nobody: a job that is just being moved.
            case JobWord.CLAIMED -> JobWord.delivery(word) == 0 ? JobState.READY : JobState.RUNNING;
            case JobWord.DEAD -> JobState.DEAD;
            default -> null;
        };
    }

    @Override
    public void close() {
        cursor.close();
    }
}
