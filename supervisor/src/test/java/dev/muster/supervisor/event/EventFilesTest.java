package dev.muster.supervisor.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal's files: whole lines only, a bound over all of them, and another master that goes on. */
final class EventFilesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final EventQuestion ALL = new EventQuestion(Set.of(), Optional.empty(), 1_000_000);

    private final Path directory;

    EventFilesTest(@TempDir Path temp) {
        directory = temp.resolve("events");
    }

    private static Event event(long seq) {
        return Event.of(seq, NOON.plusSeconds(seq), EventKind.FAULT, Map.of("why", "number " + seq));
    }

    private void write(long fileBytes, long from, long to) throws IOException {
        try (EventFiles files = new EventFiles(directory, fileBytes)) {
            for (long seq = from; seq <= to; seq++) {
                files.append(List.of(event(seq)));
            }
        }
    }

    private List<Long> stored() {
        return EventJournal.stored(directory, ALL).stream().map(Event::seq).toList();
    }

    private List<Path> paths() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @Test
    void whatIsWrittenIsReadBackInOrder() throws IOException {
        write(1 << 20, 1, 3);
        assertThat(stored()).containsExactly(1L, 2L, 3L);
        assertThat(EventFiles.lastSeq(directory)).isEqualTo(3);
        assertThat(EventJournal.stored(directory, new EventQuestion(Set.of(), Optional.of(NOON.plusSeconds(3)), 9)))
                .extracting(Event::seq)
                .containsExactly(3L);
        assertThat(EventJournal.stored(directory, new EventQuestion(Set.of(), Optional.empty(), 2)))
                .extracting(Event::seq)
                .containsExactly(2L, 3L);
    }

    @Test
    void lineThatAKilledMasterDidNotFinishIsCutOff() throws IOException {
        write(1 << 20, 1, 2);
        Files.writeString(paths().get(0), "{\"seq\":3,\"at\":\"2026-01-" + "0".repeat(1000), StandardOpenOption.APPEND);
        assertThat(stored()).containsExactly(1L, 2L);
        assertThat(EventFiles.lastSeq(directory)).isEqualTo(2);
        write(1 << 20, 3, 4);
        assertThat(Files.readString(paths().get(0)).lines()).hasSize(4).allMatch(line -> Event.parse(line)
                .isPresent());
        assertThat(stored()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void theOldestFileGoesWhenAllTogetherAreTooLarge() throws IOException {
        write(1000, 1, 500);
        assertThat(paths()).hasSize(16);
        long bytes = 0;
        for (Path path : paths()) {
            bytes += Files.size(path);
        }
        assertThat(bytes).isLessThanOrEqualTo(16 * 1000);
        List<Long> left = stored();
        assertThat(left)
                .hasSizeGreaterThan(100)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(left.get(0), 500).boxed().toList());
    }

    @Test
    void anotherMasterGoesOnInTheLastFileWithTheNextNumber() throws IOException {
        write(1 << 20, 1, 2);
        try (EventJournal journal = EventJournal.start(directory, () -> NOON)) {
            journal.tell(EventKind.MASTER_STARTED, Map.of());
            assertThat(journal.past(ALL)).extracting(Event::seq).containsExactly(1L, 2L, 3L);
        }
        assertThat(paths()).hasSize(1);
        assertThat(stored()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void directoryWithoutAJournalHasNoPast() throws IOException {
        assertThat(stored()).isEmpty();
        assertThat(EventFiles.lastSeq(directory)).isZero();
    }
}
