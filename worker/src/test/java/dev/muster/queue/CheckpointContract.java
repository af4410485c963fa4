package dev.muster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What jobs find again of what they have saved. */
abstract class CheckpointContract extends ResultContract {

    private static Optional<String> saved(Lease lease) {
        return lease.checkpoint().map(state -> new String(state, StandardCharsets.UTF_8));
    }

    private static void save(Lease lease, String state) {
        lease.checkpoint(state.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theLastCheckpointIsThereForTheNextDelivery() {
        JobQueue queue = queue();
        Consumer one = consumer(queue);
        put(queue, "a");
        put(queue, "b");
        Lease first = take(one);
        assertThat(saved(first)).isEmpty();
        save(first, "page 1");
        save(first, "page 2");
        assertThat(saved(first)).contains("page 2");
        first.retry(Duration.ofMillis(1), "later");
        for (int i = 0; i < 2; i++) {
            Lease next = take(one);
            assertThat(saved(next)).isEqualTo(text(next).equals("a") ? Optional.of("page 2") : Optional.empty());
            next.ack();
        }
    }

    @Test
    void checkpointOutlivesEveryOtherEndOfADelivery() {
        JobQueue queue = queue();
        Consumer one = consumer(queue);
        put(queue, "a");
        save(take(one), "");
        consumerCloses(queue, one);
        Consumer other = consumer(queue);
        Lease released = take(other);
        assertThat(saved(released)).contains("");
        save(released, "page 3");
        released.release();
        Lease snoozed = take(other);
        snoozed.snooze(Duration.ofMillis(1));
        assertThat(saved(take(other))).contains("page 3");
    }

    private void consumerCloses(JobQueue queue, Consumer consumer) {
        consumer.drain();
        consumer.close();
        assertThat(queue.stats().running()).isZero();
    }

    @Test
    void checkpointThatIsTooBigIsRefusedAndTheLastOneKept() {
        JobQueue queue = queue();
        put(queue, "a");
        Lease lease = take(consumer(queue));
        lease.checkpoint(new byte[Lease.MAX_CHECKPOINT_BYTES]);
        assertThatThrownBy(() -> lease.checkpoint(new byte[Lease.MAX_CHECKPOINT_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1048577");
        assertThat(lease.checkpoint())
                .hasValueSatisfying(state -> assertThat(state).hasSize(1 << 20));
        lease.ack();
        assertThatThrownBy(() -> lease.checkpoint(new byte[1])).isInstanceOf(IllegalStateException.class);
    }
}
