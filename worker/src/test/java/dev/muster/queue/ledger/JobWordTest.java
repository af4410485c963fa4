package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class JobWordTest {

    private static final long NOW = 1_800_000_000_000L;

    @Test
    void everyFieldComesBackAsItWentIn() {
        RandomGenerator random = RandomGenerator.getDefault();
        for (int i = 0; i < 10_000; i++) {
            int state = random.nextInt(8);
            int delivery = random.nextInt(JobWord.MAX_DELIVERY + 1);
            int slot = random.nextInt(ControlFile.SLOTS);
            long time = NOW + random.nextLong(500_000_000_000L);
            long word = JobWord.of(state, delivery, slot, time);
            assertThat(JobWord.state(word)).isEqualTo(state);
            assertThat(JobWord.delivery(word)).isEqualTo(delivery);
            assertThat(JobWord.slot(word)).isEqualTo(slot);
            assertThat(JobWord.timeMs(word)).isEqualTo(time);
        }
    }

    @Test
    void aTimeOutOfRangeIsClampedAndSpoilsNoOtherField() {
        long word = JobWord.of(JobWord.READY, 1, 511, Long.MAX_VALUE);
        assertThat(JobWord.state(word)).isEqualTo(JobWord.READY);
        assertThat(JobWord.slot(word)).isEqualTo(511);
        assertThat(JobWord.timeMs(JobWord.of(JobWord.READY, 1, 0, 0))).isEqualTo(1_767_225_600_000L);
    }

    @Test
    void aClaimGrowsTheDeliverySoThatNoClaimedWordOccursTwice() {
        long word = JobWord.of(JobWord.READY, 0, 0, NOW);
        for (int delivery = 1; delivery <= 10; delivery++) {
            word = JobWord.claimed(word, 3, NOW);
            assertThat(JobWord.delivery(word)).isEqualTo(delivery);
            assertThat(JobWord.state(word)).isEqualTo(JobWord.CLAIMED);
            assertThat(JobWord.slot(word)).isEqualTo(3);
        }
    }

    @Test
    void aReadyJobMayBeClaimedWhateverTheClockSays() {
        assertThat(JobWord.claimable(JobWord.of(JobWord.READY, 0, 0, NOW), NOW - 3_600_000))
                .isTrue();
        assertThat(JobWord.claimable(JobWord.of(JobWord.DELAYED, 0, 0, NOW), NOW - 1))
                .isFalse();
        assertThat(JobWord.claimable(JobWord.of(JobWord.DELAYED, 0, 0, NOW), NOW))
                .isTrue();
        assertThat(JobWord.claimable(JobWord.of(JobWord.STAGED, 0, 0, NOW), NOW))
                .isFalse();
        assertThat(JobWord.claimable(JobWord.of(JobWord.DONE, 0, 0, NOW), NOW)).isFalse();
    }

    @Test
    void aStagedWordBecomesDelayedOnlyWhenADelayWasAskedForAndIsNotOver() {
        long delayed = JobWord.staged(NOW, NOW + 2);
        assertThat(JobWord.published(delayed, NOW + 1)).isEqualTo(JobWord.of(JobWord.DELAYED, 0, 0, NOW + 2));
        assertThat(JobWord.published(delayed, NOW + 2)).isEqualTo(JobWord.of(JobWord.READY, 0, 0, NOW + 2));
    }

    @Test
    void aJobThatWasPutWithoutADelayIsReadyForAReaderWhoseClockIsOlder() {
        long immediate = JobWord.staged(NOW, NOW);
        assertThat(JobWord.state(immediate)).isEqualTo(JobWord.STAGED);
        assertThat(JobWord.published(immediate, NOW - 1)).isEqualTo(JobWord.of(JobWord.READY, 0, 0, NOW));
    }

    @Test
    void deadJobsAreNotFinalBecauseTheyCanBeRetried() {
        assertThat(JobWord.isFinal(JobWord.of(JobWord.DEAD, 1, 0, NOW))).isFalse();
        assertThat(JobWord.isFinal(JobWord.of(JobWord.DONE, 1, 0, NOW))).isTrue();
    }
}
