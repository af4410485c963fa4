package dev.muster.queue.inline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.CrashRecord;
import dev.muster.queue.DeadLetter;
import dev.muster.queue.DeadLetterContract;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InlineDeadLettersTest extends DeadLetterContract {

    private final InlineSpace space = InlineSpace.open();

    @AfterEach
    void forget() {
        space.close();
    }

    @Override
    protected JobQueue open() {
        return JobQueues.open("numbers", space.url("numbers", "test.1", ""));
    }

    @Test
    void aJobThatThreeWorkersDiedWithIsPutAside() {
        try (JobQueue queue = JobQueues.open("numbers", space.url("numbers", "killed.1", "crash-max=3"))) {
            queue.put(Job.json("1"));
            for (int crashes = 0; crashes < 3; crashes++) {
                Consumer consumer = queue.openConsumer();
                Lease lease = consumer.poll(1, Duration.ZERO).get(0);
                assertThat(lease.crashes()).isEqualTo(crashes);
                assertThat(lease.attempt()).isEqualTo(crashes + 1);
                space.crash("other.1", "killed");
                assertThat(lease.lost()).isFalse();
                space.crash("killed.1", "killed");
                assertThat(lease.lost()).isTrue();
                assertThat(lease.ack()).isFalse();
                assertThat(consumer.poll(1, Duration.ZERO))
                        .as("the dead claim nothing")
                        .isEmpty();
            }
            assertThat(queue.stats().ready()).isZero();
            DeadLetter letter = queue.deadLetters().list(1).get(0);
            assertThat(letter.reason()).isEqualTo("3 workers died with it");
            assertThat(letter.crashes()).isEqualTo(3);
            assertThat(letter.crashed()).extracting(CrashRecord::worker).containsOnly("killed.1");
        }
    }
}
