package dev.muster.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.worker.Outcome;
import org.junit.jupiter.api.Test;

final class ResizerTest {
    private static final Picture PICTURE = new Picture(6, 3);

    @Test
    void whoeverGetsTheJobAfterACrashGoesOnWhereItWas() throws Exception {
        SavedJob job = new SavedJob(1);
        Outcome whole = Resizer.resize(PICTURE, job);
        assertThat(whole).isEqualTo(Outcome.done(sum(0, 6)));
        assertThat(job.fractions).hasSize(6).endsWith(1.0);

        job.checkpoint(new Resizer.Done(4, 1000));
        assertThat(Resizer.resize(PICTURE, job)).isEqualTo(Outcome.done(1000 + sum(4, 6)));
    }

    @Test
    void aStopLeavesTheRestToAnother() {
        SavedJob job = new SavedJob(1);
        job.checkpoint(new Resizer.Done(2, 7));
        job.stopping = true;

        assertThatThrownBy(() -> Resizer.resize(PICTURE, job)).isInstanceOf(InterruptedException.class);

        assertThat(job.checkpoint(Resizer.Done.class)).contains(new Resizer.Done(2, 7));
    }

    private static long sum(int from, int to) {
        long sum = 0;
        for (int tile = from; tile < to; tile++) {
            sum += PICTURE.shrink(tile);
        }
        return sum;
    }
}
