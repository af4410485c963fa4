package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Load;
import dev.muster.supervisor.core.Load.Room;
import dev.muster.supervisor.core.Load.Waiting;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ScaleOn;
import dev.muster.supervisor.spec.ScalePolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is done for one service, or wanted of it, while workers are replaced one by one. */
final class CrossingsTest {

    private static final WorkerId HELPER = new WorkerId("web", 4);
    private static final ScalePolicy SCALED =
            new ScalePolicy(1, 8, new ScaleOn(List.of("in"), Duration.ofSeconds(5), 100, Duration.ofSeconds(2)));

    private LoopHarness fleet = new LoopHarness();

    /** Three web workers are about to be replaced, and a fourth helps out. */
    private void surge(Specs web, Specs... others) {
        Specs[] services = new Specs[others.length + 1];
        services[0] = web.rolling(0, 1);
        System.arraycopy(others, 0, services, 1, others.length);
        fleet = LoopHarness.running(Specs.fleet(services));
        if (fleet.publisher.current().workers().stream().noneMatch(w -> w.id().equals(new WorkerId("web", 3)))) {
            scale("web", "3");
            fleet.allReady();
            scale("web", "auto");
        }
        fleet.send(new Command.Restart(webs(3), true));
        fleet.processes.ready(HELPER);
        fleet.settle();
        assertThat(rollout().helpers()).containsExactly(HELPER);
        assertThat(fleet.worker(HELPER).phase()).isEqualTo(Phase.READY);
        fleet.processes.history.clear();
    }

    private static Specs web() {
        return Specs.service("web").workers(3);
    }

    private static List<WorkerId> webs(int last) {
        return IntStream.rangeClosed(1, last)
                .mapToObj(slot -> new WorkerId("web", slot))
                .toList();
    }

    private CommandReply scale(String service, String to) {
        return fleet.send(new Command.Scale(service, Scaling.parse(to).orElseThrow()));
    }

    private Rollout rollout() {
        return fleet.publisher.current().rollouts().get(0);
    }

    private FleetSpec inForce() {
        return fleet.publisher.current().spec();
    }

    private Load load(long jobs, Set<Integer> idle) {
        return new Load(fleet.now(), new Waiting(jobs, Duration.ZERO, 0), idle, Room.ENOUGH, true, "");
    }

    private void waiting(String service, long jobs) {
        fleet.mailbox.post(new Reading(Map.of(service, load(jobs, Set.of()))));
        fleet.settle();
    }

    private void finish() {
        fleet.processes.obeyTerm();
        for (WorkerId id : fleet.processes.ids()) {
            if (fleet.worker(id).phase() == Phase.STOPPING) {
                fleet.exit(id, ExitStatus.exited(143));
            }
        }
        fleet.allReady();
    }

    @Test
    void aServiceThatIsScaledByHandTakesNoHelperFromAnother() {
        surge(web(), Specs.printer());

        scale("printer", "2");

        assertThat(fleet.worker(HELPER).phase()).isEqualTo(Phase.READY);
        finish();
        assertThat(rollout().state()).isEqualTo("done");
        assertThat(fleet.phases())
                .containsExactly("printer.1 READY", "printer.2 READY", "web.1 READY", "web.2 READY", "web.3 READY");
    }

    @Test
    void aServiceThatIsScaledByItsBacklogTakesNoHelperFromAnother() {
        surge(web(), Specs.printer().scaled(SCALED));

        waiting("printer", 150);

        assertThat(fleet.scalings).hasSize(1);
        assertThat(fleet.worker(HELPER).phase()).isEqualTo(Phase.READY);
        finish();
        assertThat(rollout().state()).isEqualTo("done");
    }

    @Test
    void aHelperOfAScaledServiceIsNotTakenForOneOfItsWorkersWhenAnotherServiceIsScaled() {
        surge(Specs.service("web").scaled(SCALED), Specs.printer());

        scale("printer", "2");

        assertThat(inForce().service("web").orElseThrow().workers()).isEqualTo(3);
        finish();
        assertThat(rollout().state()).isEqualTo("done");
        assertThat(fleet.phases()).doesNotContain("web.4 READY");
    }

    @Test
    void whoIsAskedToStopWithItsHelperDoesNotKillThatOne() {
        surge(web());

        CommandReply reply = fleet.send(new Command.Stop(webs(4)));

        assertThat(reply.decisions()).hasSize(4);
        assertThat(fleet.worker(HELPER).phase()).isEqualTo(Phase.STOPPING);
        assertThat(fleet.processes.history).contains("TERM web.4#1").noneMatch(what -> what.startsWith("KILL"));
        assertThat(fleet.desired().stopped()).containsExactlyElementsOf(webs(3));
    }

    @Test
    void aBacklogIsSeenToWhileARecyclingWaitsForSomebodyInTrouble() {
        fleet = LoopHarness.running(Specs.fleet(Specs.service("web").scaled(SCALED)));
        scale("web", "2");
        fleet.allReady();
        scale("web", "auto");
        fleet.exit(new WorkerId("web", 2), ExitStatus.exited(1));
        fleet.send(new Command.Recycle(Map.of(new WorkerId("web", 1), "worn")));
        assertThat(rollout().state()).isEqualTo("running");

        waiting("web", 500);
        fleet.pass(Duration.ofSeconds(1));
        fleet.allReady();
        waiting("web", 500);

        assertThat(inForce().service("web").orElseThrow().workers()).isEqualTo(5);
        finish();
        assertThat(rollout().state()).isEqualTo("done");
        assertThat(fleet.faults).isEmpty();
    }

    @Test
    void nobodyIsTakenAwayWhileOthersAreReplaced() {
        fleet = LoopHarness.running(Specs.fleet(Specs.service("web").scaled(SCALED)));
        scale("web", "3");
        fleet.allReady();
        scale("web", "auto");
        fleet.send(new Command.Restart(webs(3), true));

        for (int second = 0; second < 90; second++) {
            fleet.mailbox.post(new Reading(Map.of("web", load(0, Set.of(1, 2, 3)))));
            fleet.pass(Duration.ofMillis(100));
        }
        assertThat(inForce().service("web").orElseThrow().workers()).isEqualTo(3);
        finish();
        assertThat(rollout().state()).isEqualTo("done");
    }
}
