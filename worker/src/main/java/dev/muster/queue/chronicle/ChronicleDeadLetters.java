package dev.muster.queue.chronicle;

import dev.muster.queue.CrashRecord;
import dev.muster.queue.DeadLetter;
import dev.muster.queue.DeadLetters;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.ledger.CaseFile;
import dev.muster.queue.ledger.CrashReports;
import dev.muster.queue.ledger.Evidence;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The dead jobs of an embedded queue, wherever they lie. */
final class ChronicleDeadLetters implements DeadLetters {

    private final SharedQueue shared;
    private final QueueDirectory directory;

    ChronicleDeadLetters(SharedQueue shared) {
        this.shared = shared;
        this.directory = shared.directory();
    }

    private record Place(LedgerFile ledger, int index, long word) {}

    @Override
    public List<DeadLetter> list(int max) {
        return letters(shared.mover().atRest(() -> places(max)));
    }

    @Override
    public Optional<DeadLetter> find(JobId id) {
        return place(id).flatMap(place -> letters(List.of(place)).stream().findFirst());
    }

    @Override
    public boolean retry(JobId id) {
        return change(id, this::revive);
    }

    @Override
    public int retryAll() {
        int revived = 0;
        boolean moved;
        do {
            moved = false;
            for (Place place : shared.mover().atRest(() -> places(Integer.MAX_VALUE))) {
                boolean done = revive(place);
                revived += done ? 1 : 0;
                moved |= !done && isElsewhere(place);
            }
        } while (moved);
        return revived;
    }

    private boolean revive(Place place) {
        return shared.mover().revive(place.ledger(), place.index());
    }

    @Override
    public boolean remove(JobId id) {
        return change(id, this::cancel);
    }

    private boolean cancel(Place place) {
        return shared.mover().atRest(() -> {
            long word = place.ledger().word(place.index());
            return JobWord.state(word) == JobWord.DEAD
                    && place.ledger().cancel(place.index(), word, System.currentTimeMillis());
        });
    }

    /** Does something to a dead letter, wherever it is moved to meanwhile. */
    private boolean change(JobId id, Predicate<Place> step) {
        while (true) {
            Optional<Place> found = place(id);
            if (found.isEmpty()) {
                return false;
            }
            if (step.test(found.get())) {
                return true;
            }
            if (!isElsewhere(found.get())) {
                return false;
            }
        }
    }

    /** It has been moved since it was found. */
    private static boolean isElsewhere(Place place) {
        return JobWord.state(place.ledger().word(place.index())) == JobWord.MOVED;
    }

    private List<Place> places(int max) {
        List<Place> places = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            for (LedgerFile ledger : directory.ledgers(lane)) {
                int count = ledger.published();
                for (int i = ledger.moveLow(count); i < count && places.size() < max; i++) {
                    long word = ledger.word(i);
                    if (JobWord.state(word) == JobWord.DEAD) {
                        places.add(new Place(ledger, i, word));
                    }
                }
            }
        }
        return places;
    }

    private Optional<Place> place(JobId id) {
        DocumentReader.@Nullable Place found = new JobPlaces(shared).locate(id, ChronicleDeadLetters::mayBeDead);
        if (found == null) {
            return Optional.empty();
        }
        long word = JobWord.state(found.word()) == JobWord.DEAD
                ? found.word()
                : shared.mover().atRest(() -> found.ledger().word(found.index())); // it was just being moved
        return JobWord.state(word) == JobWord.DEAD
                ? Optional.of(new Place(found.ledger(), found.index(), word))
                : Optional.empty();
    }

    private static boolean mayBeDead(long word) {
        int state = JobWord.state(word);
        return state == JobWord.DEAD || (state == JobWord.CLAIMED && !JobWord.isRunning(word));
    }

    private DocumentReader reader() {
        return new DocumentReader(directory, shared.segments());
    }

    private List<DeadLetter> letters(List<Place> places) {
        DocumentReader reader = reader();
        CrashReports reports = directory.crashReports();
        List<DeadLetter> letters = new ArrayList<>();
        Map<LedgerFile, List<Place>> bySegment = places.stream().collect(Collectors.groupingBy(Place::ledger));
        Map<Place, CaseFile> cases = new HashMap<>();
        bySegment.forEach((ledger, inSegment) -> cases.putAll(cases(ledger, inSegment)));
        for (Place place : places) {
            CaseFile known = cases.get(place);
            if (known != null) {
                letters.add(letter(place, known, reader.read(place.ledger(), place.index()), reports));
            }
        }
        return letters;
    }

    private Map<Place, CaseFile> cases(LedgerFile ledger, List<Place> places) {
        Map<Integer, Place> byIndex = places.stream().collect(Collectors.toMap(Place::index, place -> place));
        Map<Integer, List<Evidence>> records = directory.evidence(ledger).read(byIndex::containsKey).stream()
                .collect(Collectors.groupingBy(Evidence::index));
        return places.stream()
                .collect(Collectors.toMap(
                        place -> place,
                        place -> CaseFile.of(
                                place.index(), place.word(), records.getOrDefault(place.index(), List.of()))));
    }

    private DeadLetter letter(Place place, CaseFile known, JobDocument.@Nullable Stored stored, CrashReports reports) {
        long tally = place.ledger().tally(place.index());
        long id = stored == null ? JobIds.of(place.ledger().segment(), place.index()) : stored.origin();
        List<CrashRecord> crashed =
                known.crashes().stream().map(reports::complete).toList();
        return new DeadLetter(
                JobId.of(id),
                stored == null ? Job.bytes(new byte[0]) : stored.job(),
                known.death().reason(),
                Tally.attempts(tally),
                Tally.crashes(tally),
                Tally.interruptions(tally),
                stored == null ? 0 : stored.putAtMs(),
                known.death().atMs(),
                known.death().witness().worker(),
                known.death().error(),
                crashed);
    }
}
