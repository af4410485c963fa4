package dev.muster.supervisor.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on the shelf, and what has to go. */
final class ShelfTest {

    private static final int BYTES = 10;

    private final Path directory;
    private final Shelf shelf;

    ShelfTest(@TempDir Path directory) {
        this.directory = directory;
        this.shelf = new Shelf(directory, 4, 4 * BYTES);
    }

    private static Fit fit(String service, int number) {
        return new Fit(service, 17, String.format("%016x", number));
    }

    private Path finished(int bytes) throws IOException {
        return Files.write(Files.createTempFile(directory, "new.", ""), new byte[bytes]);
    }

    private void put(Fit fit, Duration unused) throws IOException {
        Shelf.Entry entry = shelf.put(finished(BYTES), fit);
        Files.setLastModifiedTime(entry.file(), FileTime.from(Instant.now().minus(unused)));
    }

    private List<String> services() throws IOException {
        return shelf.entries().stream().map(Shelf.Entry::service).toList();
    }

    @Test
    void whatWasPutThereIsFoundAndNobodyElseMayReadIt() throws IOException {
        assertThat(shelf.find(fit("printer", 1))).isEmpty();

        shelf.put(finished(BYTES), fit("printer", 1));

        assertThat(shelf.find(fit("printer", 1))).contains(shelf.place(fit("printer", 1)));
        assertThat(shelf.find(fit("printer", 2))).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shelf.place(fit("printer", 1)))))
                .isEqualTo("r--------");
    }

    @Test
    void nothingIsPutInThePlaceOfAnEmptyFile() {
        assertThatThrownBy(() -> shelf.put(finished(0), fit("printer", 1))).isInstanceOf(IOException.class);
        assertThat(shelf.find(fit("printer", 1))).isEmpty();
    }

    @Test
    void theOneThatWasNotUsedForLongestGoesWhenThereAreTooMany() throws IOException {
        put(fit("a", 1), Duration.ofDays(2));
        put(fit("b", 1), Duration.ofDays(3));
        put(fit("c", 1), Duration.ofDays(1));
        put(fit("d", 1), Duration.ZERO);
        shelf.find(fit("b", 1));

        put(fit("e", 1), Duration.ZERO);

        assertThat(services()).containsExactlyInAnyOrder("b", "c", "d", "e");
    }

    @Test
    void whatIsPutThereIsTheLastUsedHoweverLongItWasInTheMaking() throws IOException {
        for (String service : List.of("a", "b", "c", "d")) {
            put(fit(service, 1), Duration.ofDays(1));
        }
        Path slow = finished(BYTES);
        Files.setLastModifiedTime(slow, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        shelf.put(slow, fit("e", 1));

        assertThat(services()).hasSize(4).startsWith("e");
    }

    @Test
    void whatIsBeyondTheBoundsOfANewMasterIsSweptAway() throws IOException {
        put(fit("a", 1), Duration.ofDays(2));
        put(fit("b", 1), Duration.ofDays(1));

        new Shelf(directory, 1, 4 * BYTES).sweep();

        assertThat(services()).containsExactly("b");
    }

    @Test
    void theOldestGoWhenTheyTakeTooMuchOfTheDisk() throws IOException {
        put(fit("a", 1), Duration.ofDays(2));
        put(fit("b", 1), Duration.ofDays(1));

        shelf.put(finished(3 * BYTES), fit("large", 1));

        assertThat(services()).containsExactlyInAnyOrder("large", "b");
    }

    @Test
    void aServiceKeepsTheFormerOneForAWhile() throws IOException {
        put(fit("a", 1), Duration.ofHours(2));
        put(fit("a", 2), Duration.ofHours(1));
        put(fit("a", 3), Duration.ZERO);

        assertThat(shelf.entries().stream().map(Shelf.Entry::file))
                .containsExactly(shelf.place(fit("a", 3)), shelf.place(fit("a", 2)));
    }

    @Test
    void whatWasLeftUnfinishedIsSweptAwayAndWhatIsNotOursStays() throws IOException {
        put(fit("a", 1), Duration.ZERO);
        Files.writeString(shelf.scratch(fit("a", 2), "classes"), "java/lang/Object");
        Path tour = Files.createDirectory(shelf.scratch(fit("a", 2), "tour"));
        Files.createSymbolicLink(tour.resolve("link"), shelf.place(fit("a", 1)));
        Path note = Files.writeString(directory.resolve("README"), "mine");

        shelf.sweep();

        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder("README", fit("a", 1).fileName());
        assertThat(note).exists();
    }

    @Test
    void aFleetThatHasNeverRunHasNone(@TempDir Path home) throws IOException {
        assertThat(new Shelf(home.resolve("archives"), 1, 1).entries()).isEmpty();
    }
}
