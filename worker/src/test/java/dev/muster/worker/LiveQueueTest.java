package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.muster.queue.Job;
import dev.muster.queue.QueueFullException;
import dev.muster.testkit.Await;
import dev.muster.testkit.MemoryQueue;
import dev.muster.testkit.MemoryQueueEngine;
import dev.muster.wire.QueueAddress;
import dev.muster.wire.RoleCounters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LiveQueueTest {
    record Order(String item, int count) {}

    private final String name = UUID.randomUUID().toString();
    private final MemoryQueue memory = MemoryQueueEngine.queue(name);
    private final StopSignal stop = new StopSignal();
    private final AtomicInteger readies = new AtomicInteger();
    private final List<String> progress = new ArrayList<>();
    private final Queues queues = new Queues(
            "printer.1",
            Map.of("in", new QueueAddress("orders", "memory:" + name)),
            stop,
            readies::incrementAndGet,
            progress::add);

    @Test
    void theMasterIsToldThatAQueueIsBeingOpened() {
        queues.queue("in", Order.class);
        assertThat(progress).containsExactly("opening queue orders");
    }

    @Test
    void recordGoesThroughTheQueue() throws Exception {
        WorkQueue<Order> orders = queues.queue("in", Order.class);
        orders.put(new Order("tea", 2));
        try (WorkLease<Order> lease = orders.take()) {
            assertThat(lease.payload()).isEqualTo(new Order("tea", 2));
            assertThat(lease.attempt()).isEqualTo(1);
            assertThat(lease.done()).isTrue();
        }
        assertThat(memory.settled()).containsExactly("1 ack");
    }

    @Test
    void everyKindOfPayloadComesBack() throws Exception {
        assertThat(through(Long.class, Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
        assertThat(through(String.class, "a\nb")).isEqualTo("a\nb");
        assertThat(through(Double.class, 0.5)).isEqualTo(0.5);
        assertThat(through(byte[].class, new byte[] {1, -1})).containsExactly(1, -1);
        assertThat((Object) through(Map.class, Map.of("a", 1))).isEqualTo(Map.of("a", 1));
    }

    @Test
    void jobOfATickIsPutOnce() throws Exception {
        WorkQueue<Order> orders = queues.queue("in", Order.class);
        Instant tick = Instant.parse("2026-01-01T03:00:00Z");
        assertThat(orders.putOnce("nightly", tick, new Order("tea", 2))).isPresent();
        assertThat(orders.putOnce("nightly", tick, new Order("tea", 2))).isEmpty();
        try (WorkLease<Order> lease = orders.take()) {
            assertThat(lease.payload()).isEqualTo(new Order("tea", 2));
            lease.done();
        }
        assertThat(orders.poll(Duration.ZERO)).isEmpty();
        assertThat(queues.heartbeat().queues().get("in")).isNotNull().satisfies(counters -> assertThat(counters.puts())
                .isEqualTo(1));
    }

    @Test
    void longIsWrittenAsANumber() {
        assertThat(new String(Payloads.job(42L).payload(), StandardCharsets.UTF_8))
                .isEqualTo("42");
        assertThat(Payloads.job(42L).contentType()).isEqualTo("application/json");
    }

    @Test
    void leaseThatIsClosedUnsettledHasFailed() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        numbers.put(1L);
        try (WorkLease<Long> lease = numbers.take()) {
            assertThat(lease.lost()).isFalse();
        }
        assertThat(memory.settled()).containsExactly("1 retry left unsettled");
        assertThat(queues.inHand().count()).isZero();
    }

    /** Its class cannot be initialized: an Error that says nothing about the payload. */
    record Unloadable(String item) {
        static final int LIMIT = Integer.parseInt("none");
    }

    @Test
    void jobWhosePayloadCouldNotBeReadForAnotherReasonHasFailed() {
        WorkQueue<Unloadable> orders = queues.queue("in", Unloadable.class);
        memory.put(Job.json("{\"item\":\"tea\"}"));
        assertThatExceptionOfType(ExceptionInInitializerError.class).isThrownBy(orders::take);
        assertThat(memory.settled())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("1 retry java.lang.ExceptionInInitializerError");
        assertThat(queues.inHand().count()).isZero();
    }

    @Test
    void leaseIsSettledOnce() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        numbers.put(1L);
        try (WorkLease<Long> lease = numbers.take()) {
            lease.done();
            assertThatIllegalStateException().isThrownBy(lease::release).withMessageContaining("job 1 of queue orders");
        }
        assertThat(memory.settled()).containsExactly("1 ack");
    }

    @Test
    void nextTakeWantsTheLastLeaseSettled() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        numbers.put(1L);
        numbers.put(2L);
        try (WorkLease<Long> first = numbers.take()) {
            assertThatIllegalStateException().isThrownBy(numbers::take).withMessageContaining("still in hand");
            first.done();
        }
        try (WorkLease<Long> second = numbers.take()) {
            assertThat(second.payload()).isEqualTo(2L);
        }
    }

    @Test
    void payloadThatCannotBeReadIsBuriedAndPassedOver() throws Exception {
        memory.put(Job.json("\"tea\"")).toCompletableFuture().join();
        memory.put(Job.bytes(new byte[] {'7'})).toCompletableFuture().join();
        memory.put(Job.json("7")).toCompletableFuture().join();
        try (WorkLease<Long> lease = queues.queue("in", Long.class).take()) {
            assertThat(lease.payload()).isEqualTo(7L);
            lease.done();
        }
        assertThat(memory.settled())
                .containsExactly(
                        "1 bury payload cannot be read: \"tea\" where Long is wanted",
                        "2 bury payload cannot be read: bytes where Long is wanted",
                        "3 ack");
        assertThat(queues.inHand().count()).isZero();
    }

    @Test
    void pollEndsWithItsTime() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        assertThat(numbers.poll(Duration.ZERO)).isEmpty();
        long before = System.nanoTime();
        assertThat(numbers.poll(Duration.ofMillis(50))).isEmpty();
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(50_000_000L);
        assertThat(queues.inHand().count()).isZero();
    }

    @Test
    void batchHasWhatIsThereAndWaitsForNoMore() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        numbers.putAll(List.of(1L, 2L, 3L));
        List<WorkLease<Long>> two = numbers.poll(2, Duration.ofHours(1));
        assertThat(two).extracting(WorkLease::payload).containsExactly(1L, 2L);
        assertThat(queues.inHand().count()).isEqualTo(2);
        two.forEach(WorkLease::done);
        List<WorkLease<Long>> rest = numbers.poll(2, Duration.ofHours(1));
        assertThat(rest).extracting(WorkLease::payload).containsExactly(3L);
        rest.forEach(WorkLease::done);
        assertThat(queues.inHand().count()).isZero();
        assertThat(numbers.poll(2, Duration.ZERO)).isEmpty();
        assertThat(queues.heartbeat().queues()).isEqualTo(Map.of("in", new RoleCounters(3, 3, 3, 0, 0, 0)));
    }

    @Test
    void batchOfUnreadablePayloadsIsNoReasonToComeBackWithNothing() throws Exception {
        memory.put(Job.json("\"tea\"")).toCompletableFuture().join();
        memory.put(Job.json("\"milk\"")).toCompletableFuture().join();
        memory.put(Job.json("7")).toCompletableFuture().join();
        List<WorkLease<Long>> batch = queues.queue("in", Long.class).poll(2, Duration.ofHours(1));
        assertThat(batch).extracting(WorkLease::payload).containsExactly(7L);
        assertThat(queues.inHand().count()).isEqualTo(1);
        batch.get(0).done();
    }

    @Test
    void nextBatchWantsTheWholeLastOneSettled() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        numbers.putAll(List.of(1L, 2L, 3L));
        List<WorkLease<Long>> two = numbers.poll(2, Duration.ZERO);
        two.get(0).done();
        assertThatIllegalStateException()
                .isThrownBy(() -> numbers.poll(2, Duration.ZERO))
                .withMessageContaining("job 2 of queue orders is still in hand");
        two.get(1).done();
        assertThat(numbers.poll(2, Duration.ZERO)).hasSize(1);
    }

    @Test
    void whatIsLeftOfABatchAtTheEndOfItsThreadHasFailed() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        numbers.putAll(List.of(1L, 2L, 3L));
        numbers.poll(3, Duration.ZERO).get(1).done();
        queues.closeThoseOf(Thread.currentThread());
        assertThat(memory.settled()).containsExactly("2 ack", "1 retry left unsettled", "3 retry left unsettled");
        queues.inHand().awaitNone();
    }

    @Test
    void wholeBatchThatIsClaimedInTheMomentOfTheStopIsReleased() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        numbers.putAll(List.of(1L, 2L));
        memory.onClaim(stop::beStopping);
        assertThat(numbers.poll(2, Duration.ofMillis(1))).isEmpty();
        assertThat(memory.settled()).containsExactly("1 release", "2 release");
        assertThat(queues.inHand().count()).isZero();
    }

    /** Another one: a class that could not be initialized fails in another way from then on. */
    record AlsoUnloadable(String item) {
        static final int LIMIT = Integer.parseInt("none");
    }

    @Test
    void restOfABatchIsReleasedWhenAPayloadCannotBeReadForAnotherReason() {
        WorkQueue<AlsoUnloadable> orders = queues.queue("in", AlsoUnloadable.class);
        memory.put(Job.json("{\"item\":\"tea\"}"));
        memory.put(Job.json("{\"item\":\"milk\"}"));
        assertThatExceptionOfType(ExceptionInInitializerError.class).isThrownBy(() -> orders.poll(2, Duration.ZERO));
        assertThat(memory.settled()).hasSize(2).last().isEqualTo("2 release");
        assertThat(queues.inHand().count()).isZero();
    }

    @Test
    void batchOfNothingIsRefused() {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> numbers.poll(0, Duration.ZERO))
                .withMessageContaining("queue orders: expected a batch of at least 1, found 0");
    }

    @Test
    void fullQueueIsToldToTheCaller() {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        for (long number = 0; number < 10; number++) {
            numbers.put(number);
        }
        assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> numbers.put(10L));
        assertThat(queues.heartbeat().queues()).isEqualTo(Map.of("in", new RoleCounters(10, 0, 0, 0, 0, 0)));
    }

    @Test
    void unknownRoleIsNamedWithTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queues.queue("out", Long.class))
                .withMessage("printer.1: no queue for the role out (roles of this service: in);"
                        + " set queues.out in the service's section");
    }

    @Test
    void secondThreadNeedsAQueueOfItsOwn() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        assertThat(numbers.poll(Duration.ZERO)).isEmpty();
        FutureTask<Optional<WorkLease<Long>>> second = onAnotherThread(() -> numbers.poll(Duration.ZERO));
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(second::get)
                .withMessageContaining("the thread other needs a queue() of its own");
        assertThat(onAnotherThread(() -> queues.queue("in", Long.class).poll(Duration.ZERO))
                        .get())
                .isEmpty();
    }

    @Test
    void lookingForWorkIsBeingReady() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        numbers.put(1L);
        assertThat(readies).hasValue(0);
        assertThat(stop.asked()).isFalse();
        assertThat(numbers.poll(Duration.ZERO)).isPresent();
        assertThat(readies).hasValue(1);
        assertThat(stop.asked()).isTrue();
    }

    @Test
    void stopWakesABlockedTake() throws Exception {
        FutureTask<WorkLease<Long>> blocked =
                onAnotherThread(() -> queues.queue("in", Long.class).take());
        Await.until("the take waits", () -> queues.inHand().count() == 1);
        stop.beStopping();
        queues.quiet();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(blocked::get)
                .withCauseInstanceOf(StoppingException.class);
        queues.inHand().awaitNone();
    }

    @Test
    void quietTakesNothingAndDoesNotSpin() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        numbers.put(1L);
        queues.quiet();
        long before = System.nanoTime();
        assertThat(numbers.poll(Duration.ofMillis(50))).isEmpty();
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(50_000_000L);
        assertThat(memory.stats().ready()).isEqualTo(1);
        FutureTask<WorkLease<Long>> blocked =
                onAnotherThread(() -> queues.queue("in", Long.class).take());
        stop.beStopping();
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(blocked::get);
    }

    @Test
    void jobClaimedInTheMomentOfTheStopIsReleased() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        numbers.put(1L);
        memory.onClaim(stop::beStopping);
        assertThatExceptionOfType(StoppingException.class).isThrownBy(numbers::take);
        assertThat(memory.settled()).containsExactly("1 release");
    }

    @Test
    void nothingIsInHandOnceTheStopHasWaited() throws Exception {
        for (int round = 0; round < 200; round++) {
            race();
        }
    }

    @Test
    void whatAThreadLeftUnsettledHasFailedAtItsEnd() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        numbers.put(1L);
        assertThat(numbers.take().payload()).isEqualTo(1L);
        queues.closeThoseOf(Thread.currentThread());
        assertThat(memory.settled()).containsExactly("1 retry left unsettled");
        queues.inHand().awaitNone();
    }

    @Test
    void queueOfAnotherThreadIsLeftAlone() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        numbers.put(1L);
        WorkLease<Long> lease = onAnotherThread(numbers::take).get();
        queues.closeThoseOf(Thread.currentThread());
        assertThat(memory.settled()).isEmpty();
        lease.close();
    }

    @Test
    void interruptEndsATake() throws Exception {
        WorkQueue<Long> numbers = queues.queue("in", Long.class);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(numbers::take);
    }

    /** Whatever the order of put, claim and stop: after awaitNone nothing is in hand and the job is done or there. */
    private void race() throws Exception {
        String raced = UUID.randomUUID().toString();
        MemoryQueue queue = MemoryQueueEngine.queue(raced);
        StopSignal end = new StopSignal();
        Queues mine =
                new Queues("r.1", Map.of("in", new QueueAddress("q", "memory:" + raced)), end, () -> {}, why -> {});
        FutureTask<WorkLease<Long>> taker = onAnotherThread(() -> {
            WorkLease<Long> lease = mine.queue("in", Long.class).take();
            lease.done();
            return lease;
        });
        FutureTask<Boolean> putter = onAnotherThread(() -> {
            queue.put(Job.json("1")).toCompletableFuture().join();
            return true;
        });
        end.beStopping();
        mine.quiet();
        mine.inHand().awaitNone();
        long doneAtTheEnd = queue.stats().done();
        assertThat(queue.running()).isZero();
        putter.get();
        Await.until("the taker has ended", taker::isDone);
        assertThat(queue.stats().done()).isEqualTo(doneAtTheEnd);
        assertThat(queue.stats().done() + queue.stats().ready()).isEqualTo(1);
    }

    private <T> T through(Class<T> type, T payload) throws Exception {
        WorkQueue<T> queue = queues.queue("in", type);
        queue.put(payload);
        try (WorkLease<T> lease = queue.take()) {
            lease.done();
            return lease.payload();
        }
    }

    private static <T> FutureTask<T> onAnotherThread(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        new Thread(task, "other").start();
        return task;
    }
}
