package dev.muster.supervisor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class WatchdogTest {

    private static final String MISSED = "printer.1 WatchdogMissed[incarnation=1, silent=PT30S]";

    private final Bench bench = new Bench();

    WatchdogTest() {
        Watchdog.begin(Bench.ready(Specs.printer()), Duration.ofSeconds(30), bench.tools);
    }

    @Test
    @DisplayName("S64 silence is told as soon as it is as long as the watchdog, once")
    void silenceIsToldInTime() {
        bench.pass(Duration.ofMillis(29_999));
        assertThat(bench.news).isEmpty();
        bench.pass(Duration.ofMillis(1));
        assertThat(bench.news).containsExactly(MISSED);
        bench.pass(Duration.ofHours(1));
        assertThat(bench.news).hasSize(1);
    }

    @Test
    @DisplayName("S64 the time counts from the last sign of life")
    void signOfLifeBeginsTheTimeAnew() {
        for (int sign = 0; sign < 10; sign++) {
            bench.pass(Duration.ofSeconds(20));
            bench.sign = OptionalLong.of(bench.nanoTime());
        }
        bench.pass(Duration.ofMillis(29_999));
        assertThat(bench.news).isEmpty();
        bench.pass(Duration.ofMillis(1));
        assertThat(bench.news).containsExactly(MISSED);
    }

    @Test
    void masterThatWasStoppedItselfBlamesNobody() {
        bench.pass(Duration.ofSeconds(20));
        bench.sleep(Duration.ofMinutes(10));
        assertThat(bench.news).isEmpty();
        bench.pass(Duration.ofMillis(29_999));
        assertThat(bench.news).isEmpty();
        bench.pass(Duration.ofMillis(1));
        assertThat(bench.news).containsExactly(MISSED);
    }
}
