package dev.muster.supervisor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Wear;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.core.WorkerMachine;
import dev.muster.supervisor.spec.Recycle;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class WearingTest {

    private static final Specs WORN =
            Specs.printer().recycle(new Recycle(Optional.of(100), Optional.empty(), Optional.empty(), 0));

    private final Bench bench = new Bench();
    private final Rounds rounds = new Rounds(bench.tools);

    private static Wear jobs(long count) {
        return new Wear(OptionalLong.of(count), Duration.ZERO, OptionalLong.empty());
    }

    @Test
    void lifeThatHasDoneItsTimeIsReportedAndAgainOnlyAfterAWhile() {
        bench.wear = jobs(99);
        rounds.follow(List.of(Bench.ready(WORN)));
        bench.pass(Duration.ofMinutes(1));
        assertThat(bench.news).isEmpty();
        bench.wear = jobs(101);
        bench.pass(Duration.ofSeconds(2));
        assertThat(bench.news).containsExactly("printer.1 recycled: has handled 101 jobs (after-jobs 100)");
        bench.pass(Duration.ofSeconds(50));
        assertThat(bench.news).hasSize(1);
        bench.pass(Duration.ofSeconds(10));
        assertThat(bench.news).hasSize(2);
    }

    @Test
    void lifeThatNobodyCanReplaceIsReportedLessAndLess() {
        bench.wear = jobs(101);
        rounds.follow(List.of(Bench.ready(WORN)));
        bench.pass(Duration.ofHours(1));
        assertThat(bench.news).hasSize(6);
        bench.pass(Duration.ofHours(10));
        assertThat(bench.news).hasSizeBetween(15, 17);
    }

    @Test
    void lifeThatEndsIsNotReported() {
        bench.wear = jobs(101);
        Worker ready = Bench.ready(WORN);
        rounds.follow(List.of(ready));
        Worker stopping = WorkerMachine.step(ready, new WorkerEvent.Stop("stopped"), Instant.EPOCH, 0.5)
                .worker();
        rounds.follow(List.of(stopping));
        bench.pass(Duration.ofMinutes(5));
        assertThat(bench.news).isEmpty();
    }

    @Test
    void serviceWithoutLimitsConcernsNobody() {
        assertThat(Rounds.concern(WORN.spec())).isTrue();
        assertThat(Rounds.concern(Specs.printer().spec())).isFalse();
    }
}
