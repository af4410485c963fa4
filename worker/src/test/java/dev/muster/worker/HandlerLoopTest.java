package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.testkit.Await;
import dev.muster.testkit.MemoryQueue;
import dev.muster.testkit.MemoryQueueEngine;
import dev.muster.wire.JobCounters;
import dev.muster.wire.QueueAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class HandlerLoopTest {
    private final String name = UUID.randomUUID().toString();
    private final MemoryQueue memory = MemoryQueueEngine.queue(name);
    private final StopSignal stop = new StopSignal();
    private final Queues queues =
            new Queues("w.1", Map.of("in", new QueueAddress("q", "memory:" + name)), stop, () -> {});

    @Test
    void outcomeSettlesTheJob() throws Exception {
        handleFiveWith((text, delivery) -> outcome(text));
        assertThat(memory.settled())
                .containsExactly(
                        "1 ack", "2 retry busy", "3 retry snoozed", "4 bury never", "5 retry java.io.IOException: x");
        assertThat(queues.heartbeat().jobs()).isEqualTo(new JobCounters(0, 1, 4));
    }

    @Test
    @SuppressWarnings("NullAway") // what a handler compiled without it may do
    void handlerThatReturnsNullHasFailed() throws Exception {
        handleFiveWith((text, delivery) -> nothing());
        assertThat(memory.settled()).hasSize(5).allMatch(line -> line.endsWith("the handler returned null"));
    }

    @Test
    void delayDoublesUpToFiveMinutesAndVariesByAFifth() {
        assertThat(HandlerLoop.delay(1, 0.5)).isEqualTo(Duration.ofSeconds(1));
        assertThat(HandlerLoop.delay(2, 0.5)).isEqualTo(Duration.ofSeconds(2));
        assertThat(HandlerLoop.delay(9, 0.5)).isEqualTo(Duration.ofSeconds(256));
        assertThat(HandlerLoop.delay(10, 0.5)).isEqualTo(Duration.ofMinutes(5));
        assertThat(HandlerLoop.delay(Integer.MAX_VALUE, 0.5)).isEqualTo(Duration.ofMinutes(5));
        assertThat(HandlerLoop.delay(1, 0)).isEqualTo(Duration.ofMillis(800));
        assertThat(HandlerLoop.delay(1, 1)).isEqualTo(Duration.ofMillis(1200));
    }

    private void handleFiveWith(JobHandler<String> handler) throws Exception {
        LiveQueue<String> queue = queues.queue("in", String.class);
        for (String text : new String[] {"done", "retry", "snooze", "bury", "throw"}) {
            queue.put(text);
        }
        Thread loop = new Thread(new HandlerLoop<>("w.1", queue, handler), "loop");
        loop.start();
        Await.until("five are settled", () -> memory.settled().size() == 5);
        stop.beStopping();
        queues.quiet();
        loop.join();
    }

    private static Outcome outcome(String text) throws IOException {
        return switch (text) {
            case "done" -> Outcome.done();
            case "retry" -> Outcome.retry(Duration.ofSeconds(1), "busy");
            case "snooze" -> Outcome.snooze(Duration.ofSeconds(1));
            case "bury" -> Outcome.bury("never");
            default -> throw new IOException("x");
        };
    }

    private static @Nullable Outcome nothing() {
        return null;
    }
}
