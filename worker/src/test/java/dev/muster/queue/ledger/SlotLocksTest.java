package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotLocksTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private SlotLocks locks;

    @BeforeEach
    void open() throws IOException {
        locks = new SlotLocks(Files.createFile(directory.resolve("slots.lock")));
    }

    @Test
    void aByteIsHeldOnceEvenWithinOneJvm() {
        assertThat(locks.tryLock(3)).isTrue();
        assertThat(locks.tryLock(3)).isFalse();
        assertThat(locks.tryLock(4)).isTrue();
        assertThat(locks.isHeld(3)).isTrue();
        locks.unlock(3);
        assertThat(locks.isHeld(3)).isFalse();
        assertThat(locks.tryLock(3)).isTrue();
    }

    @Test
    void askingDoesNotTakeTheByte() {
        assertThat(locks.isHeld(9)).isFalse();
        assertThat(locks.tryLock(9)).isTrue();
    }

    @Test
    void anInterruptedThreadMayLockWithoutLosingTheOtherLocks() {
        assertThat(locks.tryLock(1)).isTrue();
        Thread.currentThread().interrupt();
        assertThat(locks.tryLock(2)).isTrue();
        locks.lock(5);
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        assertThat(locks.holds(1)).isTrue();
        assertThat(locks.tryLock(1)).isFalse();
    }

    @Test
    void lettingGoOfWhatIsNotHeldIsAFault() {
        assertThatThrownBy(() -> locks.unlock(8))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("8");
    }
}
