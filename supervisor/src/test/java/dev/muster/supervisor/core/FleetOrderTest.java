package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose turn it is to start and to stop. */
class FleetOrderTest {

    /** Priorities are those of the workers: none of their services is in the specification. */
    private static final FleetOrder ORDER = new FleetOrder(Specs.fleet());

    @Test
    void lowestPriorityStartsFirst() {
        assertThat(mayStart(at(10, Situations.WAITING), at(0, Situations.WAITING), at(0, Situations.WAITING)))
                .containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Situations.class,
            names = {"WAITING", "UNBORN", "STARTING"})
    void laterPriorityWaitsForAFirstStart(Situations earlier) {
        assertThat(mayStart(at(0, earlier), at(10, Situations.WAITING))).doesNotContain(1);
    }

    /** Never hang: whoever is up, wanted down, or in trouble holds nobody. */
    @ParameterizedTest
    @EnumSource(
            value = Situations.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"WAITING", "UNBORN", "STARTING"})
    void laterPriorityDoesNotWaitForAnybodyElse(Situations earlier) {
        assertThat(mayStart(at(0, earlier), at(10, Situations.WAITING))).containsExactly(1);
    }

    @Test
    @DisplayName("S61 a second attempt to start holds nobody any more")
    void laterPriorityDoesNotWaitForASecondAttempt() {
        Worker failedOnce = at(0, Situations.BACKOFF);
        Worker again = WorkerMachine.step(
                        failedOnce,
                        new WorkerEvent.DeadlineReached(),
                        failedOnce.deadline().orElseThrow(),
                        0.5)
                .worker();
        assertThat(again.phase()).isEqualTo(Phase.STARTING);
        assertThat(mayStart(again, at(10, Situations.WAITING))).containsExactly(1);
    }

    @Test
    void whoBeginsInItsTurnChangesNothingForTheOthersButWhoIsStoppedOrReadyDoes() {
        Worker waiting = at(0, Situations.WAITING);
        Worker begun = after(waiting, new WorkerEvent.Proceed());
        assertThat(begun.phase()).isEqualTo(Phase.STARTING);
        assertThat(ORDER.concerns(waiting, begun)).isFalse();
        assertThat(ORDER.concerns(waiting, after(waiting, new WorkerEvent.Stop("by hand"))))
                .isTrue();
        assertThat(ORDER.concerns(begun, after(begun, new WorkerEvent.Ready(begun.incarnation()))))
                .isTrue();
        FleetOrder tied = new FleetOrder(
                Specs.fleet(Specs.service("db"), Specs.service("api").after("db")));
        assertThat(tied.concerns(waiting, begun)).isTrue();
    }

    private static Worker after(Worker worker, WorkerEvent event) {
        return WorkerMachine.step(worker, event, worker.since(), 0.5).worker();
    }

    @Test
    @DisplayName("S38 the highest priority stops first, all of it together, and the next only when it is gone")
    void highestPriorityStopsFirst() {
        assertThat(mustStop(at(0, Situations.READY), at(10, Situations.READY), at(10, Situations.STARTING)))
                .containsExactly(2, 1);
        assertThat(mustStop(at(0, Situations.READY), at(10, Situations.STOPPING), at(10, Situations.DOWN)))
                .isEmpty();
        assertThat(mustStop(at(0, Situations.READY), at(10, Situations.DOWN), at(20, Situations.BACKOFF)))
                .containsExactly(0);
    }

    private static List<Integer> mayStart(Worker... workers) {
        return indices(ORDER.turn(numbered(workers), Set.of()).mayStart());
    }

    private static List<Integer> mustStop(Worker... workers) {
        return indices(ORDER.mustStop(numbered(workers)));
    }

    private static List<Integer> indices(List<WorkerId> ids) {
        return ids.stream().map(id -> id.slot() - 1).toList();
    }

    private static List<Worker> numbered(Worker... workers) {
        List<Worker> numbered = new ArrayList<>();
        for (Worker worker : workers) {
            WorkerId id = new WorkerId("printer", numbered.size() + 1);
            numbered.add(new Worker(id, worker.spec(), worker.want(), worker.state(), worker.life(), worker.history()));
        }
        return numbered;
    }

    private static Worker at(int priority, Situations situation) {
        Worker worker = situation.worker();
        return worker.with(new Specs(worker.spec()).priority(priority).spec());
    }
}
