package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobIdsTest {

    @Test
    void thePositionBehindTheLastJobOfTheLargestSegmentLiesInThatSegment() {
        for (int index : new int[] {0, 1, JobIds.MAX_CAPACITY - 1, JobIds.MAX_CAPACITY}) {
            long id = JobIds.of(7, index);
            assertThat(JobIds.segment(id)).isEqualTo(7);
            assertThat(JobIds.index(id)).isEqualTo(index);
        }
    }
}
