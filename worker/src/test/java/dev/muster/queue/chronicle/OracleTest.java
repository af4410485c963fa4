package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle itself can tell good from bad. */
class OracleTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private static final long SECOND = 1_000_000_000;

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

    /** A kill ends a write where a page of the file ends. */
    @Test
    void aLineThatAKillCutOffWasNeverWritten() throws IOException {
        Path journal = directory.resolve("journal");
        Files.writeString(journal, "intent a\nput a 1\nstart a 1 0 1\nend a\nacked a");
        assertThat(Journal.lines(journal)).containsExactly("intent a", "put a 1", "start a 1 0 1", "end a");
        Oracle oracle = new Oracle();
        oracle.read(journal);
        assertThat(oracle.verdict()).isEmpty();
        Files.writeString(journal, "intent");
        assertThat(Journal.lines(journal)).isEmpty();
    }

    @Test
    void everyKindOfFaultIsNamed() throws IOException {
        assertThat(verdict("intent a", "put a 1")).containsExactly("lost: a");
        assertThat(verdict("start x 1 0 1")).containsExactly("unexpected: x");
        assertThat(verdict(
                        "intent a", "start a 1 0 1", "end a", "acked a true", "start a 1 0 1", "end a", "acked a true"))
                .containsExactly("acknowledged twice, 0.0 s later in the same boot: a");
    }

    @Test
    void aJobWhoseUniqueKeyWasTakenIsTheOneThatHasIt() throws IOException {
        assertThat(verdict(
                        "intent a key-1",
                        "put a 1",
                        "intent b key-1",
                        "put b 1",
                        "start a 1 0 1",
                        "end a",
                        "acked a true"))
                .isEmpty();
        // Published by a producer that was killed before it could say so.
        assertThat(verdict("intent a key-1", "intent b key-1", "put b 1", "start a 1 0 1", "end a", "acked a true"))
                .isEmpty();
        assertThat(verdict("intent a key-1", "intent b key-1", "put b 2", "start a 1 0 1", "end a", "acked a true"))
                .containsExactly("lost: b");
        assertThat(verdict("intent a", "intent b", "put b 1", "start a 1 0 1", "end a", "acked a true"))
                .containsExactly("lost: b");
    }

    @Test
    void aJobThatRunsUnderAnotherIdentityIsNamed() throws IOException {
        assertThat(verdict("intent a", "put a 1", "start a 1 0 2", "end a", "acked a true"))
                .containsExactly("another identity, 1 and 2: a");
    }

    @Test
    void aLeaseThatWasLostIsNamed() throws IOException {
        assertThat(verdict("intent a", "start a 1 0 1", "end a", "acked a false"))
                .containsExactly("lease lost: a");
    }

    /** Two boots, the first of which ended at 100 s. */
    private List<String> verdict(boolean synced, List<String> before, List<String> after) throws IOException {
        Oracle oracle = new Oracle(synced, Duration.ofSeconds(40));
        oracle.cut(1, 100 * SECOND);
        oracle.read(Files.write(directory.resolve("before"), before), 1);
        oracle.read(Files.write(directory.resolve("after"), after), 2);
        return oracle.verdict();
    }

    private static String at(long seconds, String line) {
        return line + " @" + seconds * SECOND;
    }

    @Test
    void aPowerCutMayUndoWhatHadNotBeenWrittenBack() throws IOException {
        List<String> again = List.of(at(111, "start a 1 0 1"), at(112, "end a"), at(112, "acked a true"));
        assertThat(verdict(true, finished(70), again)).isEmpty();
        assertThat(verdict(true, finished(50), again))
                .containsExactly("acknowledged twice, 50.0 s before the cut of boot 1: a");
    }

    private static List<String> finished(long second) {
        return List.of(
                at(second, "intent a"),
                at(second, "put a 1"),
                at(second, "start a 1 0 1"),
                at(second, "end a"),
                at(second, "acked a true"));
    }

    @Test
    void aPowerCutMayLoseOnlyWhatHadNotBeenWrittenBackAndNothingThatWasSynced() throws IOException {
        List<String> late = List.of(at(70, "intent a"), at(70, "put a 1"));
        assertThat(verdict(false, late, List.of())).isEmpty();
        assertThat(verdict(true, late, List.of())).containsExactly("lost by the cut of boot 1 at the age of 30.0 s: a");
        assertThat(verdict(false, List.of(at(50, "intent a"), at(50, "put a 1")), List.of()))
                .containsExactly("lost by the cut of boot 1 at the age of 50.0 s: a");
        assertThat(verdict(true, List.of(at(99, "intent a"), at(101, "put a 1")), List.of()))
                .as("told of it when there was no power any more")
                .isEmpty();
    }

    @Test
    void aJobWhoseTimeHasNotComeIsNotLost() throws IOException {
        assertThat(verdict(true, List.of(at(50, "intent a"), at(50, "put a 1")), List.of(at(120, "waits a"))))
                .isEmpty();
    }

    @Test
    void aRunAfterAnAcknowledgementInTheSameBootHasNoCause() throws IOException {
        List<String> after = List.of(
                at(110, "intent a"),
                at(110, "start a 1 0 1"),
                at(110, "acked a true"),
                at(111, "start a 1 0 1"),
                at(111, "released a true"));
        assertThat(verdict(true, List.of(), after))
                .containsExactly("run again after its end, 1.0 s later in the same boot: a");
    }
}
