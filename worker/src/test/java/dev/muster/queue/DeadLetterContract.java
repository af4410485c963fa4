package dev.muster.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every engine that keeps dead letters promises of them. A test of an engine extends it and says how to open a queue. */
public abstract class DeadLetterContract {

    private static final Duration SOON = Duration.ofSeconds(10);

    @SuppressWarnings("NullAway.Init")
    private JobQueue queue;

    @SuppressWarnings("NullAway.Init")
    private Consumer consumer;

    /** Opens the test's queue. */
    protected abstract JobQueue open();

    @BeforeEach
    void openQueue() {
        queue = open();
        consumer = queue.openConsumer();
    }

    @AfterEach
    void closeQueue() {
        consumer.close();
        queue.close();
    }

    private JobId put(String text) {
        return queue.put(Job.json(text)).toCompletableFuture().join();
    }

    private Lease take() {
        List<Lease> leases = consumer.poll(1, SOON);
        assertThat(leases).as("a job within %s", SOON).hasSize(1);
        return leases.get(0);
    }

    @Test
    void aDeadLetterTellsWhichJobDiedOfWhat() {
        long before = System.currentTimeMillis();
        JobId id =
                queue.put(Job.json("1").withType("mail")).toCompletableFuture().join();
        take().retry(Duration.ZERO, "not yet");
        take().bury("no such address: \u00fc\n", new IllegalStateException("boom ".repeat(8_000)));

        List<DeadLetter> letters = queue.deadLetters().list(10);

        assertThat(letters).hasSize(1);
        DeadLetter letter = letters.get(0);
        assertThat(letter.id()).isEqualTo(id);
        assertThat(letter.job().type()).isEqualTo("mail");
        assertThat(letter.job().payload()).isEqualTo("1".getBytes(StandardCharsets.UTF_8));
        assertThat(letter.reason()).isEqualTo("no such address: \u00fc\n");
        assertThat(letter.attempts()).isEqualTo(2);
        assertThat(letter.crashes()).isZero();
        assertThat(letter.putAtMs()).isBetween(before, letter.diedAtMs());
        assertThat(letter.diedAtMs()).isBetween(before, System.currentTimeMillis());
        assertThat(letter.worker()).isNotEmpty();
        assertThat(letter.error()).startsWith("java.lang.IllegalStateException: boom boom");
        assertThat(letter.error().length()).isBetween(10_000, 16 << 10);
        assertThat(letter.crashed()).isEmpty();
        assertThat(queue.deadLetters().find(id).map(DeadLetter::reason)).contains(letter.reason());
    }

    @Test
    void aRetriedDeadLetterIsANewChanceUnderItsOldId() {
        JobId id = put("1");
        take().retry(Duration.ZERO, "not yet");
        take().bury("hopeless");

        assertThat(queue.deadLetters().retry(id)).isTrue();
        assertThat(queue.deadLetters().retry(id)).as("it is not dead any more").isFalse();

        assertThat(queue.deadLetters().list(10)).isEmpty();
        assertThat(queue.stats().dead()).isZero();
        Lease again = take();
        assertThat(again.id()).isEqualTo(id);
        assertThat(again.attempt()).isEqualTo(1);
        again.bury("still hopeless");
        assertThat(queue.deadLetters().find(id).map(DeadLetter::reason)).contains("still hopeless");
        assertThat(queue.deadLetters().find(id).map(DeadLetter::attempts)).contains(1);
    }

    @Test
    void allDeadLettersAreRetriedAtOnce() {
        for (int i = 0; i < 20; i++) {
            put(Integer.toString(i));
        }
        for (int i = 0; i < 15; i++) {
            take().bury("hopeless");
        }
        assertThat(queue.deadLetters().list(7)).hasSize(7);
        assertThat(queue.deadLetters().list(100)).hasSize(15);
        assertThat(queue.deadLetters().retryAll()).isEqualTo(15);
        assertThat(queue.stats().ready()).isEqualTo(20);
        assertThat(queue.stats().dead()).isZero();
    }

    @Test
    void aRemovedDeadLetterIsGone() {
        JobId id = put("1");
        assertThat(queue.deadLetters().remove(id)).as("it is alive").isFalse();
        assertThat(queue.deadLetters().find(id)).isEmpty();
        take().bury("hopeless");
        assertThat(queue.deadLetters().remove(id)).isTrue();
        assertThat(queue.deadLetters().list(10)).isEmpty();
        assertThat(queue.deadLetters().retry(id)).isFalse();
        assertThat(queue.stats().dead()).isZero();
        assertThat(queue.stats().done()).isEqualTo(1);
    }

    @Test
    @DisplayName("Q16 what is asked of an unknown or finished job is refused and changes nothing")
    void unknownJobsAreRefused() {
        JobId finished = put("1");
        take().ack();
        QueueStats before = queue.stats();
        for (JobId id : List.of(finished, JobId.of("4711"), JobId.of("-1"), JobId.of("nonsense"))) {
            assertThat(queue.deadLetters().find(id)).isEmpty();
            assertThat(queue.deadLetters().retry(id)).isFalse();
            assertThat(queue.deadLetters().remove(id)).isFalse();
        }
        assertThat(queue.stats()).isEqualTo(before);
    }
}
