package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Slot;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever uses a queue after its end is refused: this process has no slot any more, and the others take it for dead. */
class ClosedQueueTest {

    private static final Job JOB = Job.json("1");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    @SuppressWarnings("NullAway.Init")
    private JobQueue queue;

    @SuppressWarnings("NullAway.Init")
    private SharedQueue shared;

    @BeforeEach
    void open() {
        queue = JobQueues.open("shut", url());
        shared = SharedQueue.acquire(QueueUrl.parse("shut", url()), () -> {});
        shared.release();
    }

    private String url() {
        return "chronicle:" + files;
    }

    private QueueDirectory directory() {
        return QueueDirectory.open(files, 64, false);
    }

    @Test
    void aPutAfterTheEndIsRefusedAlsoWhenItHadPassedTheHandleBefore() {
        queue.put(JOB).toCompletableFuture().join();
        queue.close();
        assertThatThrownBy(() -> queue.put(JOB))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("queue shut is closed");
        assertThatThrownBy(() -> shared.enqueuers().put(JOB, 0, Bounds.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThat(queue.stats().puts()).isEqualTo(1);
    }

    @Test
    void aClosedHandleIsRefusedWhileOthersGoOn() {
        try (JobQueue other = JobQueues.open("shut", url())) {
            queue.close();
            assertThatThrownBy(() -> queue.put(JOB)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(queue::openConsumer).isInstanceOf(IllegalStateException.class);
            other.put(JOB).toCompletableFuture().join();
            try (Consumer consumer = other.openConsumer()) {
                assertThat(consumer).isNotNull();
            }
        }
    }

    @Test
    void aConsumerOfAClosedQueueIsRefusedAndTheSlotStaysItsNewOwners() {
        int home = shared.home().index();
        queue.close();
        Slot next = directory().occupySlot();
        assertThat(next.index()).as("the home slot is reused").isEqualTo(home);

        assertThatThrownBy(queue::openConsumer).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(shared::retain).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(shared::release).isInstanceOf(IllegalStateException.class);
        shared.enqueuers().countRejected(1);

        assertThat(directory().locks().holds(home)).isTrue();
        assertThat(directory().isAlive((int) ProcessHandle.current().pid())).isTrue();
        assertThat(queue.stats().puts()).isZero();
        directory().releaseSlot(next);
    }
}
