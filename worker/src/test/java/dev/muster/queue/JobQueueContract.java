package dev.muster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every engine promises. A test of an engine extends it and says how to open a queue. */
public abstract class JobQueueContract extends CheckpointContract {

    @Test
    void aJobComesOutAsItWasPut() {
        JobQueue queue = queue();
        byte[] payload = {0, 1, -1, 127, -128};
        JobId id = queue.put(new Job("Überweisung", "image/png", payload, Duration.ZERO))
                .toCompletableFuture()
                .join();

        Lease lease = take(consumer(queue));

        assertThat(lease.id()).isEqualTo(id);
        assertThat(lease.job().type()).isEqualTo("Überweisung");
        assertThat(lease.job().contentType()).isEqualTo("image/png");
        assertThat(lease.job().payload()).isEqualTo(payload);
        assertThat(lease.attempt()).isEqualTo(1);
        assertThat(lease.crashes()).isZero();
        assertThat(lease.lost()).isFalse();
    }

    @Test
    void jobsComeInTheOrderInWhichTheyWerePut() {
        JobQueue queue = queue();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            expected.add(Integer.toString(i));
            put(queue, Integer.toString(i));
        }
        Consumer consumer = consumer(queue);
        List<String> seen = new ArrayList<>();
        while (seen.size() < 1000) {
            for (Lease lease : consumer.poll(7, SOON)) {
                seen.add(text(lease));
                assertThat(lease.ack()).isTrue();
            }
        }
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void anAcknowledgedJobIsNeverSeenAgain() {
        JobQueue queue = queue();
        put(queue, "1");
        try (Consumer first = queue.openConsumer()) {
            assertThat(take(first).ack()).isTrue();
        }
        assertThat(consumer(queue).poll(1, Duration.ofMillis(50))).isEmpty();
        assertThat(queue.stats().done()).isEqualTo(1);
        assertThat(queue.stats().backlog()).isZero();
    }

    @Test
    void aClaimedJobIsNotGivenToAnotherConsumer() {
        JobQueue queue = queue();
        put(queue, "1");
        Lease lease = take(consumer(queue));
        assertThat(consumer(queue).poll(1, Duration.ofMillis(50))).isEmpty();
        assertThat(lease.ack()).isTrue();
    }

