package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ScaleOn;
import dev.muster.supervisor.spec.ScalePolicy;
import dev.muster.supervisor.spec.SpecDiff;
import dev.muster.supervisor.spec.SpecView;
import dev.muster.supervisor.spec.Staff;
import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The number of workers, as it is written and as it is kept. */
final class StaffTest {

    private final Sandbox sandbox;

    StaffTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    private FleetSpec load(String workers) {
        return sandbox.load(
                "muster.queues.q {}\nmuster.services.s { command = [a], queues.in = q, workers " + workers + " }\n");
    }

    @Test
    void aMostIsEnoughForAServiceThatIsScaled() {
        ScaleOn usual = new ScaleOn(List.of("in"), Duration.ofSeconds(5), 1000, Duration.ofSeconds(30));
        assertThat(load("{ max = 8 }").service("s").orElseThrow().staff())
                .isEqualTo(Staff.of(new ScalePolicy(1, 8, usual)));
        assertThat(load("= 8").service("s").orElseThrow().staff()).isEqualTo(Staff.of(8));
    }

    @Test
    void autoIsAsManyAsThereAreProcessors() {
        int processors = Runtime.getRuntime().availableProcessors();
        assertThat(load("= auto").service("s").orElseThrow().staff()).isEqualTo(Staff.of(processors));
        assertThat(load("{ min = 0, max = auto }")
                        .service("s")
                        .orElseThrow()
                        .staff()
                        .scale())
                .hasValueSatisfying(scale -> assertThat(scale.max()).isEqualTo(processors));
    }

    @Test
    void whatIsShownLoadsAsTheSame() {
        FleetSpec fleet = load("{ min = 2, max = 8, scale-on { oldest-ready = 700ms, cooldown = 2m } }");
        String shown = SpecView.toText(fleet);
        assertThat(shown).contains("workers.scale-on.oldest-ready = 700ms");
        assertThat(sandbox.load(shown).services()).isEqualTo(fleet.services());
    }

    @Test
    void anotherBoundIsAChangeThatTouchesNoProcess() {
        assertThat(SpecDiff.between(
                        load("{ max = 8 }").service("s").orElseThrow(),
                        load("{ max = 9 }").service("s").orElseThrow()))
                .singleElement()
                .hasToString("workers.max: 8 -> 9");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {}                                   | .max: must be a whole number, not nothing
            { max = 0 }                          | .max: must be between 1 and 10000, not 0
            { min = 3, max = 2 }                 | .max: max (2) must not be below min (3)
            { max = 4, mx = 5 }                  | .mx: unknown key; did you mean "max"?
            { max = 4, scale-on.cooldown = 30 }  | .scale-on.cooldown: must be a duration with its unit (ms, s, m, h, d) such as 30s, not "30"
            { max = 4, scale-on.cooldown = 10ms }         | .scale-on.cooldown: must be between 1s and 1d, not 10ms
            { max = 4, scale-on.backlog-per-worker = 0 }  | .scale-on.backlog-per-worker: must be between 1 and 1000000000000, not 0
            { max = 4, scale-on.roles = [] }     | .scale-on.roles: must name at least one role of the service's queues, such as in
            { max = 4, scale-on.roles = [out] }  | .scale-on.roles: the service has no queue as "out"; name the roles by which it consumes in roles (it has: far, in)
            { max = 4, scale-on.roles = [far] }  | .scale-on.roles: queue "far" of role "far" is at kafka:host/topic, whose backlog the master cannot read; only that of a chronicle: queue
            """)
    void mistakeIsToldWithItsPlace(String workers, String message) {
        String text = "muster.queues { q {}, far { url = \"kafka:host/topic\" } }\n"
                + "muster.services.s { command = [a], queues { in = q, far = far }, workers " + workers + " }\n";
        assertThat(sandbox.problems(text)).containsExactly("muster.conf:2: muster.services.s.workers" + message);
    }

    @Test
    void aServiceWithoutAQueueCannotBeScaledByOne() {
        assertThat(sandbox.problems("muster.services.s { command = [a],\n  workers { max = 2 } }"))
                .containsExactly(
                        "muster.conf:2: muster.services.s.workers.scale-on: the service has no queue as \"in\"; "
                                + "set queues { in = ... }, or workers to a number");
    }

    @Test
    void slotsMayHaveGapsWhereIdleWorkersWere() {
        Staff staff = Staff.of(5).in(new TreeSet<>(List.of(1, 3, 4)));
        assertThat(staff)
                .isEqualTo(new Staff(3, new TreeSet<>(List.of(2)), Staff.of(1).scale()));
        assertThat(staff.slots()).containsExactly(1, 3, 4);
        assertThat(List.of(0, 1, 2, 3, 4, 5)).filteredOn(staff::has).containsExactly(1, 3, 4);
        assertThat(staff.with(2).slots()).containsExactly(1, 2);
        assertThat(Staff.of(3).in(new TreeSet<>()).slots()).isEmpty();
    }
}
