package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lives that begin behind those that serve, over fake processes that end when they get TERM. */
class QuietStartsTest {

    private LoopHarness fleet = new LoopHarness();

    private void start(Specs... services) {
        fleet = LoopHarness.running(Specs.fleet(services));
        fleet.processes.obeyTerm();
    }

    private void restart(boolean rolling, int... slots) {
        List<WorkerId> ids = IntStream.of(slots)
                .mapToObj(slot -> new WorkerId("printer", slot))
                .toList();
        fleet.send(new Command.Restart(ids, rolling));
    }

    private void ready(String id) {
        fleet.processes.ready(WorkerId.parse(id));
        fleet.settle();
    }

    private List<String> priorities() {
        return fleet.processes.priorities;
    }

    @Test
    void eachNewLifeOfARolloutStaysBehindUntilItIsReady() {
        start(Specs.printer().workers(2));

        restart(true, 1, 2);
        assertThat(priorities()).containsExactly("printer.1#2 LOW");
        ready("printer.1");
        assertThat(priorities()).containsExactly("printer.1#2 LOW", "printer.1#2 NORMAL", "printer.2#2 LOW");
        ready("printer.2");

        assertThat(priorities()).endsWith("printer.2#2 LOW", "printer.2#2 NORMAL");
        fleet.pass(Duration.ofMinutes(1));
        assertThat(priorities()).hasSize(4);
    }

    @Test
    void itWaitsForFiveSecondsAtMostOnAMachineThatHasNothingToSpare() {
        start(Specs.printer().workers(2));
        restart(true, 1);

        fleet.pass(Duration.ofMillis(4999));
        assertThat(priorities()).containsExactly("printer.1#2 LOW");
        fleet.pass(Duration.ofMillis(1));

        assertThat(priorities()).containsExactly("printer.1#2 LOW", "printer.1#2 NORMAL");
        ready("printer.1");
        assertThat(priorities()).hasSize(2);
    }

    @Test
    void aHelperAndARollingApplyBeginQuietlyToo() {
        start(Specs.printer().rolling(0, 1));

        fleet.send(new Command.Apply(Specs.fleet(Specs.printer().rolling(0, 1).command("new")), false, true));
        assertThat(priorities()).containsExactly("printer.2#1 LOW");
        ready("printer.2");

        assertThat(priorities()).endsWith("printer.2#1 NORMAL", "printer.1#2 LOW");
    }

    @Test
    void aRecycledWorkerBeginsQuietlyToo() {
        start(Specs.printer().workers(2));

        fleet.send(new Command.Recycle(Map.of(new WorkerId("printer", 2), "recycled after 10 jobs")));

        assertThat(priorities()).containsExactly("printer.2#2 LOW");
    }

    @Test
    void nobodyElseDoes() {
        start(Specs.printer().workers(2));
        restart(false, 1);
        ready("printer.1");
        fleet.exit(new WorkerId("printer", 2), ExitStatus.exited(1));
        fleet.pass(Duration.ofSeconds(1));
        ready("printer.2");

        assertThat(fleet.processes.starts).containsEntry(new WorkerId("printer", 2), 2);
        assertThat(priorities()).isEmpty();
    }

    @Test
    void aCrashAfterItsTurnIsAReasonToHurry() {
        start(Specs.printer().workers(2));
        restart(true, 1, 2);
        ready("printer.1");
        fleet.pass(Duration.ofSeconds(25)); // enough for a restart at once; the other one still begins

        fleet.exit(new WorkerId("printer", 1), ExitStatus.exited(0));

        assertThat(fleet.processes.history).endsWith("spawn printer.1#3");
        assertThat(priorities()).doesNotContain("printer.1#3 LOW");
    }

    @Test
    void whoeverIsToldToStopMeanwhileGetsItsShareForThat() {
        start(Specs.printer().workers(2));
        restart(true, 1);
        fleet.processes.disobeyTerm();

        fleet.send(new Command.Stop(List.of(new WorkerId("printer", 1))));

        assertThat(priorities()).containsExactly("printer.1#2 LOW", "printer.1#2 NORMAL");
    }

    @Test
    void theServiceMayForbidIt() {
        start(Specs.printer().workers(2).bootsAtOnce());

        restart(true, 1);

        assertThat(fleet.processes.history).contains("spawn printer.1#2");
        assertThat(priorities()).isEmpty();
    }
}
