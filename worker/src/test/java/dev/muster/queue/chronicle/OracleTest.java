package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle itself can tell good from bad. */
class OracleTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private List<String> verdict(String... lines) throws IOException {
        Path journal = Files.write(directory.resolve("journal"), List.of(lines));
        Oracle oracle = new Oracle();
        oracle.read(journal);
        return oracle.verdict();
    }

    @Test
    void aRunWithRetriesIsFine() throws IOException {
        assertThat(verdict(
                        "intent a",
                        "put a 1",
                        "start a 1 0 1",
                        "retried a true",
                        "start a 2 0 1",
                        "end a",
                        "acked a true"))
                .isEmpty();
    }

    @Test
    void aPutThatWasNeverConfirmedMayAppearOrNot() throws IOException {
        assertThat(verdict("intent a", "intent b", "start b 1 0 1", "end b", "acked b true"))
                .isEmpty();
    }

    @Test
    void everyKindOfFaultIsNamed() throws IOException {
        assertThat(verdict("intent a", "put a 1")).containsExactly("lost: a");
        assertThat(verdict("start x 1 0 1")).containsExactly("unexpected: x");
        assertThat(verdict(
                        "intent a", "start a 1 0 1", "end a", "acked a true", "start a 1 0 1", "end a", "acked a true"))
                .containsExactly("acknowledged 2 times: a", "run 2 times, explained 0: a");
    }

    @Test
    void aJobWhoseUniqueKeyWasTakenIsTheOneThatHasIt() throws IOException {
        assertThat(verdict("intent a", "put a 1", "intent b", "put b 1", "start a 1 0 1", "end a", "acked a true"))
                .isEmpty();
        // Published by a producer that was killed before it could say so.
        assertThat(verdict("intent a", "intent b", "put b 1", "start a 1 0 1", "end a", "acked a true"))
                .isEmpty();
        assertThat(verdict("intent a", "intent b", "put b 2", "start a 1 0 1", "end a", "acked a true"))
                .containsExactly("lost: b");
    }
}
