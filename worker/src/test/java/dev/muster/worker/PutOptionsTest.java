package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Job;
import dev.muster.queue.Priority;
import dev.muster.queue.QueueFullException;
import dev.muster.testkit.MemoryQueueEngine;
import dev.muster.wire.QueueAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class PutOptionsTest {
    record Sum(long a, long b) {}

    private final String name = UUID.randomUUID().toString();
    private final Queues queues = new Queues(
            "adder.1", Map.of("in", new QueueAddress("sums", "memory:" + name)), new StopSignal(), () -> {}, why -> {});

    @Test
    void optionsBelongToTheJob() {
        PutOptions options = PutOptions.NONE
                .withDelay(Duration.ofMinutes(10))
                .withPriority(Priority.HIGH)
                .withUniqueKey("order-17")
                .withType("add");
        Job job = options.applyTo(Payloads.job(new Sum(1, 2)));
        assertThat(job.delay()).isEqualTo(Duration.ofMinutes(10));
        assertThat(job.priority()).isEqualTo(Priority.HIGH);
        assertThat(job.uniqueKey()).isEqualTo("order-17");
        assertThat(job.type()).isEqualTo("add");
        assertThat(job.contentType()).isEqualTo("application/json");
        assertThat(Payloads.value(job, Sum.class)).isEqualTo(new Sum(1, 2));
    }

    @Test
    void aTimeThatHasPassedIsAtOnce() {
        assertThat(PutOptions.NONE.at(Instant.EPOCH).delay()).isZero();
        assertThat(PutOptions.NONE.at(Instant.now().plusSeconds(3600)).delay())
                .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    }

    @Test
    void aSubmittedJobAnswersWithAValue() throws Exception {
        WorkQueue<Sum> sums = queues.queue("in", Sum.class);
        CompletableFuture<Long> answer = sums.submit(new Sum(40, 2), Long.class);
        WorkLease<Sum> lease = sums.take();
        assertThat(answer).isNotDone();
        long sum = lease.payload().a() + lease.payload().b();
        assertThat(Outcome.done(sum).settle(lease)).isTrue();
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(42L);
    }

    @Test
    void aBatchIsPutInOrderOrTellsHowFarItCame() throws Exception {
        MemoryQueueEngine.queue(name);
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        assertThat(numbers.putAll(List.of(1L, 2L, 3L))).hasSize(3);
        for (long number = 1; number <= 3; number++) {
            try (WorkLease<Long> lease = numbers.take()) {
                assertThat(lease.payload()).isEqualTo(number);
                lease.done();
            }
        }
        assertThatThrownBy(() -> numbers.putAll(java.util.Collections.nCopies(10_000, 1L)))
                .isInstanceOf(QueueFullException.class);
    }
}
