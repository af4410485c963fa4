package dev.muster.supervisor.loop;

import static dev.muster.supervisor.core.ComingUp.Stage.COMING;
import static dev.muster.supervisor.core.ComingUp.Stage.COMPLETE;
import static dev.muster.supervisor.core.ComingUp.Stage.INCOMPLETE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ComingUp;
import dev.muster.supervisor.core.ComingUp.Stage;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.FleetOrder;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.spec.Backoff;
import dev.muster.supervisor.spec.Dependency.Condition;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.Schedule;
import dev.muster.supervisor.spec.Schedule.IfRunning;
import dev.muster.supervisor.spec.Schedule.Misfire;
import dev.muster.supervisor.spec.StartPolicy.Ready;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a fleet that was started is up, with workers that need a minute to start at the most. */
final class ComingUpTest {

    private static final WorkerId ONE = new WorkerId("printer", 1);
    private static final WorkerId TWO = new WorkerId("printer", 2);
    private static final WorkerId DB = new WorkerId("db", 1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final LoopHarness loop = new LoopHarness();
    private ComingUp coming = ComingUp.begun(loop.now());

    private void start(FleetSpec spec) {
        loop.send(new Command.Apply(spec));
        coming = ComingUp.begun(loop.now());
    }

    private Stage look() {
        FleetSnapshot fleet = loop.publisher.current();
        coming = coming.look(fleet.workers(), new FleetOrder(fleet.spec()), loop.now());
        return coming.stage();
    }

    private Stage pass(Duration span) {
        loop.pass(span);
        return look();
    }

    private Stage ready(WorkerId id) {
        loop.processes.ready(id);
        loop.settle();
        return look();
    }

    /** Ends every life of it that there is, until the span is over. */
    private Stage crashing(WorkerId id, Duration span) {
        Stage stage = look();
        for (Duration gone = Duration.ZERO; gone.compareTo(span) < 0; gone = gone.plusSeconds(1)) {
            if (loop.processes.running.containsKey(id)) {
                loop.exit(id, ExitStatus.exited(1));
            }
            stage = pass(Duration.ofSeconds(1));
        }
        return stage;
    }

    @Test
    @DisplayName("S90 a fleet is up when each worker that is wanted has been ready, and not before")
    void completeWhenEverybodyWasReady() {
        start(Specs.fleet(Specs.printer().workers(2)));
        assertThat(look()).isEqualTo(COMING);
        assertThat(ready(ONE)).isEqualTo(COMING);
        assertThat(ready(TWO)).isEqualTo(COMPLETE);
    }

    @Test
    void whoWasReadyCountsThoughHeHasDiedMeanwhile() {
        start(Specs.fleet(Specs.printer().workers(2)));
        ready(ONE);
        loop.exit(ONE, ExitStatus.exited(1));
        assertThat(loop.worker(ONE).phase()).isNotEqualTo(Phase.READY);
        assertThat(ready(TWO)).isEqualTo(COMPLETE);
    }

    @Test
    void fleetWithoutWorkersIsUpAtOnce() {
        start(Specs.fleet());
        assertThat(look()).isEqualTo(COMPLETE);
    }

    @Test
    void neitherSchedulesNorWhatDoesNotStartByItselfIsWaitedFor() {
        Schedule often = new Schedule("*/5 * * * *", "UTC", IfRunning.SKIP, Misfire.SKIP);
        start(Specs.fleet(
                Specs.printer(),
                Specs.service("tool").notStarted(),
                Specs.service("job").when(When.NEVER).schedule(often)));
        loop.pass(Duration.ofSeconds(30));
        assertThat(loop.worker("job.1").phase()).isEqualTo(Phase.STOPPED);
        assertThat(ready(ONE)).isEqualTo(COMPLETE);
    }

    @Test
    void runOfAScheduleIsNotWaitedForEither() {
        Schedule often = new Schedule("* * * * *", "UTC", IfRunning.SKIP, Misfire.SKIP);
        Specs patient = Specs.printer().ready(Ready.SDK, MINUTE.multipliedBy(5));
        start(Specs.fleet(patient, Specs.service("job").when(When.NEVER).schedule(often)));
        loop.pass(MINUTE);
        assertThat(loop.worker("job.1").phase()).isEqualTo(Phase.STARTING);
        ready(ONE);
        assertThat(look()).isEqualTo(COMPLETE);
    }

    @Test
    void firstAttemptHasTheTimeThatItsServiceWasGiven() {
        start(Specs.fleet(Specs.printer()));
        assertThat(pass(Duration.ofSeconds(59))).isEqualTo(COMING);
        assertThat(ready(ONE)).isEqualTo(COMPLETE);
    }

    @Test
    void whoWaitsForOthersIsWaitedForAsLongAsTheseAreOnTheirWay() {
        start(Specs.fleet(Specs.service("db"), Specs.printer().after("db")));
        assertThat(pass(Duration.ofSeconds(50))).isEqualTo(COMING);
        assertThat(ready(DB)).isEqualTo(COMING);
        assertThat(pass(Duration.ofSeconds(50))).isEqualTo(COMING);
        assertThat(ready(ONE)).isEqualTo(COMPLETE);
    }

    @Test
    void jobThatOthersWaitForMayTakeItsTime() {
        start(Specs.fleet(
                Specs.service("db").when(When.NEVER).readyWhenSpawned(),
                Specs.printer().after("db", Condition.COMPLETED)));
        for (int minutes = 0; minutes < 10; minutes++) {
            assertThat(pass(MINUTE)).isEqualTo(COMING);
        }
        loop.exit(DB, ExitStatus.exited(0));
        assertThat(ready(ONE)).isEqualTo(COMPLETE);
    }

    @Test
    @DisplayName("S90 a worker in a crash loop does not keep the fleet from being up")
    void whoFailsIsNotWaitedForEver() {
        start(Specs.fleet(Specs.printer().workers(2).backoff(backoff())));
        ready(TWO);
        assertThat(crashing(ONE, ComingUp.PATIENCE.minusSeconds(2))).isEqualTo(COMING);
        assertThat(crashing(ONE, Duration.ofSeconds(3))).isEqualTo(INCOMPLETE);
    }

    @Test
    void whoRecoversInTimeIsWaitedFor() {
        start(Specs.fleet(Specs.printer().backoff(backoff())));
        assertThat(crashing(ONE, ComingUp.PATIENCE.minusSeconds(5))).isEqualTo(COMING);
        loop.pass(Duration.ofSeconds(1));
        assertThat(ready(ONE)).isEqualTo(COMPLETE);
    }

    @Test
    void whoIsGivenUpIsNotWaitedForAtAll() {
        start(Specs.fleet(Specs.printer().workers(2).when(When.NEVER)));
        ready(TWO);
        loop.exit(ONE, ExitStatus.exited(1));
        assertThat(loop.worker(ONE).phase()).isEqualTo(Phase.FAILED);
        assertThat(look()).isEqualTo(INCOMPLETE);
    }

    @Test
    void whoDependsOnSomebodyInTroubleIsNotWaitedForEitherWhenThatIsNot() {
        start(Specs.fleet(
                Specs.service("db").backoff(backoff()), Specs.printer().after("db")));
        assertThat(crashing(DB, ComingUp.PATIENCE.minusSeconds(2))).isEqualTo(COMING);
        assertThat(crashing(DB, Duration.ofSeconds(3))).isEqualTo(INCOMPLETE);
    }

    @Test
    void whatHasComeStaysSo() {
        start(Specs.fleet(Specs.printer()));
        ready(ONE);
        loop.exit(ONE, ExitStatus.exited(1));
        assertThat(look()).isEqualTo(COMPLETE);
    }

    private static Backoff backoff() {
        Duration second = Duration.ofMillis(1500);
        return new Backoff(second, second, 1, 0, Duration.ofHours(1));
    }
}
