package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.testkit.MemoryQueue;
import dev.muster.testkit.MemoryQueueEngine;
import dev.muster.wire.QueueAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class JobContextTest {
    private record Place(String chapter, int page) {}

    private final String name = UUID.randomUUID().toString();
    private final MemoryQueue memory = MemoryQueueEngine.queue(name);
    private final StopSignal stop = new StopSignal();

    private WorkLease<String> taken(String parameters) throws InterruptedException {
        Queues queues = new Queues(
                "w.1", Map.of("in", new QueueAddress("q", "memory:" + name + parameters)), stop, () -> {}, why -> {});
        WorkQueue<String> queue = queues.queue("in", String.class);
        queue.put("x");
        return queue.take();
    }

    @Test
    void checkpointIsSavedAndReadAsTheHandlersType() throws Exception {
        JobContext job = taken("");
        assertThat(job.checkpoint(Place.class)).isEmpty();
        job.checkpoint(new Place("one", 7));
        assertThat(job.checkpoint(Place.class)).contains(new Place("one", 7));
        assertThat(job.checkpoint()).contains("{\"chapter\":\"one\",\"page\":7}".getBytes(StandardCharsets.UTF_8));
        Object bytes = new byte[] {1, 2};
        job.checkpoint(bytes);
        assertThat(job.checkpoint(byte[].class)).contains(new byte[] {1, 2});
        assertThatThrownBy(() -> job.checkpoint(Place.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("job 1 of queue q: its checkpoint is no Place");
    }

    @Test
    void deadlineIsThatOfTheQueuesMaxRunTime() throws Exception {
        assertThat(taken("").deadline()).isEmpty();
        Instant before = Instant.now();
        JobContext job = taken("?max-run-time=3600000");
        assertThat(job.deadline()).hasValueSatisfying(at -> assertThat(at)
                .isBetween(before.plus(Duration.ofMinutes(30)), Instant.now().plus(Duration.ofMinutes(90))));
    }

    @Test
    void jobIsToldThatItsWorkerIsStopping() throws Exception {
        JobContext job = taken("");
        assertThat(job.stopping()).isFalse();
        stop.beStopping();
        assertThat(job.stopping()).isTrue();
        assertThat(memory.running()).isEqualTo(1);
    }

    @Test
    void progressIsAFraction() throws Exception {
        JobContext job = taken("");
        assertThatThrownBy(() -> job.progress(1.01, "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> job.progress(Double.NaN, "")).isInstanceOf(IllegalArgumentException.class);
        job.progress(1, "all");
    }
}
