package dev.muster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.testkit.Await;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an engine promises to those who cancel jobs, and to those who look how far they are. */
abstract class CancelContract extends TickContract {

    private static final Duration AT_ONCE = Duration.ofMillis(50);

    /** Ends a delivery without getting done. */
    private static void end(Lease lease, String how) {
        boolean held =
                switch (how) {
                    case "retry" -> lease.retry(Duration.ZERO, "not yet");
                    case "later" -> lease.retry(Duration.ofHours(1), "not yet");
                    case "release" -> lease.release();
                    case "snooze" -> lease.snooze(Duration.ZERO);
                    case "bury" -> lease.bury("cancelled");
                    default -> throw new IllegalArgumentException(how);
                };
        assertThat(held).isTrue();
    }

    private static CompletableFuture<JobResult> submit(JobQueue queue, String text) {
        return queue.submit(Job.json(text)).toCompletableFuture();
    }

    private static void assertCancelled(CompletableFuture<JobResult> result) {
        assertThatThrownBy(() -> result.orTimeout(10, TimeUnit.SECONDS).join())
                .hasCauseInstanceOf(JobCancelledException.class)
                .hasMessageContaining("cancelled");
    }

    @Test
    void aCancelledJobThatWaitsIsGone() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        CompletableFuture<JobResult> result = submit(queue, "submitted");
        JobId submitted = queue.admin().peek(1).get(0).id();
        JobId ready = put(queue, "ready");
        JobId delayed = queue.put(Job.json("delayed").withDelay(Duration.ofHours(1)))
                .toCompletableFuture()
                .join();
        for (JobId id : List.of(submitted, ready, delayed)) {
            assertThat(queue.admin().cancel(id)).isEqualTo(Cancellation.REMOVED);
        }
        assertCancelled(result);
        assertThat(consumer.poll(3, AT_ONCE)).isEmpty();
        assertThat(queue.stats().backlog()).isZero();
        assertThat(queue.stats().dead()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry", "later", "release", "snooze", "bury"})
    void aCancelledJobThatRunsIsPutAsideHoweverItsDeliveryEnds(String end) {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        CompletableFuture<JobResult> result = submit(queue, "a");
        Lease lease = take(consumer);
        assertThat(lease.cancelled()).isFalse();

        assertThat(queue.admin().cancel(lease.id())).isEqualTo(Cancellation.ASKED);
        assertThat(queue.admin().cancel(lease.id())).as("once more").isEqualTo(Cancellation.ASKED);

        assertThat(lease.cancelled()).isTrue();
        assertThat(queue.admin().find(lease.id()).map(PeekedJob::cancelled)).contains(true);
        assertThat(result).isNotDone();
        end(lease, end);
        assertCancelled(result);
        assertThat(consumer.poll(1, AT_ONCE)).isEmpty();
        assertThat(queue.deadLetters().find(lease.id()).map(DeadLetter::reason)).contains("cancelled");
        assertThat(queue.admin().find(lease.id()).map(PeekedJob::cancelled)).contains(false);
    }

    @Test
    void aCancelledJobIsPutAsideWhenItsConsumerLeaves() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        Lease lease = take(consumer, queue);
        queue.admin().cancel(lease.id());
        consumer.drain();
        consumer.close();
        assertThat(consumer(queue).poll(1, AT_ONCE)).isEmpty();
        assertThat(queue.deadLetters().find(lease.id())).isPresent();
    }

    private static Lease take(Consumer consumer, JobQueue queue) {
        put(queue, "x");
        return take(consumer);
    }

