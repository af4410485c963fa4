package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Job;
import dev.muster.testkit.Await;
import dev.muster.testkit.MemoryQueue;
import dev.muster.testkit.MemoryQueueEngine;
import dev.muster.wire.JobCounters;
import dev.muster.wire.QueueAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class HandlerLoopTest {
    private final String name = UUID.randomUUID().toString();
    private final MemoryQueue memory = MemoryQueueEngine.queue(name);
    private final StopSignal stop = new StopSignal();
    private final Queues queues =
            new Queues("w.1", Map.of("in", new QueueAddress("q", "memory:" + name)), stop, () -> {}, why -> {});

    @Test
    void outcomeSettlesTheJob() throws Exception {
        handleFiveWith((text, job) -> outcome(text));
        assertThat(memory.settled())
                .containsExactly("1 ack", "2 retry busy", "3 snooze", "4 bury never", "5 retry java.io.IOException: x");
        assertThat(queues.heartbeat().jobs()).isEqualTo(new JobCounters(0, 1, 3));
    }

    @Test
    @SuppressWarnings("NullAway") // what a handler compiled without it may do
    void handlerThatReturnsNullHasFailed() throws Exception {
        handleFiveWith((text, job) -> nothing());
        assertThat(memory.settled()).hasSize(5).allMatch(line -> line.endsWith("the handler returned null"));
    }

    @Test
    @DisplayName("Q20 a job whose attempts are used up is put aside instead of tried again")
    void jobIsBuriedWhenItsAttemptsAreUsedUp() throws Exception {
        Queues strict = new Queues(
                "w.1",
                Map.of("in", new QueueAddress("q", "memory:" + name + "?max-attempts=1")),
                stop,
                () -> {},
                why -> {});
        handleFiveWith(strict, Handlers.only(String.class, (text, job) -> outcome(text)));
        assertThat(memory.settled())
                .containsExactly(
                        "1 ack",
                        "2 bury attempts used up (1): busy",
                        "3 snooze",
                        "4 bury never",
                        "5 bury attempts used up (1): java.io.IOException: x");
    }

    @Test
    @DisplayName("Q23 a job that no handler knows, or whose payload its handler cannot read, is put aside at once")
    void unknownHandlerAndUnreadablePayloadArePutAside() throws Exception {
        memory.put(Job.json("1").withType("mail"));
        memory.put(Job.json("2").withType("sms"));
        memory.put(Job.json("3"));
        memory.put(Job.json("\"four\"").withType("mail"));
        memory.put(Job.json("5").withType("mail"));
        List<String> handled = new CopyOnWriteArrayList<>();
        Handlers handlers = Handlers.of("mail", Long.class, (number, job) -> {
                    handled.add("mail " + number);
                    return Outcome.done();
                })
                .and("fax", String.class, (text, job) -> Outcome.done());
        run(queues, handlers);
        assertThat(handled).containsExactly("mail 1", "mail 5");
        assertThat(memory.settled())
                .containsExactly(
                        "1 ack",
                        "2 bury no handler for \"sms\"",
                        "3 bury no handler for \"\"",
                        "4 bury payload cannot be read: \"four\" where Long is wanted",
                        "5 ack");
    }

    @Test
    void errorEndsTheLoopAndCostsAnAttempt() throws Exception {
        queues.queue("in", String.class).put("x");
        List<Throwable> end = new CopyOnWriteArrayList<>();
        Thread loop = new Thread(
                new HandlerLoop("w.1", queues.queue("in", Job.class), Handlers.only(String.class, (text, job) -> {
                    throw new StackOverflowError("deep");
                })));
        loop.setUncaughtExceptionHandler((thread, error) -> end.add(error));
        loop.start();
        loop.join();
        assertThat(end).singleElement().isInstanceOf(StackOverflowError.class);
        assertThat(memory.settled()).containsExactly("1 retry java.lang.StackOverflowError: deep");
    }

    @Test
    void interruptionByAStopCostsNothing() throws Exception {
        queues.queue("in", String.class).put("x");
        Thread loop = new Thread(
                new HandlerLoop("w.1", queues.queue("in", Job.class), Handlers.only(String.class, (text, job) -> {
                    stop.beStopping();
                    throw new InterruptedException();
                })));
        loop.start();
        loop.join();
        assertThat(memory.settled()).containsExactly("1 release");
    }

    @Test
    void jobThatRunsTooLongIsAskedToEndAndThenInterruptedAndNoOtherJobIs() throws Exception {
        Queues hurried = new Queues(
                "w.1",
                Map.of("in", new QueueAddress("q", "memory:" + name + "?max-run-time=100&run-grace=500")),
                stop,
                () -> {},
                why -> {});
        handleFiveWith(hurried, Handlers.only(String.class, (text, job) -> tooLong(text, job)));
        assertThat(memory.settled())
                .containsExactly(
                        "1 ack",
                        "2 retry ran longer than max-run-time 100ms",
                        "3 ack",
                        "4 retry ran longer than max-run-time 100ms",
                        "5 retry ran longer than max-run-time 100ms");
    }

    private static Outcome tooLong(String text, JobContext context) throws InterruptedException {
        switch (text) {
            case "done" -> Await.until("it should end", context::cancelled); // and it does
            case "retry" ->
                Await.until("it is interrupted", () -> Thread.currentThread().isInterrupted()); // and leaves it
            case "snooze" -> assertThat(Thread.currentThread().isInterrupted()).isFalse();
            case "bury" -> awaitInterrupt(); // and clears it
            default -> new CountDownLatch(1).await();
        }
        return Outcome.done();
    }

    private static void awaitInterrupt() {
        Await.until("it is interrupted", Thread::interrupted);
    }

    private void handleFiveWith(JobHandler<String> handler) throws Exception {
        handleFiveWith(queues, Handlers.only(String.class, handler));
    }

    private void handleFiveWith(Queues mine, Handlers handlers) throws Exception {
        for (String text : new String[] {"done", "retry", "snooze", "bury", "throw"}) {
            mine.queue("in", String.class).put(text);
        }
        run(mine, handlers);
    }

    private void run(Queues mine, Handlers handlers) throws Exception {
        Thread loop = new Thread(new HandlerLoop("w.1", mine.queue("in", Job.class), handlers), "loop");
        loop.start();
        Await.until("five are settled", () -> memory.settled().size() == 5);
        stop.beStopping();
        mine.quiet();
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
