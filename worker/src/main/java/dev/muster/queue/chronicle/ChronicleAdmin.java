package dev.muster.queue.chronicle;

import dev.muster.queue.Cancellation;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobRunningException;
import dev.muster.queue.JobState;
import dev.muster.queue.NoSuchJobException;
import dev.muster.queue.PeekedJob;
import dev.muster.queue.QueueAdmin;
import dev.muster.queue.QueueProblem;
import dev.muster.queue.ledger.Evidence;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator does with an embedded queue. Jobs are changed as workers change them, by one compare-and-set of their word, so of two
 * who want the same job one gets it; movers are kept out meanwhile. Thread-safe.
 */
final class ChronicleAdmin implements QueueAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(ChronicleAdmin.class);
    private static final String REMOVED = "removed from the queue by hand";
    private static final List<Lane> WAITING = List.of(Lane.HIGH, Lane.NORMAL, Lane.LOW, Lane.DELAYED);

    private final String queue;
    private final SharedQueue shared;
    private final Runnable requireOpen;

    ChronicleAdmin(String queue, SharedQueue shared, Runnable requireOpen) {
        this.queue = queue;
        this.shared = shared;
        this.requireOpen = requireOpen;
    }

    @Override
    public List<PeekedJob> peek(int max) {
        requireOpen.run();
        List<PeekedJob> found = new ArrayList<>();
        try (JobScan scan = new JobScan(shared)) {
            for (JobState state : List.of(JobState.READY, JobState.RUNNING, JobState.DELAYED)) {
                if (found.size() < max) {
                    scan.forEach(Set.of(state), job -> {
                        found.add(job);
                        return found.size() < max;
                    });
                }
            }
        }
        return found;
    }

    @Override
    public void export(Consumer<PeekedJob> each) {
        requireOpen.run();
        try (JobScan scan = new JobScan(shared)) {
            scan.forEach(EnumSet.allOf(JobState.class), job -> {
                each.accept(job);
                return true;
            });
        }
    }

    @Override
    public Optional<PeekedJob> find(JobId id) {
        requireOpen.run();
        DocumentReader.@Nullable Place place = locate(id);
        JobState state = place == null ? null : JobScan.state(place.word(), System.currentTimeMillis());
        if (place == null || state == null) {
            return Optional.empty();
        }
        DocumentReader reader = new DocumentReader(shared.directory(), shared.segments());
        JobDocument.@Nullable Stored stored = reader.read(place.ledger(), place.index());
        return stored == null
                ? Optional.empty()
                : Optional.of(JobScan.peeked(shared.directory(), stored, place, state));
    }

    private boolean putAside(DocumentReader.Place place, String why) {
        long now = System.currentTimeMillis();
        int delivery = JobWord.delivery(place.word());
        shared.directory()
                .evidence(place.ledger())
                .append(List.of(Evidence.died(place.index(), delivery, now, why, "")));
        boolean done = shared.directory().burials().bury(place.ledger(), place.index(), place.word(), now);
        if (done) {
            tellCaller(shared, place.ledger(), place.index(), Results.FAILED, why);
        }
        return done;
    }

    @Override
    public boolean bury(JobId id, String why) {
        Step step = place -> switch (JobWord.state(place.word())) {
            case JobWord.DEAD -> Change.NOT_NEEDED;
            case JobWord.DONE -> throw new NoSuchJobException(queue, id);
            default -> Change.of(putAside(place, why));
        };
        boolean buried = change(id, unlessRunning(id, step));
        if (buried) {
            LOG.info("queue {}: job {} was put aside ({})", queue, id, why);
        }
        return buried;
    }

    @Override
    public boolean remove(JobId id) {
        Step step = place -> JobWord.state(place.word()) == JobWord.DONE
                ? Change.NOT_NEEDED
                : Change.of(finish(place, Results.FAILED, REMOVED));
        return change(id, unlessRunning(id, step));
    }

    @Override
    public Cancellation cancel(JobId id) {
        AtomicBoolean asked = new AtomicBoolean();
        boolean changed = change(id, place -> switch (JobWord.state(place.word())) {
            case JobWord.CLAIMED -> {
                asked.set(askToEnd(place));
                yield Change.of(asked.get());
            }
            case JobWord.DEAD, JobWord.DONE -> Change.NOT_NEEDED;
            default -> Change.of(finish(place, Results.CANCELLED, ChronicleLease.CANCELLED));
        });
        if (!changed) {
            return Cancellation.TOO_LATE;
        }
        LOG.info(
                "queue {}: job {} was cancelled{}",
                queue,
                id,
                asked.get() ? "; its worker has been asked to end it" : "");
        return asked.get() ? Cancellation.ASKED : Cancellation.REMOVED;
    }

    private boolean askToEnd(DocumentReader.Place place) {
        boolean asked = place.ledger().askToEnd(place.index(), place.word());
        CrashPoint.ASKED.reach();
        shared.directory().control().cancelled();
        shared.housekeeper().wake(); // it may be our own; others look twice a second
        return asked;
    }

    private boolean finish(DocumentReader.Place place, String type, String why) {
        boolean done = place.ledger().cancel(place.index(), place.word(), System.currentTimeMillis());
        if (done && JobWord.state(place.word()) != JobWord.DEAD) { // that has been told when it died
            tellCaller(shared, place.ledger(), place.index(), type, why);
        }
        return done;
    }

    /** Whoever waits for the job's result waits in vain. Afterwards, because until then a worker may be faster. */
    static void tellCaller(SharedQueue shared, LedgerFile ledger, int index, String type, String why) {
        JobDocument.@Nullable Stored stored =
                new DocumentReader(shared.directory(), shared.segments()).read(ledger, index);
        if (stored != null && stored.replySlot() != JobDocument.NOBODY) {
            shared.enqueuers().reply(stored, new Job(type, "", why.getBytes(StandardCharsets.UTF_8), Duration.ZERO));
        }
    }

    /** What became of an attempt to change a job. */
    private enum Change {
        DONE,
        NOT_NEEDED,
        /** Its word was changed by somebody else in this very moment. */
        AGAIN;

        static Change of(boolean done) {
            return done ? DONE : AGAIN;
        }
    }

    /** Something that is done to a job. */
    private interface Step {
        Change take(DocumentReader.Place place);
    }

    /** A step for which a worker that holds the job is in the way. */
    private Step unlessRunning(JobId id, Step step) {
        return place -> {
            if (JobWord.state(place.word()) == JobWord.CLAIMED) {
                throw new JobRunningException(queue, id);
            }
            return step.take(place);
        };
    }

    private boolean change(JobId id, Step step) {
        requireOpen.run();
        while (true) {
            DocumentReader.@Nullable Place found = locate(id);
            if (found == null) {
                throw new NoSuchJobException(queue, id);
            }
            Change change = shared.mover().atRest(() -> change(found, step));
            if (change != Change.AGAIN) {
                return change == Change.DONE;
            }
        }
    }

    private Change change(DocumentReader.Place found, Step step) {
        long word = found.ledger().word(found.index());
        DocumentReader.Place place = new DocumentReader.Place(found.ledger(), found.index(), word);
        return switch (JobWord.state(word)) {
            case JobWord.CLAIMED, JobWord.READY, JobWord.DELAYED, JobWord.DEAD, JobWord.DONE -> step.take(place);
            case JobWord.STAGED -> {
                found.ledger().publish(found.index(), System.currentTimeMillis()); // its document has been read
                yield Change.AGAIN;
            }
            default -> Change.AGAIN; // moved since it was found
        };
    }

    private DocumentReader.@Nullable Place locate(JobId id) {
        return new JobPlaces(shared).locate(id, word -> true);
    }

    @Override
    public void pause(Duration time) {
        pauseUntil(Math.addExact(System.currentTimeMillis(), Math.max(0, time.toMillis())));
    }

    @Override
    public void pause() {
        pauseUntil(Long.MAX_VALUE);
    }

    private void pauseUntil(long atMs) {
        requireOpen.run();
        shared.directory().pauseUntil(atMs);
    }

    @Override
    public void resume() {
        requireOpen.run();
        shared.directory().pauseUntil(0);
    }

    @Override
    public Optional<Instant> pausedUntil() {
        requireOpen.run();
        return shared.directory().control().pauseEnd(System.currentTimeMillis());
    }

    @Override
    public long purge() {
        requireOpen.run();
        Housekeeper.settleTail(shared.directory(), shared.segments());
        boolean anyCaller = shared.directory().foremostPosition(Lane.RESULTS) > 0;
        return shared.mover().atRest(() -> {
            long removed = 0;
            for (Lane lane : WAITING) {
                for (LedgerFile ledger : shared.directory().ledgers(lane)) {
                    removed += purge(ledger, anyCaller);
                }
            }
            return removed;
        });
    }

    private long purge(LedgerFile ledger, boolean anyCaller) {
        long now = System.currentTimeMillis();
        long removed = 0;
        int count = ledger.published();
        for (int i = ledger.moveLow(count); i < count; i++) {
            ledger.publish(i, now);
            for (long word = ledger.word(i); isWaiting(word); word = ledger.word(i)) {
                if (ledger.cancel(i, word, now)) {
                    removed++;
                    if (anyCaller) {
                        tellCaller(shared, ledger, i, Results.FAILED, REMOVED);
                    }
                }
            }
        }
        return removed;
    }

    @Override
    public List<QueueProblem> verify() {
        requireOpen.run();
        return new Verifier(shared).verify();
    }

    private static boolean isWaiting(long word) {
        int state = JobWord.state(word);
        return state == JobWord.READY || state == JobWord.DELAYED;
    }
}