    @Test
    void aCancelledJobThatGetsDoneIsDone() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        CompletableFuture<JobResult> result = submit(queue, "a");
        Lease lease = take(consumer);
        assertThat(queue.admin().cancel(lease.id())).isEqualTo(Cancellation.ASKED);
        assertThat(lease.ack(new JobResult("", new byte[] {42}))).isTrue();
        assertThat(result.orTimeout(10, TimeUnit.SECONDS).join().payload()).containsExactly(42);
        assertThat(queue.stats().done()).isEqualTo(1);
        assertThat(queue.stats().dead()).isZero();
    }

    @Test
    void whatHasEndedCannotBeCancelled() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        put(queue, "keeps its ledger");
        Lease kept = take(consumer);
        Lease done = take(consumer, queue);
        done.ack();
        Lease dead = take(consumer, queue);
        dead.bury("bad");
        assertThat(queue.admin().cancel(done.id())).isEqualTo(Cancellation.TOO_LATE);
        assertThat(queue.admin().cancel(dead.id())).isEqualTo(Cancellation.TOO_LATE);
        assertThat(queue.deadLetters().find(dead.id()).map(DeadLetter::reason)).contains("bad");
        assertThatThrownBy(() -> queue.admin().cancel(JobId.of("99999999999999")))
                .isInstanceOf(NoSuchJobException.class);
        assertThat(kept.cancelled()).isFalse();
        assertThat(kept.ack()).isTrue();
    }

    @Test
    void aCancelledJobThatIsTriedAgainHasANewChance() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        Lease lease = take(consumer, queue);
        queue.admin().cancel(lease.id());
        lease.release();
        assertThat(queue.deadLetters().retry(lease.id())).isTrue();
        Lease again = take(consumer);
        assertThat(again.id()).isEqualTo(lease.id());
        assertThat(again.cancelled()).isFalse();
        assertThat(again.retry(Duration.ZERO, "not yet")).isTrue();
        assertThat(take(consumer).ack()).isTrue();
    }

    @Test
    void whoHasTheQueueOpenIsToldOfACancel() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        AtomicBoolean told = new AtomicBoolean();
        queue.onCancel(() -> told.set(true));
        Lease lease = take(consumer, queue);
        queue.admin().cancel(lease.id());
        Await.until("it is told", told::get);
        assertThat(lease.ack()).isTrue();
    }

    private static void awaitProgress(JobQueue queue, Lease lease, double fraction, String note) {
        Optional<JobProgress> expected = Optional.of(new JobProgress(fraction, note));
        Await.until("it shows " + expected, () -> peek(queue, lease).progress().equals(expected));
    }

    @Test
    void aJobThatRunsShowsHowFarItIsAndWhoHasIt() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        Lease lease = take(consumer, queue);
        Lease quiet = take(consumer, queue);
        assertThat(peek(queue, lease).progress()).isEmpty();
        lease.progress(0.25, "page 1");
        assertThat(peek(queue, lease).progress()).as("at once").contains(new JobProgress(0.25, "page 1"));
        lease.progress(0.5, "Seite zwei, größer");
        awaitProgress(queue, lease, 0.5, "Seite zwei, größer");
        assertThat(peek(queue, lease).worker()).isNotEmpty();
        assertThat(peek(queue, quiet).progress()).isEmpty();
        lease.progress(1, "ä".repeat(100));
        awaitProgress(queue, lease, 1, "ä".repeat(48));
        lease.retry(Duration.ZERO, "not yet");
        quiet.ack();
        assertThat(peek(queue, lease).progress()).isEmpty();
        assertThat(peek(queue, lease).worker()).isEmpty();
        Lease again = take(consumer);
        assertThat(peek(queue, again).progress()).as("of another delivery").isEmpty();
        again.progress(0.1, "");
        lease.progress(0.9, "too late");
        awaitProgress(queue, again, 0.1, "");
    }

    @Test
    void aHundredJobsAtATimeShowHowFarTheyAre() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        queue.putAll(Collections.nCopies(100, Job.json("1")))
                .toCompletableFuture()
                .join();
        for (int round = 0; round < 3; round++) {
            List<Lease> leases = consumer.poll(100, SOON);
            for (int i = 0; i < 100; i++) {
                leases.get(i).progress(i / 100.0, "n" + i);
            }
            for (int i = 0; i < 100; i += 9) {
                awaitProgress(queue, leases.get(i), i / 100.0, "n" + i);
            }
            leases.forEach(Lease::release);
        }
    }

    @Test
    void whoeverSaysALotIsHeardInTheEnd() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        Lease lease = take(consumer, queue);
        lease.progress(0, "0");
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 0; !enough.get(); i++) {
                lease.progress(i % 10 / 10.0, String.valueOf(i % 10).repeat(1 + i % 10));
            }
            lease.progress(1, "all");
        });
        for (int i = 0; i < 100; i++) {
            JobProgress seen = peek(queue, lease).progress().orElseThrow();
            int digit = (int) Math.round(seen.fraction() * 10);
            assertThat(seen.note()).isEqualTo(String.valueOf(digit).repeat(1 + digit));
        }
        enough.set(true);
        writer.join();
        awaitProgress(queue, lease, 1, "all");
    }

    private static PeekedJob peek(JobQueue queue, Lease lease) {
        return queue.admin().find(lease.id()).orElseThrow();
    }
}
