package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.testkit.LoopDisk;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Some seconds of {@code bench/torture --full-disk} and {@code --reboot}. */
class DiskTortureIT {

    private static final Duration LENGTH = Duration.ofSeconds(10);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeEach
    void needsRoot() {
        assumeTrue(
                LoopDisk.isPossible(),
                "a small disk cannot be mounted here; run the test as root outside of a container");
    }

    private void torture(Torture.Kind kind) {
        Torture.Result result = new Torture(kind, directory, LENGTH, System.nanoTime(), System.out::println).run();
        System.out.println(result.summary());
        assertThat(result.wrong()).as(result.summary()).isEmpty();
    }

    @Test
    @DisplayName(
            "Q26 Q27 Q28 on a disk that is full at times puts are refused and resume, and nobody dies of it, whoever is killed whenever")
    void fullDiskKillsNobodyAndLosesNothing() {
        torture(Torture.Kind.FULL_DISK);
    }

    @ParameterizedTest
    @EnumSource(names = {"POWER_CUT_SYNC", "POWER_CUT_OS"})
    @DisplayName(
            "Q30 a power cut loses nothing that was synced, and nothing that is older than the kernel's write-back")
    void powerCutLosesNothingThatWasPromised(Torture.Kind kind) {
        torture(kind);
    }
}
