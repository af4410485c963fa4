package dev.muster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an engine promises to producers. */
abstract class PutContract extends AdminContract {

    @Test
    void moreUrgentJobsComeFirst() {
        JobQueue queue = queue();
        put(queue, "normal");
        queue.put(Job.json("low").withPriority(Priority.LOW))
                .toCompletableFuture()
                .join();
        queue.put(Job.json("high").withPriority(Priority.HIGH))
                .toCompletableFuture()
                .join();
        Consumer consumer = consumer(queue);
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Lease lease = take(consumer);
            order.add(text(lease) + " " + lease.job().priority());
            lease.ack();
        }
        assertThat(order).containsExactly("high HIGH", "normal NORMAL", "low LOW");
    }

    @Test
    @DisplayName(
            "Q44 a more urgent job does not wait for what was given back, or has become due, in a less urgent lane")
    void moreUrgentJobsComeBeforeThoseGivenBack() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        queue.putAll(java.util.Collections.nCopies(200, Job.json("again")))
                .toCompletableFuture()
                .join();
        int behind = 0;
        while (behind < 200) {
            behind += consumer.poll(200 - behind, SOON).stream()
                    .mapToInt(lease -> lease.release() ? 1 : 0)
                    .sum();
        }
        queue.put(Job.json("urgent").withPriority(Priority.HIGH))
                .toCompletableFuture()
                .join();
        List<Lease> first = consumer.poll(64, SOON);
        assertThat(first).hasSize(64).extracting(QueueFixture::text).startsWith("urgent", "again");
        int acked = ackAll(first);
        while (acked < 201) {
            List<Lease> more = consumer.poll(64, SOON);
            assertThat(more).as("more after %d", acked).isNotEmpty();
            acked += ackAll(more);
        }
        assertThat(queue.stats().done()).isEqualTo(201);
    }

    @Test
    void aBatchIsPutInItsOrder() {
        JobQueue queue = queue();
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            jobs.add(Job.json("job-" + i));
        }
        List<JobId> ids = queue.putAll(jobs).toCompletableFuture().join();
        assertThat(ids).hasSize(1000).doesNotHaveDuplicates();
        Consumer consumer = consumer(queue);
        int seen = 0;
        while (seen < 1000) {
            for (Lease lease : consumer.poll(64, SOON)) {
                assertThat(lease.id()).isEqualTo(ids.get(seen));
                assertThat(text(lease)).isEqualTo("job-" + seen);
                seen++;
                lease.ack();
            }
        }
    }

    @Test
    @DisplayName("Q34 a batch that does not fit is put as far as there is room, and the exception says how far")
    void aBatchThatDoesNotFit() {
        JobQueue queue = queue(10, false);
        queue.put(Job.json("urgent").withPriority(Priority.HIGH))
                .toCompletableFuture()
                .join();
        queue.put(Job.json("later").withDelay(Duration.ofHours(1)))
                .toCompletableFuture()
                .join();
        List<Job> jobs = java.util.Collections.nCopies(20, Job.json("x"));
        assertThatThrownBy(() -> queue.putAll(jobs).toCompletableFuture().join())
                .cause()
                .isInstanceOfSatisfying(QueueFullException.class, full -> assertThat(full.accepted())
                        .hasSize(8));
        assertThat(queue.stats().backlog()).isEqualTo(10);
        assertThat(queue.stats().puts()).isEqualTo(10);
    }

    private static JobId putUnique(JobQueue queue, String key) {
        return queue.put(Job.json("x").withUniqueKey(key)).toCompletableFuture().join();
    }

    @Test
    void aUniqueKeyIsTakenAsLongAsItsJobWaitsOrRuns() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        JobId first = putUnique(queue, "a");
        assertThat(putUnique(queue, "a")).as("it waits").isEqualTo(first);
        assertThat(putUnique(queue, "b")).isNotEqualTo(first);
        Lease lease = take(consumer);
        assertThat(lease.id()).isEqualTo(first);
        assertThat(lease.job().uniqueKey()).isEqualTo("a");
        assertThat(putUnique(queue, "a")).as("it runs").isEqualTo(first);
        lease.retry(Duration.ofHours(1), "later");
        assertThat(putUnique(queue, "a")).as("it waits for its next attempt").isEqualTo(first);
        take(consumer).ack();
        assertThat(putUnique(queue, "b")).as("the other one is done").isNotEqualTo(first);
        assertThat(queue.stats().puts()).isEqualTo(3);
    }

    @Test
    void uniqueKeysOfManyFinishedJobsTakeNoRoom() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        JobId waiting = queue.put(Job.json("x").withUniqueKey("waiting").withDelay(Duration.ofHours(1)))
                .toCompletableFuture()
                .join();
        for (int i = 0; i < 10_000; i++) {
            putUnique(queue, "key-" + i);
            take(consumer).ack();
        }
        assertThat(putUnique(queue, "waiting")).isEqualTo(waiting);
        assertThat(queue.stats().puts()).isEqualTo(10_001);
    }

    @Test
    @DisplayName("Q45 sixty-four producers put with the same key: one job, and all get its id")
    void uniqueUnderRace() throws InterruptedException {
        JobQueue queue = queue();
        for (int round = 0; round < 20; round++) {
            String key = "race-" + round;
            Set<JobId> ids = java.util.concurrent.ConcurrentHashMap.newKeySet();
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                    ids.add(putUnique(queue, key));
                });
                thread.start();
                threads.add(thread);
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(ids).as(key).hasSize(1);
        }
        assertThat(queue.stats().puts()).isEqualTo(20);
    }

    @Test
    @DisplayName(
            "Q44 a hundred thousand jobs become due at once: all of them run, and those that are ready do not wait for them")
    void delayedAvalanche() {
        JobQueue queue = queue();
        List<Job> later = java.util.Collections.nCopies(1000, Job.json("later").withDelay(Duration.ofSeconds(2)));
        int jobs = avalanche();
        for (int i = 0; i < jobs / 1000; i++) {
            queue.putAll(later).toCompletableFuture().join();
        }
        Consumer consumer = consumer(queue);
        int avalanche = 0;
        while (avalanche < 1000) {
            avalanche += ackAll(consumer.poll(64, SOON));
        }
        int before = avalanche;
        queue.put(Job.json("urgent").withPriority(Priority.HIGH))
                .toCompletableFuture()
                .join();
        int urgentAfter = 0;
        while (avalanche <= jobs) {
            List<Lease> leases = consumer.poll(64, SOON);
            assertThat(leases).as("more after %d", avalanche).isNotEmpty();
            boolean urgent = leases.stream().anyMatch(lease -> text(lease).equals("urgent"));
            avalanche += ackAll(leases);
            urgentAfter = urgent ? avalanche : urgentAfter;
        }
        assertThat(urgentAfter)
                .as("jobs done when the urgent one was there, put when there were %d", before)
                .isBetween(before, before + 64);
        assertThat(queue.stats().done()).isEqualTo(jobs + 1);
    }

    /** How many jobs become due at once; fewer where each of them costs much. */
    protected int avalanche() {
        return 100_000;
    }

    private static int ackAll(List<Lease> leases) {
        leases.forEach(Lease::ack);
        return leases.size();
    }
}
