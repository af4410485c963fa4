package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.wire.QueueAddress;
import dev.muster.wire.WorkerEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class InlineWorkerTest {

    private static final Map<String, QueueAddress> QUEUES =
            Map.of("in", new QueueAddress("numbers", "inline:inline-worker-test"));

    /** Nobody waits here. */
    private static final class NoPace implements Pace {
        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public boolean await(BooleanSupplier condition, long nanos) {
            throw new AssertionError("somebody waits");
        }
    }

    @Test
    void handlersHaveTheirTurnOnTheCallingThreadAndNoneOfTheirOwn() throws Exception {
        WorkerEnvironment environment = new WorkerEnvironment(
                "printer.1", 1, Optional.empty(), "{}", QUEUES, Duration.ofSeconds(1), Duration.ZERO, Optional.empty());
        try (InlineWorker worker = new InlineWorker(environment, new NoPace())) {
            List<Thread> threads = new ArrayList<>();
            HandlerOptions options = HandlerOptions.DEFAULT.withConcurrency(3).withTimeLimit(Duration.ofMillis(1));
            JobHandler<Long> handler = (number, job) -> {
                assertThat(job.deadline())
                        .as("it would end the process of the test")
                        .isEmpty();
                threads.add(Thread.currentThread());
                return Outcome.done();
            };
            worker.context().handle("in", Long.class, handler, options);
            assertThat(worker.hasRegistrations()).isTrue();
            worker.context().queue("in", Long.class).put(1L);
            assertThat(worker.handleNext()).isTrue();
            assertThat(worker.handleNext()).isFalse();
            assertThat(threads).containsExactly(Thread.currentThread());
        }
    }

    @Test
    void aRealWorkerRefusesAQueueThatNobodyElseWouldSee() {
        Queues queues = new Queues("printer.1", QUEUES, new StopSignal(), () -> {}, why -> {});
        assertThatThrownBy(() -> queues.queue("in", Long.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is for tests");
    }
}