    @Test
    void aFailedJobComesBackAfterItsDelayWithTheNextAttempt() {
        JobQueue queue = queue();
        put(queue, "1");
        Consumer consumer = consumer(queue);
        long before = System.nanoTime();
        assertThat(take(consumer).retry(Duration.ofMillis(200), "not yet")).isTrue();
        assertThat(queue.stats().delayed()).isEqualTo(1);

        Lease again = take(consumer);

        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(199), Duration.ofSeconds(5));
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.crashes()).isZero();
        assertThat(again.ack()).isTrue();
    }

    @Test
    void aJobPutWithADelayStaysHiddenUntilItIsDue() {
        JobQueue queue = queue();
        long before = System.nanoTime();
        queue.put(new Job("", "text/plain", new byte[0], Duration.ofMillis(200)));
        assertThat(queue.stats().delayed()).isEqualTo(1);
        take(consumer(queue)).ack();
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(199), Duration.ofSeconds(5));
    }

    @Test
    void aReleasedJobIsReadyAtOnceAndCostsNoAttempt() {
        JobQueue queue = queue();
        put(queue, "1");
        assertThat(take(consumer(queue)).release()).isTrue();
        Lease again = take(consumer(queue));
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(again.crashes()).isZero();
    }

    @Test
    void aBuriedJobIsCountedAsDeadAndNotDelivered() {
        JobQueue queue = queue();
        put(queue, "1");
        Consumer consumer = consumer(queue);
        assertThat(take(consumer).bury("hopeless")).isTrue();
        assertThat(queue.stats().dead()).isEqualTo(1);
        assertThat(queue.stats().backlog()).isZero();
        assertThat(consumer.poll(1, Duration.ofMillis(50))).isEmpty();
    }

    @Test
    void aLeaseIsSettledOnce() {
        JobQueue queue = queue();
        put(queue, "1");
        Consumer consumer = consumer(queue);
        Lease lease = take(consumer);
        assertThat(lease.retry(Duration.ZERO, "once")).isTrue();
        assertThat(lease.ack()).isFalse();
        assertThat(take(consumer).ack()).isTrue();
    }

    @Test
    void closingAConsumerThatWasDrainedGivesItsJobsBackAsInterrupted() {
        JobQueue queue = queue();
        put(queue, "1");
        put(queue, "2");
        try (Consumer stopped = queue.openConsumer()) {
            assertThat(stopped.poll(2, SOON)).hasSize(2);
            stopped.drain();
        }
        List<Lease> again = consumer(queue).poll(2, SOON);
        assertThat(again).hasSize(2).allSatisfy(lease -> {
            assertThat(lease.attempt()).isEqualTo(1);
            assertThat(lease.crashes()).isZero();
        });
    }

    @Test
    void aJobThatIsLeftUnsettledWithoutAStopCostsAnAttempt() {
        JobQueue queue = queue();
        put(queue, "1");
        try (Consumer careless = queue.openConsumer()) {
            assertThat(take(careless).attempt()).isEqualTo(1);
        }
        assertThat(take(consumer(queue)).attempt())
                .as("else it could go on for ever")
                .isEqualTo(2);
    }

    @Test
    void aSnoozedJobComesBackAfterItsDelayAndCostsNoAttempt() {
        JobQueue queue = queue();
        put(queue, "1");
        Consumer consumer = consumer(queue);
        long before = System.nanoTime();
        assertThat(take(consumer).snooze(Duration.ofMillis(200))).isTrue();
        Lease again = take(consumer);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(199));
        assertThat(again.attempt()).isEqualTo(1);
    }

    @Test
    void aWaitingPollIsWokenByAPut() throws InterruptedException {
        JobQueue queue = queue();
        CountDownLatch taken = new CountDownLatch(1);
        Thread waiting = new Thread(() -> {
            try (Consumer consumer = queue.openConsumer()) {
                take(consumer).ack();
                taken.countDown();
            }
        });
        waiting.start();
        put(queue, "1");
        assertThat(taken.await(10, TimeUnit.SECONDS)).isTrue();
        waiting.join();
    }

    @Test
    void wakeupEndsAWaitingPollAndOnlyThat() throws InterruptedException {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        consumer.wakeup();
        assertThat(consumer.poll(1, Duration.ofMinutes(5)))
                .as("woken before it waited")
                .isEmpty();

        CountDownLatch ended = new CountDownLatch(1);
        Thread waiting = new Thread(() -> {
            consumer.poll(1, Duration.ofMinutes(5));
            ended.countDown();
        });
        waiting.start();
        assertThat(ended.await(20, TimeUnit.MILLISECONDS)).isFalse();
        consumer.wakeup();
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        waiting.join();

        put(queue, "1");
        take(consumer).ack();
    }

    @Test
    void aDrainingConsumerClaimsNothingMore() {
        JobQueue queue = queue();
        put(queue, "1");
        put(queue, "2");
        Consumer consumer = consumer(queue);
        Lease last = take(consumer);
        consumer.drain();
        assertThat(consumer.poll(1, Duration.ofMinutes(5))).isEmpty();
        assertThat(last.ack()).isTrue();
        assertThat(queue.stats().ready()).isEqualTo(1);
    }

    @Test
    void theBoundIsExactAndCountsWaitingAndRunningJobs() {
        JobQueue queue = queue(10, false);
        Consumer consumer = consumer(queue);
        for (int i = 0; i < 10; i++) {
            put(queue, Integer.toString(i));
        }
        List<Lease> running = consumer.poll(3, SOON);
        assertThatThrownBy(() -> put(queue, "eleven"))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("backlog 10");
        running.get(0).ack();
        put(queue, "one more");
        assertThatThrownBy(() -> put(queue, "twelve")).hasCauseInstanceOf(QueueFullException.class);
        assertThat(queue.stats().backlog()).isEqualTo(10);
    }

    @Test
    void aBlockingPutWaitsForRoom() throws InterruptedException {
        JobQueue queue = queue(1, true);
        put(queue, "1");
        CountDownLatch done = new CountDownLatch(1);
        Thread producer = new Thread(() -> {
            put(queue, "2");
            done.countDown();
        });
        producer.start();
        assertThat(done.await(50, TimeUnit.MILLISECONDS)).isFalse();
        take(consumer(queue)).ack();
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        producer.join();
    }

    @Test
    @DisplayName("Q24 a payload of the maximum is taken, a larger one is refused before a byte is written")
    void aPayloadMayHave16MiB() {
        JobQueue queue = queue();
        byte[] large = new byte[16 << 20];
        large[large.length - 1] = 42;
        for (int i = 0; i < 3; i++) {
            queue.put(Job.bytes(large)).toCompletableFuture().join();
        }
        queue.put(Job.bytes(new byte[0])).toCompletableFuture().join();
        Job tooBig = Job.bytes(new byte[(16 << 20) + 1]);
        assertThatThrownBy(() -> queue.put(tooBig).toCompletableFuture().join())
                .hasCauseInstanceOf(JobTooBigException.class);
        assertThatThrownBy(() -> queue.putAll(List.of(Job.json("1"), tooBig))
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(JobTooBigException.class);
        assertThat(queue.stats().puts()).isEqualTo(4);
        Consumer consumer = consumer(queue);
        for (int i = 0; i < 3; i++) {
            Lease lease = take(consumer);
            assertThat(lease.job().payload()).isEqualTo(large);
            lease.ack();
        }
        assertThat(take(consumer).job().payload()).isEmpty();
    }

    @Test
    void manyThreadsPutAndTakeEachJobOnce() throws InterruptedException {
        JobQueue queue = queue();
        int producers = 4;
        int jobsEach = 2500;
        Set<String> expected = new HashSet<>();
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int producer = p;
            for (int i = 0; i < jobsEach; i++) {
                expected.add(p + "-" + i);
            }
            threads.add(new Thread(() -> {
                for (int i = 0; i < jobsEach; i++) {
                    put(queue, producer + "-" + i);
                }
            }));
        }
        for (int c = 0; c < 3; c++) {
            threads.add(new Thread(() -> {
                try (Consumer consumer = queue.openConsumer()) {
                    while (seen.size() < expected.size()) {
                        for (Lease lease : consumer.poll(16, Duration.ofMillis(100))) {
                            seen.add(text(lease));
                            lease.ack();
                        }
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        assertThat(seen).hasSize(expected.size());
        assertThat(new HashSet<>(seen)).isEqualTo(expected);
        QueueStats stats = queue.stats();
        assertThat(stats.done()).isEqualTo(expected.size());
        assertThat(stats.puts()).isEqualTo(expected.size());
        assertThat(stats.backlog()).isZero();
    }

    @Test
    void statisticsTellEveryStateAndTheAgeOfTheOldestReadyJob() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        for (int i = 0; i < 6; i++) {
            put(queue, Integer.toString(i));
        }
        List<Lease> leases = consumer.poll(4, SOON);
        leases.get(0).ack();
        leases.get(1).bury("hopeless");
        leases.get(2).retry(Duration.ofHours(1), "later");
        QueueStats stats = queue.stats();
        assertThat(stats).isEqualTo(new QueueStats(2, 1, 1, 1, 1, 6, stats.oldestReadyMs()));
        assertThat(stats.backlog()).isEqualTo(4);
        assertThat(stats.oldestReadyMs()).isBetween(0L, 10_000L);
    }

    @Test
    void aClosedQueueIsOpenedAgainWithEverythingInIt() throws Exception {
        JobQueue first = open(100, false);
        for (int i = 0; i < 5; i++) {
            put(first, Integer.toString(i));
        }
        try (Consumer consumer = first.openConsumer()) {
            take(consumer).ack();
        }
        first.close();

        JobQueue second = queue();
        assertThat(second.stats().ready()).isEqualTo(4);
        assertThat(second.stats().puts()).isEqualTo(5);
        assertThat(text(take(consumer(second)))).isEqualTo("1");
    }

    @Test
    void whatHappenedIsCountedAndMeasured() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        put(queue, "a");
        put(queue, "b");
        take(consumer).retry(Duration.ZERO, "again");
        take(consumer).bury("bad");
        take(consumer).ack();
        QueueCounters counters = queue.counters();
        assertThat(counters.claims()).isEqualTo(3);
        assertThat(counters.retries()).isEqualTo(1);
        assertThat(counters.buries()).isEqualTo(1);
        assertThat(counters.acks()).isEqualTo(1);
        assertThat(counters.queueTime().count()).isEqualTo(3);
        assertThat(counters.runTime().count()).isEqualTo(3);
        assertThat(counters.runTime().p99()).isPositive();
    }

    @Test
    void moreIsTakenWhileJobsAreInHandAndTheyAreSettledInAnyOrder() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        List<Lease> held = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            put(queue, "job-" + i);
            held.add(take(consumer));
        }
        assertThat(queue.stats().running()).isEqualTo(5);
        assertThat(consumer.poll(1, Duration.ofMillis(20))).isEmpty();
        assertThat(held.remove(3).ack()).isTrue();
        assertThat(held.remove(0).release()).isTrue();
        Lease again = take(consumer);
        assertThat(text(again)).isEqualTo("job-0");
        held.add(again);
        Collections.reverse(held);
        assertThat(held).allMatch(Lease::ack);
        assertThat(queue.stats().done()).isEqualTo(5);
        assertThat(queue.stats().backlog()).isZero();
    }
}
