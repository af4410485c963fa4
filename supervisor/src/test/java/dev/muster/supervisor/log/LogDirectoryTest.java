package dev.muster.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogDirectoryTest {
    private static final WorkerId WORKER = new WorkerId("printer", 1);

    private final Path directory;

    LogDirectoryTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private void rotated(long number) throws IOException {
        Files.write(new Generation("printer.1.log", number, false).in(directory), new byte[10]);
    }

    @Test
    void workerFindsWhatAFormerMasterHasLeft() throws IOException {
        rotated(7);
        try (LogDirectory logs = LogDirectory.open(directory)) {
            assertThat(logs.generations(WORKER).oldestFirst())
                    .extracting(Generation::number)
                    .containsExactly(7L);
        }
    }

    @Test
    void slotThatComesBackFindsWhatItHasLeft() throws IOException {
        try (LogDirectory logs = LogDirectory.open(directory)) {
            assertThat(logs.generations(WORKER).oldestFirst()).isEmpty();
            rotated(7);
            assertThat(logs.generations(WORKER).oldestFirst())
                    .extracting(Generation::number)
                    .containsExactly(7L);
        }
    }

    @Test
    void directoryIsNotListedAgainForEachOfAThousandNewWorkers() throws IOException {
        try (LogDirectory logs = LogDirectory.open(directory)) {
            rotated(7); // nobody else writes under this name: only a listing would find it
            assertThat(logs.generations(WORKER).oldestFirst()).isEmpty();
        }
    }
}
