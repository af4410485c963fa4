package dev.muster.supervisor.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.Change;
import dev.muster.supervisor.spec.Check;
import dev.muster.supervisor.spec.HealthCheck;
import dev.muster.supervisor.spec.Probe;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.SpecDiff;
import dev.muster.supervisor.spec.SpecView;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProbesTest {

    private final Sandbox sandbox;

    ProbesTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    private ServiceSpec service(String keys) {
        return sandbox.load("muster.services.s { command = [a], " + keys + " }")
                .service("s")
                .orElseThrow();
    }

    @Test
    void probeOfTheStartIsQuickUnlessItIsToldOtherwise() {
        assertThat(service("start.ready { tcp = 8080 }").policy().start().ready())
                .isEqualTo(new Probe(new Check.Tcp("8080"), Duration.ofMillis(500), Duration.ofSeconds(1), 1));
        assertThat(service("start.ready { exec = [ask, it], period = 5s, timeout = 2s, successes = 3 }")
                        .policy()
                        .start()
                        .ready())
                .isEqualTo(new Probe(
                        new Check.Exec(List.of("ask", "it")), Duration.ofSeconds(5), Duration.ofSeconds(2), 3));
        assertThat(service("start.ready { log = \"on [0-9]+\" }")
                        .policy()
                        .start()
                        .ready())
                .isEqualTo(new StartPolicy.LogLine("on [0-9]+"));
    }

    @Test
    void probesOfTheLifeHaveTheRhythmOfTheDefaults() {
        Probe probe =
                new Probe(new Check.Http("http://[::1]:80/live"), Duration.ofSeconds(10), Duration.ofSeconds(1), 1);
        ServiceSpec service =
                service("liveness.http = \"http://[::1]:80/live\", readiness.http = \"http://[::1]:80/live\"");
        assertThat(service.policy().liveness().check()).contains(new HealthCheck(probe, 3));
        assertThat(service.policy().readiness()).contains(new HealthCheck(probe, 3));
        assertThat(service("").policy().readiness()).isEmpty();
        assertThat(service("").policy().liveness().check()).isEmpty();
    }

    @Test
    void watchdogIsPartOfWhatAProcessIsStartedWithAndOtherRulesAreNot() {
        List<Change> changes = SpecDiff.between(
                service("liveness { tcp = 80, watchdog = 5s }"), service("liveness { tcp = 81, watchdog = 6s }"));
        assertThat(changes)
                .containsExactlyInAnyOrder(
                        new Change("liveness.watchdog", Change.Kind.IDENTITY, "5s -> 6s"),
                        new Change("liveness.tcp", Change.Kind.LIVE, "80 -> 81"));
    }

    @Test
    void textOfProbesIsAConfigurationThatLoadsToTheSame() {
        var fleet = sandbox.load(
                """
                muster.services {
                  a { command = [a], start.ready { log = "^up [0-9]+|\\\\d" }, liveness { watchdog = 5s } }
                  b { command = [a], start.ready { tcp = "80${MUSTER_SLOT}" }, readiness { tcp = "[::1]:80", failures = 7 } }
                  c { command = [a], start.ready { exec = [sh, -c, "exit $x"], successes = 2 } }
                  d { main = a.B, liveness { http = "http://localhost/", stalled = 1m, watchdog = 2m } }
                }
                """);
        assertThat(sandbox.load(SpecView.toText(fleet))).isEqualTo(fleet);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "start.ready {} | start.ready: must be sdk, notify, spawned, or one of",
                "start.ready { tcp = 80, http = \"http://localhost/\" } | start.ready: asks for several things",
                "start.ready { log = a, tcp = 80 } | start.ready: asks for several things",
                "start.ready { log = \"(\" } | start.ready.log: is no regular expression: Unclosed group",
                "start.ready { log = a, period = 1s } | start.ready.period: means nothing with log",
                "start.ready { tcpp = 80 } | start.ready.tcpp: unknown key; did you mean \"tcp\"?",
                "readiness.tcp = web | readiness.tcp: must be a port such as 8080, or an address",
                "readiness.tcp = 70000 | readiness.tcp: must have a port between 1 and 65535, not 70000",
                "readiness.tcp = \"example.com:80\" | readiness.tcp: must be a port such as 8080, or an address",
                "liveness.http = \"https://localhost/\" | liveness.http: must be a URL such as",
                "liveness.http = \"http://localhost:80${MUSTER_SLOTT}/\" | liveness.http: knows no ${MUSTER_SLOTT}",
                "liveness.period = 5s | liveness.period: says how often to ask, but not what",
                "liveness { tcp = 80, failures = 0 } | liveness.failures: must be between 1 and 1000, not 0",
                "liveness { tcp = 80, period = 10ms } | liveness.period: must be between 100ms and 1d, not 10ms",
                "liveness.watchdog = 5 | liveness.watchdog: must be a duration with its unit",
                "liveness.stalled = 5m | liveness.stalled: only goes with main",
            })
    void wrongProbeIsNamedWithWhatIsAllowed(String keys, String message) {
        assertThat(sandbox.problems("muster.services.s { command = [a], " + keys + " }"))
                .anySatisfy(problem -> assertThat(problem).contains("muster.services.s." + message));
    }
}
