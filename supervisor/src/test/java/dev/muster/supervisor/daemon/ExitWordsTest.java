package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.process.Fifo;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.ExitWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitWordsTest {

    private static final WorkerId ONE = new WorkerId("printer", 1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path run;

    @SuppressWarnings("NullAway.Init")
    private ExitWords words;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void prepare() {
        words = new ExitWords(run);
        words.prepare(Optional.empty());
        file = words.file(ONE, Optional.empty());
    }

    private Optional<ExitStatus> read() {
        return words.read(ONE, Optional.empty(), 3, 4711);
    }

    @Test
    void theCodeOfThisVeryLifeIsRead() throws IOException {
        assertThat(read()).isEmpty();
        new ExitWord(3, 4711, 124).leave(file);
        assertThat(read()).contains(ExitStatus.exited(124));
        new ExitWord(3, 4711, 0).leave(file);
        assertThat(read()).contains(ExitStatus.exited(0));
    }

    @Test
    void anotherLifesWordIsNone() throws IOException {
        new ExitWord(2, 4711, 0).leave(file);
        assertThat(read()).isEmpty();
        new ExitWord(3, 4712, 0).leave(file);
        assertThat(read()).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsNone() throws IOException {
        for (String text :
                new String[] {"", "{", "{\"incarnation\":3,\"pid\":4711,\"code\":256}", "x".repeat(10_000)}) {
            Files.writeString(file, text);
            assertThat(read()).as(text).isEmpty();
        }
    }

    @Test
    void linksAreNotFollowedAndPipesNotWaitedFor() throws IOException {
        Path elsewhere = run.resolve("elsewhere");
        new ExitWord(3, 4711, 0).leave(elsewhere);
        Files.createSymbolicLink(file, elsewhere);
        assertThat(read()).isEmpty();
        Files.delete(file);
        Fifo.create(file);
        assertThat(read()).isEmpty();
    }
}
