package dev.muster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an engine promises to operators. */
abstract class AdminContract extends CancelContract {

    private static final Duration AT_ONCE = Duration.ofMillis(50);
    private static final Duration SHORT = Duration.ofSeconds(50);
    private static final Duration LONG = Duration.ofHours(1);

    @SuppressWarnings("NullAway.Init")
    private JobQueue queue;

    @SuppressWarnings("NullAway.Init")
    private Consumer consumer;

    private void begin() {
        queue = queue();
        consumer = consumer(queue);
    }

    private JobId put(Job job) {
        return queue.put(job).toCompletableFuture().join();
    }

    private JobId put(String text) {
        return put(Job.json(text));
    }

    private Lease take() {
        return take(consumer);
    }

    private static String text(Job job) {
        return new String(job.payload(), StandardCharsets.UTF_8);
    }

    /** One job in each state, with the state as its payload. */
    private void putOneOfEach() {
        put("DEAD");
        take().bury("hopeless");
        put("RUNNING");
        take();
        put(Job.json("DELAYED").withDelay(SHORT));
        put(Job.json("DELAYED").withDelay(LONG));
        put("READY");
        put(Job.json("READY").withPriority(Priority.LOW));
        put(Job.json("READY").withPriority(Priority.HIGH));
    }

    @Test
    void peekShowsWhatIsReadyThenWhatRunsThenWhatWaits() {
        begin();
        putOneOfEach();
        List<PeekedJob> jobs = queue.admin().peek(100);
        assertThat(jobs)
                .extracting(job -> text(job.job()))
                .containsExactly("READY", "READY", "READY", "RUNNING", "DELAYED", "DELAYED");
        assertThat(jobs).allSatisfy(job -> assertThat(job.state()).hasToString(text(job.job())));
        assertThat(jobs.subList(0, 3))
                .extracting(job -> job.job().priority())
                .containsExactly(Priority.HIGH, Priority.NORMAL, Priority.LOW);
        assertThat(queue.admin().peek(4)).extracting(PeekedJob::id).containsExactlyElementsOf(ids(jobs.subList(0, 4)));
        assertThat(queue.stats().running()).as("looking takes nothing").isEqualTo(1);
    }

    private static List<JobId> ids(List<PeekedJob> jobs) {
        return jobs.stream().map(PeekedJob::id).toList();
    }

    @Test
    void aJobIsFoundWithItsCountsAndTimes() {
        begin();
        Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
        JobId id = put(Job.json("{}").withType("mail").withUniqueKey("k"));
        take().retry(LONG, "not now");

        PeekedJob job = queue.admin().find(id).orElseThrow();

        assertThat(job.id()).isEqualTo(id);
        assertThat(job.state()).isEqualTo(JobState.DELAYED);
        assertThat(job.job().type()).isEqualTo("mail");
        assertThat(job.job().uniqueKey()).isEqualTo("k");
        assertThat(job.attempts()).isEqualTo(1);
        assertThat(job.crashes()).isZero();
        assertThat(job.putAt()).isBetween(before, before.plusSeconds(30));
        assertThat(job.stateAt()).isBetween(before.plus(LONG), before.plus(LONG).plusSeconds(30));
        assertThat(queue.admin().find(JobId.of("4711000"))).isEmpty();
    }

    @Test
    @DisplayName(
            "Q16 to remove or bury a job that is finished, unknown or no job at all is an error that changes nothing")
    void anUnknownJobIsAnError() {
        begin();
        JobId waiting = put("waits");
        JobId finished = put("x");
        consumer.poll(2, SOON).forEach(lease -> {
            if (lease.id().equals(finished)) {
                lease.ack();
            } else {
                lease.release();
            }
        });
        QueueStats before = queue.stats();
        for (String id : List.of("0", "1", "-1", "17", "99999999999999", "9223372036854775807", "lunch", "")) {
            assertThatThrownBy(() -> queue.admin().remove(JobId.of(id)))
                    .as("remove %s", id)
                    .isInstanceOf(NoSuchJobException.class)
                    .hasMessageContaining("no job " + id);
            assertThatThrownBy(() -> queue.admin().bury(JobId.of(id), "bad"))
                    .as("bury %s", id)
                    .isInstanceOf(NoSuchJobException.class);
        }
        assertThat(queue.admin().remove(finished)).isFalse();
        assertThatThrownBy(() -> queue.admin().bury(finished, "bad")).isInstanceOf(NoSuchJobException.class);
        assertThat(queue.admin().find(finished)).isEmpty();
        assertThat(queue.stats())
                .usingRecursiveComparison()
                .ignoringFields("oldestReadyMs")
                .isEqualTo(before);
        assertThat(before.done()).isEqualTo(1);
        assertThat(take().id()).isEqualTo(waiting);
    }

