package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {

    private final Path dir;

    LockFileTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void secondHolderInTheSameProcessIsRefusedUntilTheFirstCloses() throws Exception {
        Path path = dir.resolve("muster.lock");
        int self = (int) ProcessHandle.current().pid();
        try (LockFile lock = LockFile.acquire(path)) {
            assertThat(lock).isNotNull();
            assertThat(Files.readString(path)).isEqualTo(self + "\n");
            assertThatThrownBy(() -> LockFile.acquire(path))
                    .isInstanceOfSatisfying(LockFile.HeldException.class, held -> assertThat(held.holder())
                            .isEqualTo(self))
                    .hasMessage(path + " is locked by process " + self);
        }
        LockFile.acquire(path).close();
    }

    @Test
    void directoryThatIsMissingDoesNotLeaveThePathHeld() {
        Path path = dir.resolve("missing/muster.lock");
        assertThatThrownBy(() -> LockFile.acquire(path)).isInstanceOf(NativeException.class);
        assertThatThrownBy(() -> LockFile.acquire(path)).isInstanceOf(NativeException.class);
    }
}
