package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Hook;
import dev.muster.supervisor.spec.SpecView;
import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code on-event}: one block or a list, and what is wrong with it. */
final class OnEventTest {
    private static final String SERVICE = "muster.services.s.command = [sleep, 60]\n";

    private final Sandbox sandbox;

    OnEventTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    private List<Hook> hooks(String text) {
        return sandbox.load(SERVICE + "muster.on-event = " + text).hooks();
    }

    @Test
    void oneBlockIsAListOfOne() {
        Hook hook = new Hook(Set.of(EventKind.CRASHED), Set.of(), List.of("page", "me"), Duration.ofSeconds(10));
        assertThat(hooks("{ matches = crashed, command = [page, me] }")).containsExactly(hook);
        assertThat(hooks("[{ matches = [crashed], command = [page, me] }]")).containsExactly(hook);
    }

    @Test
    void severalHaveTheirOwnEventsServicesAndTimes() {
        assertThat(hooks("[{ matches = [failed, master-stopped], services = s, command = [a], timeout = 1s },"
                        + " { matches = \"*\", command = [./b] }]"))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo(new Hook(
                                        Set.of(EventKind.FAILED, EventKind.MASTER_STOPPED),
                                        Set.of("s"),
                                        List.of("a"),
                                        Duration.ofSeconds(1))),
                        second -> {
                            assertThat(second.matches())
                                    .contains(EventKind.READY)
                                    .doesNotContain(EventKind.HOOK);
                            assertThat(second.command()).containsExactly(sandbox.directory() + "/b");
                        });
    }

    @Test
    void whatIsShownCanBeLoadedAgain() {
        FleetSpec fleet = sandbox.load(SERVICE
                + "muster.on-event = [{ matches = [failed, crashed], services = [s], command = [a, \"b c\"] }]");
        assertThat(sandbox.load(SpecView.toText(fleet))).isEqualTo(fleet);
    }

    @Test
    void everyMistakeIsToldWithWhatWasMeant() {
        assertThat(sandbox.problems(SERVICE
                        + "muster.on-event = [{ matches = [chrashed], services = [t], command = [], timeout = 2h, when = now },"
                        + " page]"))
                .hasSize(6)
                .anyMatch(problem -> problem.contains("no event \"chrashed\"; did you mean \"crashed\"?"))
                .anyMatch(problem -> problem.contains("no service \"t\""))
                .anyMatch(problem -> problem.contains("must be a list that starts with a program"))
                .anyMatch(problem -> problem.contains("timeout: must be between 100ms and 1h"))
                .anyMatch(problem -> problem.contains("when: unknown key"))
                .anyMatch(problem -> problem.contains("or a list of such blocks, not \"page\""));
        assertThat(sandbox.problems(SERVICE + "muster.on-event { command = [page] }"))
                .singleElement()
                .asString()
                .contains("matches: must name at least one event");
        assertThat(sandbox.problems(SERVICE + "muster.on-event { matches = hook, command = [page] }"))
                .singleElement()
                .asString()
                .contains("there is no event \"hook\"");
    }

    @Test
    void scalingByHandKeepsTheHooks() {
        FleetSpec fleet = sandbox.load(SERVICE + "muster.on-event { matches = crashed, command = [page] }");
        FleetSpec scaled = new Scaling(true, 1).on(fleet, "s").spec();
        assertThat(scaled.hooks()).hasSize(1);
        assertThat(Desired.NONE.on(fleet).hooks()).hasSize(1);
    }
}