    @Test
    void aRemovedJobNeverRuns() {
        begin();
        JobId ready = put("ready");
        JobId soon = put(Job.json("soon").withDelay(SHORT));
        JobId later = put(Job.json("later").withDelay(LONG));
        JobId dead = put(Job.json("dead").withPriority(Priority.HIGH));
        take().bury("hopeless");
        for (JobId id : List.of(ready, soon, later, dead)) {
            assertThat(queue.admin().remove(id)).isTrue();
            assertThat(queue.admin().remove(id)).as("again").isFalse();
        }
        assertThat(consumer.poll(1, AT_ONCE)).isEmpty();
        assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 4, 4, 0));
        assertThat(queue.admin().peek(10)).isEmpty();
    }

    @Test
    void theKeyOfARemovedJobIsFreeAgain() {
        begin();
        JobId first = put(Job.json("1").withUniqueKey("k"));
        assertThat(queue.admin().remove(first)).isTrue();
        assertThat(put(Job.json("2").withUniqueKey("k"))).isNotEqualTo(first);
    }

    @Test
    void aJobThatRunsIsLeftToItsWorker() {
        begin();
        JobId id = put("x");
        Lease lease = take();
        for (Runnable attempt : List.<Runnable>of(
                () -> queue.admin().remove(id), () -> queue.admin().bury(id, "bad"))) {
            assertThatThrownBy(attempt::run)
                    .isInstanceOf(JobRunningException.class)
                    .hasMessageContaining("job " + id)
                    .hasMessageContaining("stop the worker");
        }
        assertThat(queue.admin().purge()).isZero();
        assertThat(lease.lost()).isFalse();
        assertThat(lease.ack()).isTrue();
    }

    @Test
    void aBuriedJobIsDeadWhateverItWaitedFor() {
        begin();
        List<JobId> ids = List.of(
                put("ready"),
                put(Job.json("soon").withDelay(SHORT)),
                put(Job.json("later").withDelay(LONG)));
        for (JobId id : ids) {
            assertThat(queue.admin().bury(id, "bad")).isTrue();
            assertThat(queue.admin().bury(id, "bad")).as("again").isFalse();
            assertThat(queue.admin().find(id).orElseThrow().state()).isEqualTo(JobState.DEAD);
        }
        assertThat(consumer.poll(1, AT_ONCE)).isEmpty();
        assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 3, 0, 3, 0));
    }

    @Test
    void whoeverWaitsForAResultIsToldThatThereWillBeNone() {
        begin();
        for (String how : List.of("remove", "bury", "purge")) {
            CompletableFuture<JobResult> result = queue.submit(Job.json(how)).toCompletableFuture();
            JobId id = queue.admin().peek(1).get(0).id();
            switch (how) {
                case "remove" -> queue.admin().remove(id);
                case "bury" -> queue.admin().bury(id, "wrong day");
                default -> queue.admin().purge();
            }
            assertThatThrownBy(() -> result.orTimeout(10, TimeUnit.SECONDS).join())
                    .as(how)
                    .hasCauseInstanceOf(JobFailedException.class)
                    .hasMessageContaining(how.equals("bury") ? "wrong day" : "removed");
        }
    }

    @Test
    void purgeRemovesWhatWaitsAndNothingElse() {
        begin();
        putOneOfEach();
        assertThat(queue.admin().purge()).isEqualTo(5);
        assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 1, 1, 5, 7, 0));
        assertThat(queue.admin().purge()).isZero();
        JobId next = put("next");
        assertThat(take().id()).isEqualTo(next);
    }

    @Test
    void exportShowsEveryJobOnce() {
        begin();
        putOneOfEach();
        for (int i = 0; i < 1000; i++) {
            put("READY");
        }
        List<PeekedJob> seen = new ArrayList<>();
        queue.admin().export(seen::add);
        assertThat(seen).hasSize(1007).extracting(PeekedJob::id).doesNotHaveDuplicates();
        assertThat(seen).allSatisfy(job -> assertThat(job.state()).hasToString(text(job.job())));
    }

    @Test
    @DisplayName(
            "Q48 of an operator who removes a job and a worker who takes it, one gets it, and no other job is hurt")
    void removingRaces() throws Exception {
        begin();
        race((admin, id) -> admin.remove(id));
        assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 1000, 1000, 0));
    }

    @Test
    @DisplayName("Q48 of an operator who buries a job and a worker who takes it, one gets it")
    void buryingRaces() throws Exception {
        begin();
        int buried = race((admin, id) -> admin.bury(id, "bad"));
        assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, buried, 1000 - buried, 1000, 0));
    }

    @Test
    @DisplayName("Q48 a purge and a worker share the jobs between them")
    void purgingRaces() {
        begin();
        for (int round = 1; round <= 20; round++) {
            queue.putAll(Collections.nCopies(100, Job.json("x")))
                    .toCompletableFuture()
                    .join();
            CompletableFuture<Long> purge =
                    CompletableFuture.supplyAsync(() -> queue.admin().purge());
            long run = 0;
            for (boolean any = true; any || !purge.isDone(); ) {
                List<Lease> leases = consumer.poll(1, Duration.ofMillis(1));
                any = !leases.isEmpty();
                run += leases.stream().filter(Lease::ack).count();
            }
            assertThat(run + purge.join()).isEqualTo(100);
            assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, 100L * round, 100L * round, 0));
        }
    }

    /**
     * A worker goes through a thousand jobs at an uneven pace, and an operator through the same jobs in another order. The last
     * one is the operator's, and the first one the worker's, before the race begins.
     *
     * @return how many the operator got
     */
    private int race(BiPredicate<QueueAdmin, JobId> attempt) throws Exception {
        consumer.close(); // its place in the queue is the other thread's now
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<JobId> ids = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Duration delay = i % 3 == 0 ? Duration.ofMillis(random.nextInt(1, 100)) : Duration.ZERO;
            ids.add(put(Job.json("x").withDelay(delay)));
        }
        Set<JobId> got = new HashSet<>();
        assertThat(gets(attempt, ids.get(999))).isTrue();
        got.add(ids.get(999));
        Set<JobId> run = new HashSet<>();
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Void> worker = CompletableFuture.runAsync(() -> {
            try (Consumer taking = queue.openConsumer()) {
                while (!over.get() || queue.stats().backlog() > 0) {
                    for (Lease lease : taking.poll(2, AT_ONCE)) {
                        started.countDown();
                        LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(500_000));
                        assertThat(lease.ack()).as("what was taken is kept").isTrue();
                        assertThat(run.add(lease.id())).isTrue();
                    }
                }
            }
        });
        started.await();
        Collections.shuffle(ids, random);
        for (JobId id : ids) {
            if (!got.contains(id) && gets(attempt, id)) {
                got.add(id);
            }
        }
        over.set(true);
        worker.join();
        assertThat(run).doesNotContainAnyElementsOf(got);
        assertThat(run.size() + got.size()).isEqualTo(1000);
        consumer = consumer(queue);
        return got.size();
    }

    private boolean gets(BiPredicate<QueueAdmin, JobId> attempt, JobId id) {
        try {
            return attempt.test(queue.admin(), id);
        } catch (JobRunningException | NoSuchJobException taken) {
            return false;
        }
    }

    @Test
    @DisplayName("Q49 a pause that was forgotten outlives everybody who has the queue open, and ends at its time")
    void aPauseEndsAtItsTime() {
        begin();
        put("x");
        long before = System.nanoTime();
        queue.admin().pause(Duration.ofSeconds(1));
        consumer.close();
        queue.close();
        begin();

        assertThat(queue.admin().pausedUntil()).isPresent();
        assertThat(consumer.poll(1, AT_ONCE)).isEmpty();
        put("y");
        assertThat(queue.stats().ready()).isEqualTo(2);

        assertThat(text(take().job())).isEqualTo("x");
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(998), Duration.ofSeconds(8));
        assertThat(queue.admin().pausedUntil()).isEmpty();
    }

    @Test
    @DisplayName("Q49 a pause without an end lasts until it is lifted, which wakes those who wait")
    void aPauseIsLifted() {
        begin();
        assertThat(queue.admin().pausedUntil()).isEmpty();
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            queue.admin().pause();
            assertThat(queue.admin().pausedUntil()).contains(Instant.MAX);
            put("x");
            CompletableFuture<List<Lease>> waiting = CompletableFuture.supplyAsync(() -> consumer.poll(1, SOON));
            assertThat(consumerSleeps(waiting)).isTrue();
            long before = System.nanoTime();
            queue.admin().resume();
            assertThat(waiting.join()).hasSize(1);
            fastest = Math.min(fastest, System.nanoTime() - before);
        }
        assertThat(Duration.ofNanos(fastest))
                .as("woken, not awake by the second's chance")
                .isLessThan(Duration.ofMillis(400));
        assertThat(queue.admin().pausedUntil()).isEmpty();
    }

    private static boolean consumerSleeps(CompletableFuture<List<Lease>> waiting) {
        try {
            waiting.get(100, TimeUnit.MILLISECONDS);
            return false;
        } catch (java.util.concurrent.TimeoutException e) {
            return true;
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
