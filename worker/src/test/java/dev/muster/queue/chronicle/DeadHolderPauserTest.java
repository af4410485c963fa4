package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Slot;
import dev.muster.queue.ledger.SlotsOfOthers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.bytes.ref.BinaryLongReference;
import net.openhft.chronicle.core.values.LongValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadHolderPauserTest {

    private static final long UNLOCKED = 1L << 63;
    private static final int NOBODY = 1 << 30; // beyond the largest pid of Linux

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    @SuppressWarnings("NullAway.Init")
    private QueueDirectory directory;

    private final BytesStore<?, ?> memory = BytesStore.nativeStoreWithFixedCapacity(8);
    private final BinaryLongReference lock = new BinaryLongReference();

    @BeforeEach
    @SuppressWarnings({"rawtypes", "unchecked"})
    void open() {
        ChronicleJvm.prepare();
        directory = QueueDirectory.open(files, 100, false);
        lock.bytesStore((BytesStore) memory, 0, 8);
    }

    @AfterEach
    void close() {
        lock.close();
        memory.releaseLast();
    }

    private void waitFor(LongValue word) throws TimeoutException {
        DeadHolderPauser pauser = new DeadHolderPauser(directory, () -> word);
        while (word.getVolatileValue() != UNLOCKED) {
            pauser.pause(200, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    @DisplayName("Q32 the lock of a process that has no living slot is opened")
    void theDeadLoseTheirLock() throws TimeoutException {
        lock.setVolatileValue(NOBODY);
        waitFor(lock);
    }

    @Test
    @DisplayName("Q11 a lock word that names our own pid is a predecessor's in a restarted container")
    void ourOwnPidIsAPredecessors() throws TimeoutException {
        lock.setVolatileValue(ProcessHandle.current().pid());
        waitFor(lock);
    }

    @Test
    @DisplayName("Q11 Q13 a living holder keeps its lock, however long it takes")
    void theLivingKeepTheirLock() {
        Slot held = directory.occupySlot();
        lock.setVolatileValue(SlotsOfOthers.adopt(held));
        assertThatThrownBy(() -> waitFor(lock)).isInstanceOf(TimeoutException.class);
        assertThat((int) lock.getVolatileValue()).isEqualTo(SlotsOfOthers.PID);
        directory.releaseSlot(held);
    }
}
