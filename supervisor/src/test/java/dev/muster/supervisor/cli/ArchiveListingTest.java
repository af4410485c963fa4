package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.control.Fields;
import dev.muster.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster archive --list} on the files of a fleet, without a master. */
final class ArchiveListingTest {
    private final Path home;
    private final Session session;

    ArchiveListingTest(@TempDir Path directory) {
        home = directory;
        session = new Session(directory);
    }

    @BeforeEach
    void configure() throws IOException {
        Files.writeString(home.resolve("muster.conf"), "muster.services {}");
    }

    private void archive(String name, int bytes, String used) throws IOException {
        Path directory = Files.createDirectories(home.resolve("state/archives"));
        Path file = Files.write(directory.resolve(name), new byte[bytes]);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse(used)));
    }

    @Test
    void aFleetWithoutAnySaysWhereTheyWouldBeAndHowOneComesToBe() {
        assertThat(session.muster("archive", "--list")).isEqualTo(Exit.OK);

        assertThat(session.out()).isEmpty();
        assertThat(session.err())
                .contains("no archive in " + home.resolve("state/archives"))
                .contains("start.archive");
    }

    @Test
    void theLastUsedIsFirst() throws IOException {
        archive("printer.17.0123456789abcdef.jsa", 2 << 20, "2026-01-02T03:04:05Z");
        archive("producer.25.0123456789abcdef.aot", 10, "2026-02-02T03:04:05Z");
        archive("new.printer.0123456789abcdef.classes", 10, "2026-03-02T03:04:05Z");

        assertThat(session.muster("archive", "--list")).isEqualTo(Exit.OK);
        assertThat(session.out().lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly("SERVICE", "producer", "printer");
        assertThat(session.muster("archive", "--list", "--json")).isEqualTo(Exit.OK);
        Fields producer = Fields.of(Json.parse(session.out().lines().findFirst().orElseThrow()));
        assertThat(producer.number("java")).isEqualTo(25);
        assertThat(producer.number("bytes")).isEqualTo(10);
        assertThat(producer.text("used")).isEqualTo("2026-02-02T03:04:05Z");
    }

    @Test
    void jsonIsForTheList() {
        assertThat(session.muster("archive", "--json")).isEqualTo(Exit.USAGE);
        assertThat(session.err()).contains("--json is for --list");
    }
}
