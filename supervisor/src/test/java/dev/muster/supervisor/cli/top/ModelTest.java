package dev.muster.supervisor.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What only more than one look at a fleet can tell. */
final class ModelTest {

    private static Sample one(long second, Map<String, Object> worker) {
        return Fleets.sample(second, List.of(worker), List.of());
    }

    private static double cpu(Model model) {
        return model.now().workers().get(0).cpu().orElseThrow();
    }

    @Test
    void cpuIsWhatAWorkerUsedSinceTheLookBefore() {
        Model model = Model.of(one(0, Fleets.worker("a.1", "READY", 5000)));
        assertThat(cpu(model)).as("over its life at first").isEqualTo(0.5);
        model = model.with(one(2, Fleets.worker("a.1", "READY", 8000)));
        assertThat(cpu(model)).isEqualTo(1.5);
    }

    @Test
    void aRestartedWorkerIsNotMeasuredAgainstItsFormerLife() {
        Model model = Model.of(one(0, Fleets.worker("a.1", "READY", 100)));
        Map<String, Object> anew = Fleets.with(Fleets.worker("a.1", "READY", 1000), "incarnation", 2L);
        assertThat(cpu(model.with(one(1, anew)))).isEqualTo(0.1);
        assertThat(model.with(one(1, Fleets.worker("a.1", "STOPPED", 0)))
                        .now()
                        .workers()
                        .get(0)
                        .cpu())
                .isEmpty();
    }

    @Test
    void jobsAreCountedBySecondsAlsoWhenALookWasMissed() {
        Model model = Model.of(Fleets.sample(0, List.of(), List.of(Fleets.queue("q", 7, 1000))));
        model = model.without(Uplink.GONE);
        model = model.with(Fleets.sample(4, List.of(), List.of(Fleets.queue("q", 9, 3000))));
        assertThat(model.trouble()).isEmpty();
        Model.Trends trends = model.trends(model.now().queues().get(0));
        assertThat(trends.rate().last()).isEqualTo(500);
        assertThat(trends.backlog().columns(10)).containsExactly(9, 11);
        model = model.with(Fleets.sample(5, List.of(), List.of(Fleets.queue("q", 0, 0))));
        assertThat(model.trends(model.now().queues().get(0)).rate().last())
                .as("a queue that was made anew")
                .isZero();
    }

    @Test
    void aTrendKeepsFiveMinutesAndShowsThemInAsManyColumnsAsThereAre() {
        Trend trend = Trend.NONE;
        assertThat(trend.columns(10)).isEmpty();
        for (int i = 1; i <= 1000; i++) {
            trend = trend.with(i == 990 ? 5000 : i);
            assertThat(trend.columns(20).length).isBetween(Math.min(i, 9), 20);
        }
        assertThat(trend.columns(1000)).hasSize(300).startsWith(701).endsWith(1000);
        assertThat(trend.columns(20)).contains(5000);
        assertThat(trend.columns(0)).isEmpty();
        assertThat(trend.columns(1)).hasSize(1);
    }

    @Test
    void whichLooksShareAColumnDoesNotChangeFromOneToTheNext() {
        Trend trend = Trend.NONE;
        for (int i = 0; i < 64; i++) {
            trend = trend.with(i);
        }
        long[] before = trend.columns(20);
        long[] after = trend.with(64).columns(20);
        assertThat(before).hasSize(16);
        assertThat(after).startsWith(before).hasSize(17);
    }

    @Test
    void aColumnIsTheHighestOfItsOwnLooksAlsoWhenTheOldestAreForgotten() {
        Trend trend = Trend.NONE;
        for (int i = 1; i <= 350; i++) {
            trend = trend.with(i);
        }
        assertThat(trend.columns(20)).startsWith(64, 80, 96).endsWith(336, 350).hasSize(19);
    }

    @Test
    void barsReachFromNothingToTheHighestOfAll() {
        assertThat(Sparkline.of(new long[] {0, 1, 50, 100}, Fleets.PLAIN)).isEqualTo("▁▂▅█");
        assertThat(Sparkline.of(new long[] {0, 0}, Fleets.PLAIN)).isEqualTo("▁▁");
        assertThat(Sparkline.of(new long[] {Long.MAX_VALUE}, Fleets.PLAIN)).isEqualTo("█");
    }
}
