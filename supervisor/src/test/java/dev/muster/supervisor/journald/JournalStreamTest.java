package dev.muster.supervisor.journald;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStreamTest {

    private final Path file;
    private final String identity;

    JournalStreamTest(@TempDir Path dir) throws IOException {
        file = Files.createFile(dir.resolve("stream"));
        identity = Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
    }

    @Test
    void theDescriptorMustBeTheOneThatTheVariableNames() {
        assertThat(JournalStream.is(file, Map.of("JOURNAL_STREAM", identity))).isTrue();
        assertThat(JournalStream.is(Path.of("/dev/null"), Map.of("JOURNAL_STREAM", identity)))
                .isFalse();
    }

    @Test
    void withoutTheVariableOrTheDescriptorThereIsNoJournal() {
        assertThat(JournalStream.is(file, Map.of())).isFalse();
        assertThat(JournalStream.is(file, Map.of("JOURNAL_STREAM", ""))).isFalse();
        assertThat(JournalStream.is(file, Map.of("JOURNAL_STREAM", "1:2:3"))).isFalse();
        assertThat(JournalStream.is(file.resolveSibling("closed"), Map.of("JOURNAL_STREAM", identity)))
                .isFalse();
    }

    @Test
    void anInheritedVariableDoesNotMakeOurStandardErrorAJournal() {
        assertThat(JournalStream.isStandardError(Map.of("JOURNAL_STREAM", identity)))
                .isFalse();
        assertThat(SystemJournal.ofThisProcess()).isEmpty();
    }
}
