package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Sleepers;
import dev.muster.queue.ledger.Slot;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two consumers wait: a wake-up that the first cannot use goes to the second. */
class IdleWaitTest {

    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    @SuppressWarnings("NullAway.Init")
    private Sleepers sleepers;

    @SuppressWarnings("NullAway.Init")
    private Slot other;

    @SuppressWarnings("NullAway.Init")
    private IdleWait idle;

    @BeforeEach
    void bothAnnounceTheirSleep() {
        QueueDirectory directory = QueueDirectory.open(files, 100, false);
        sleepers = directory.sleepers();
        idle = new IdleWait(sleepers, directory.occupySlot(), IdleWait.NAPS);
        other = directory.occupySlot();
        idle.await(LONG);
        sleepers.announce(other);
    }

    private boolean otherIsWoken() {
        return !sleepers.awake(other);
    }

    @Test
    void aWakeUpThatMeetsOneWhoHasWorkAlreadyIsPassedOn() {
        sleepers.wake(1);
        idle.busy();
        assertThat(otherIsWoken()).isTrue();
    }

    @Test
    void aWakeUpThatMeetsOneWhoLeavesIsPassedOn() {
        sleepers.wake(1);
        idle.stop();
        assertThat(otherIsWoken()).isTrue();
    }

    @Test
    void aWakeUpThatEndsASleepIsUsed() {
        sleepers.wake(1);
        idle.await(LONG);
        idle.busy();
        assertThat(otherIsWoken()).isFalse();
    }

    @Test
    void oneWhoIsWokenAndLeavesWithoutALookPassesItOn() {
        sleepers.wake(1);
        idle.await(LONG);
        idle.stop();
        assertThat(otherIsWoken()).isTrue();
    }

    @Test
    void nobodyIsWokenByOneWhoWasNot() {
        idle.busy();
        idle.stop();
        assertThat(otherIsWoken()).isFalse();
    }
}
