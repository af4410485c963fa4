package dev.muster.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an engine promises to those who put one job for each tick of a timetable. */
abstract class TickContract extends QueueFixture {

    private static final Instant TICK = Instant.parse("2026-03-01T03:00:00Z");

    private static Optional<JobId> putOnce(JobQueue queue, Instant tick) {
        return queue.putOnce("nightly", tick, Job.json("\"" + tick + "\""))
                .toCompletableFuture()
                .join();
    }

    private static Instant tick(int hour) {
        return TICK.plus(hour, ChronoUnit.HOURS);
    }

    @Test
    void aTickGetsItsJobOnceAlsoWhenThatIsDone() {
        JobQueue queue = queue();
        Consumer consumer = consumer(queue);
        JobId id = putOnce(queue, TICK).orElseThrow();
        assertThat(queue.lastTick("nightly")).contains(new Tick(TICK, id));
        assertThat(putOnce(queue, TICK)).isEmpty();
        Lease lease = take(consumer);
        assertThat(text(lease)).isEqualTo("\"" + TICK + "\"");
        assertThat(lease.ack()).isTrue();
        assertThat(putOnce(queue, TICK)).as("though its job is done").isEmpty();
        assertThat(putOnce(queue, tick(-1))).as("before the last one").isEmpty();
        assertThat(putOnce(queue, tick(1))).isPresent();
        assertThat(text(take(consumer))).isEqualTo("\"" + tick(1) + "\"");
        assertThat(queue.stats().puts()).isEqualTo(2);
    }

    @Test
    void timetablesOfAQueueDoNotKnowEachOther() {
        JobQueue queue = queue();
        assertThat(putOnce(queue, tick(5))).isPresent();
        assertThat(queue.putOnce("täglich / 1 Uhr", TICK, Job.json("1"))
                        .toCompletableFuture()
                        .join())
                .isPresent();
        assertThat(queue.lastTick("täglich / 1 Uhr")).map(Tick::at).contains(TICK);
        assertThat(queue.lastTick("other")).isEmpty();
    }

    @Test
    void whoOpensTheQueueAgainFindsTheTickOver() {
        putOnce(queue(), TICK);
        JobQueue again = queue();
        assertThat(putOnce(again, TICK)).isEmpty();
        assertThat(again.lastTick("nightly")).map(Tick::at).contains(TICK);
    }

    @Test
    void aFullQueueRejectsATicksJobEvenWhereOtherPutsWaitAndTheTickIsNotOver() {
        JobQueue queue = queue(1, true);
        put(queue, "1");
        assertThatThrownBy(() -> putOnce(queue, TICK)).hasCauseInstanceOf(QueueFullException.class);
        assertThat(queue.lastTick("nightly")).isEmpty();
        assertThat(take(consumer(queue)).ack()).isTrue();
        assertThat(putOnce(queue, TICK)).isPresent();
    }

    @Test
    void whatCannotBeATicksJobIsRefused() {
        JobQueue queue = queue();
        Job job = Job.json("1");
        assertThatThrownBy(() -> queue.putOnce("nightly", TICK, job.withUniqueKey("mine")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.putOnce("", TICK, job)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.putOnce("x".repeat(151), TICK, job))
                .isInstanceOf(IllegalArgumentException.class);
        Instant farAhead = Instant.now().plus(Duration.ofHours(2));
        assertThatThrownBy(() -> queue.putOnce("nightly", farAhead, job)).isInstanceOf(IllegalArgumentException.class);
        assertThat(queue.stats().puts()).isZero();
    }
}
