package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.FleetPlan.Action;
import dev.muster.supervisor.spec.Change;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FleetPlanTest {

    private static final String TWO = "a { command = [x], workers = 2 }, b { command = [y] }";

    private final Sandbox sandbox;

    FleetPlanTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    private FleetSpec fleet(String services) {
        return sandbox.load("muster.services { " + services + " }");
    }

    private static List<FleetPlan.Slot> slots(FleetSpec fleet, boolean live) {
        List<FleetPlan.Slot> slots = new ArrayList<>();
        fleet.services().values().forEach(spec -> {
            for (int slot = 1; slot <= spec.workers(); slot++) {
                slots.add(new FleetPlan.Slot(new WorkerId(spec.name(), slot), spec, live));
            }
        });
        return slots;
    }

    private FleetPlan plan(String before, String after) {
        FleetSpec current = fleet(before);
        return FleetPlan.between(current, slots(current, true), fleet(after));
    }

    private static List<String> workers(FleetPlan plan) {
        return plan.workers().stream()
                .map(entry -> entry.id() + " " + entry.action() + " " + entry.causes())
                .toList();
    }

    private static List<String> services(FleetPlan plan) {
        return plan.services().stream()
                .map(entry -> entry.service() + " " + entry.action() + " " + entry.causes())
                .toList();
    }

    @Test
    @DisplayName("S48 the same file plans nothing")
    void sameFilePlansNothing() {
        assertThat(plan(TWO, TWO).isEmpty()).isTrue();
        assertThat(plan("a { command = [x], workers = 0 }", "a { command = [x], workers = 0 }")
                        .isEmpty())
                .isTrue();
    }

    @Test
    @DisplayName("S49 per service what is changed, added, removed")
    void changedAddedAndRemovedAreTold() {
        FleetPlan plan = plan(TWO, "a { command = [x2], workers = 2 }, c { command = [z] }");

        assertThat(workers(plan))
                .containsExactly(
                        "a.1 RESTART [command: [x] -> [x2]]",
                        "a.2 RESTART [command: [x] -> [x2]]",
                        "b.1 REMOVE [service: removed]",
                        "c.1 ADD [service: new]");
        assertThat(services(plan))
                .containsExactly(
                        "a RESTART [command: [x] -> [x2]]", "b REMOVE [service: removed]", "c ADD [service: new]");
    }

    @Test
    @DisplayName("S50 3 to 1 removes exactly slots 2 and 3")
    void scaleDownRemovesTheHighestSlots() {
        FleetPlan plan = plan("a { command = [x], workers = 3 }", "a { command = [x], workers = 1 }");

        assertThat(workers(plan)).containsExactly("a.2 REMOVE [workers: 3 -> 1]", "a.3 REMOVE [workers: 3 -> 1]");
        assertThat(services(plan)).containsExactly("a UPDATE [workers: 3 -> 1]");
    }

    @Test
    @DisplayName("S51 1 to 3 adds slots 2 and 3")
    void scaleUpAddsTheMissingSlots() {
        FleetPlan plan = plan("a { command = [x], workers = 1 }", "a { command = [x], workers = 3 }");

        assertThat(workers(plan)).containsExactly("a.2 ADD [workers: 1 -> 3]", "a.3 ADD [workers: 1 -> 3]");
        assertThat(plan.count(Action.ADD)).isEqualTo(2);
    }

    @Test
    @DisplayName("S49 a worker that has stayed behind is restarted, and none of its siblings")
    void workersOfOneServiceMayDiffer() {
        FleetSpec current = fleet("a { command = [x2], workers = 3 }");
        List<FleetPlan.Slot> slots = new ArrayList<>(slots(current, true));
        ServiceSpec older =
                fleet("a { command = [x], workers = 3 }").service("a").orElseThrow();
        slots.set(1, new FleetPlan.Slot(new WorkerId("a", 2), older, true));

        FleetPlan plan = FleetPlan.between(current, slots, fleet("a { command = [x2], workers = 3 }"));

        assertThat(workers(plan)).containsExactly("a.2 RESTART [command: [x] -> [x2]]");
    }

    @Test
    @DisplayName("S57 a change of policy alone restarts nobody")
    void policyIsUpdatedInPlace() {
        FleetPlan plan = plan(TWO, TWO.replace("[y]", "[y], logs.keep = 3, restart.backoff.max = 1m"));

        assertThat(workers(plan)).containsExactly("b.1 UPDATE [restart.backoff.max: 30s -> 1m, logs.keep: 10 -> 3]");
    }

    @Test
    void workerThatDoesNotRunNeedsNoRestart() {
        FleetSpec current = fleet(TWO);

        FleetPlan plan = FleetPlan.between(current, slots(current, false), fleet(TWO.replace("[y]", "[z]")));

        assertThat(workers(plan)).containsExactly("b.1 UPDATE [command: [y] -> [z]]");
    }

    @Test
    void changeOfAServiceWithoutWorkersIsAChange() {
        FleetPlan plan = plan("a { command = [x], workers = 0 }", "a { command = [y], workers = 0 }");

        assertThat(plan.workers()).isEmpty();
        assertThat(services(plan)).containsExactly("a UPDATE [command: [x] -> [y]]");
    }

    @Test
    void hooksThatChangeAreNamed() {
        String hook = "muster.on-event = [{ matches = [crashed], command = [/bin/notify, secret] }]\n";
        String other = "muster.on-event = [{ matches = [failed, crashed], command = [/bin/notify, secret] }]\n";
        String services = "muster.services { " + TWO + " }";
        FleetSpec with = sandbox.load(hook + services);
        FleetSpec without = sandbox.load(services);

        assertThat(FleetPlan.between(with, slots(with, true), with).isEmpty()).isTrue();
        assertThat(FleetPlan.between(without, slots(without, true), with).fleet())
                .extracting(Change::toString)
                .containsExactly("on-event: new /bin/notify for crashed");
        assertThat(FleetPlan.between(with, slots(with, true), sandbox.load(other + services))
                        .fleet())
                .extracting(Change::toString)
                .containsExactly(
                        "on-event: no more /bin/notify for crashed", "on-event: new /bin/notify for failed, crashed");
    }
}
