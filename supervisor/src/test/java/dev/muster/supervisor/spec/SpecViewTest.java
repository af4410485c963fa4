package dev.muster.supervisor.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpecViewTest {

    private static final String RICH =
            """
            muster {
              name = shop
              queues.mail { max-backlog = 5, on-full = block }
              services {
                web { command = [sh, -c, "echo \\"hi\\" # \\t"], queues.out = mail, stop.signal = INT, workers = 3
                      settings { a = 1, b = [x, true, 2.5], "odd.key" { c = "yes" } }
                      restart.limit { restarts = 5, within = 1m }, logs.target = /dev/stdout }
                app { main = a.B, queues.in = mail, jvm-options = [-Xss1m], heap = 64m, autostart = false, user = root
                      after = [web, { service = init, condition = completed }], strategy = rest-for-one, essential = on }
                init { command = [x], restart.when = never }
              }
            }
            """;

    private final Sandbox sandbox;

    SpecViewTest(@TempDir Path directory) {
        sandbox = new Sandbox(directory);
    }

    @Test
    void textIsAConfigurationThatLoadsToTheSame() {
        FleetSpec fleet = sandbox.load(RICH);

        FleetSpec again = sandbox.load(SpecView.toText(fleet));

        assertThat(again).isEqualTo(fleet);
    }

    @Test
    void emptyFleetIsAConfigurationToo() {
        FleetSpec fleet = sandbox.load("muster.services {}");

        assertThat(sandbox.load(SpecView.toText(fleet))).isEqualTo(fleet);
    }

    @Test
    void mapHasTheKeysOfTheConfiguration() {
        Map<String, Object> web =
                SpecView.toMap(sandbox.load(RICH).service("web").orElseThrow());

        assertThat(web)
                .containsEntry("command", List.of("sh", "-c", "echo \"hi\" # \t"))
                .containsEntry("queues", Map.of("out", "mail"))
                .containsEntry("workers", 3)
                .containsEntry("stop", Map.of("signal", "INT", "grace", "30s"))
                .containsEntry("on-master-death", Map.of("keep-for", "10m"))
                .doesNotContainKeys("name", "user");
    }

    @Test
    void secretsAreHiddenWhereverTheyStand() {
        FleetSpec fleet =
                sandbox.load("muster.services.s { command = [x, \"--password=abc\"], environment.API_TOKEN = abc,"
                        + " settings { password = abc, list = [{ secret = abc }], url = \"redis://:abc@h\" } }");

        assertThat(SpecView.toText(fleet)).contains("***").doesNotContain("abc");
        assertThat(SpecView.toMap(fleet).toString()).contains("***").doesNotContain("abc");
    }
}
