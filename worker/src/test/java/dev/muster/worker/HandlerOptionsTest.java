package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.testkit.Await;
import dev.muster.testkit.MemoryQueue;
import dev.muster.testkit.MemoryQueueEngine;
import dev.muster.wire.QueueAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class HandlerOptionsTest {
    private static final int AT_A_TIME = 5;

    private final String name = UUID.randomUUID().toString();
    private final MemoryQueue memory = MemoryQueueEngine.queue(name);
    private final StopSignal stop = new StopSignal();
    private final Queues queues = queues("");

    private Queues queues(String parameters) {
        return new Queues(
                "w.1", Map.of("in", new QueueAddress("q", "memory:" + name + parameters)), stop, () -> {}, why -> {});
    }

    private Thread fanOut(Queues mine, JobHandler<String> handler, HandlerOptions options) {
        Thread thread = new Thread(
                new FanOut(
                        "w.1",
                        mine.handled("in", options),
                        Handlers.only(String.class, handler),
                        options.concurrency(),
                        VirtualThreads.each("each-")),
                "claims");
        thread.start();
        return thread;
    }

    private void put(int jobs) {
        WorkQueue<String> queue = queues.queue("in", String.class);
        for (int i = 0; i < jobs; i++) {
            queue.put("x");
        }
    }

    private void stop() {
        stop.beStopping();
        queues.quiet();
    }

    @Test
    void soManyJobsRunAtATimeAndNoMoreAreTaken() throws Exception {
        put(2 * AT_A_TIME);
        CyclicBarrier together = new CyclicBarrier(AT_A_TIME);
        Set<String> threads = ConcurrentHashMap.newKeySet();
        Thread claims = fanOut(
                queues,
                (text, job) -> {
                    threads.add(Thread.currentThread().getName());
                    assertThat(memory.running()).isEqualTo(AT_A_TIME);
                    together.await();
                    return Outcome.done();
                },
                HandlerOptions.DEFAULT.withVirtualThreads(AT_A_TIME));
        Await.until("all are done", () -> memory.settled().size() == 2 * AT_A_TIME);
        assertThat(memory.settled()).allMatch(line -> line.endsWith(" ack"));
        assertThat(threads).hasSize(2 * AT_A_TIME).allMatch(thread -> thread.startsWith("each-"));
        stop();
        claims.join();
    }

    @Test
    void jobsOnThreadsOfTheirOwnAreSettledAsAnyOther() throws Exception {
        WorkQueue<String> queue = queues.queue("in", String.class);
        List.of("done", "bury", "throw").forEach(queue::put);
        Thread claims = fanOut(
                queues,
                (text, job) -> switch (text) {
                    case "done" -> Outcome.done();
                    case "bury" -> Outcome.bury("never");
                    default -> throw new IllegalStateException("x");
                },
                HandlerOptions.DEFAULT.withVirtualThreads(3));
        Await.until("all are settled", () -> memory.settled().size() == 3);
        assertThat(memory.settled())
                .containsExactlyInAnyOrder("1 ack", "2 bury never", "3 retry java.lang.IllegalStateException: x");
        stop();
        claims.join();
    }

    @Test
    void whoWaitsForAJobSettlesAnotherThatEnds() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        put(1);
        Thread claims = fanOut(
                queues,
                (text, job) -> {
                    go.await();
                    return Outcome.done();
                },
                HandlerOptions.DEFAULT.withVirtualThreads(AT_A_TIME));
        Await.until("it runs", () -> memory.running() == 1);
        go.countDown();
        Await.until("it is settled", () -> memory.running() == 0);
        stop();
        claims.join();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theStopWaitsForAllThatIsInHand(boolean atOnce) throws Exception {
        CountDownLatch run = new CountDownLatch(AT_A_TIME);
        CountDownLatch go = new CountDownLatch(1);
        put(AT_A_TIME + 2);
        Thread claims = fanOut(
                queues,
                (text, job) -> {
                    run.countDown();
                    go.await();
                    return Outcome.done();
                },
                HandlerOptions.DEFAULT.withVirtualThreads(AT_A_TIME));
        run.await();
        if (atOnce) {
            stop();
        } else {
            queues.quiet();
        }
        assertThat(queues.inHand().count()).isGreaterThanOrEqualTo(AT_A_TIME);
        go.countDown();
        queues.inHand().awaitNone();
        assertThat(memory.settled()).hasSize(AT_A_TIME).allMatch(line -> line.endsWith(" ack"));
        stop();
        claims.join();
        assertThat(memory.running()).isZero();
    }

    @Test
    void anErrorOnAThreadOfItsOwnEndsTheOneThatClaims() throws Exception {
        put(1);
        List<Throwable> end = new CopyOnWriteArrayList<>();
        Queues mine = queues;
        Thread claims = new Thread(new FanOut(
                "w.1",
                mine.handled("in", HandlerOptions.DEFAULT),
                Handlers.only(String.class, (text, job) -> {
                    throw new StackOverflowError("deep");
                }),
                AT_A_TIME,
                VirtualThreads.each("each-")));
        claims.setUncaughtExceptionHandler((thread, error) -> end.add(error));
        claims.start();
        claims.join();
        assertThat(end).singleElement().isInstanceOf(StackOverflowError.class);
        assertThat(memory.settled()).containsExactly("1 retry java.lang.StackOverflowError: deep");
    }

    @Test
    void aTimeLimitInterruptsTheJobAndNotWhoeverClaims() throws Exception {
        put(1);
        Queues strict = queues("?run-grace=500");
        Thread claims = fanOut(
                strict,
                (text, job) -> {
                    new CountDownLatch(1).await();
                    return Outcome.done();
                },
                HandlerOptions.DEFAULT.withVirtualThreads(2).withTimeLimit(Duration.ofMillis(50)));
        Await.until("it has failed", () -> memory.settled().size() == 1);
        assertThat(memory.settled()).containsExactly("1 retry ran longer than its time limit 50ms");
        assertThat(claims.isAlive()).isTrue();
        stop();
        strict.quiet();
        claims.join();
    }

    @Test
    void aTimeLimitIsNotLongerThanTheQueues() {
        Queues strict = queues("?max-run-time=1000");
        HandlerOptions same = HandlerOptions.DEFAULT.withTimeLimit(Duration.ofSeconds(1));
        strict.handled("in", same);
        assertThatThrownBy(() -> strict.handled("in", same.withTimeLimit(Duration.ofMillis(1001))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("queue q: a time limit of 1.001s is more than its max-run-time 1s");
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> HandlerOptions.DEFAULT.withConcurrency(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HandlerOptions.DEFAULT.withTimeLimit(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void threadsAreVirtualWhereTheJvmHasThem() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        CountDownLatch ran = new CountDownLatch(1);
        VirtualThreads.each("t-").execute(() -> {
            seen.add(Thread.currentThread().toString());
            ran.countDown();
        });
        ran.await();
        assertThat(seen.get(0).startsWith("VirtualThread"))
                .isEqualTo(Runtime.version().feature() >= 21);
        assertThat(seen.get(0)).contains("t-1");
    }
}
