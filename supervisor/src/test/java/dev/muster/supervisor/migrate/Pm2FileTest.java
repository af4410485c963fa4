package dev.muster.supervisor.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.spec.RestartLimit;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Pm2FileTest {
    private final Path directory;

    Pm2FileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void applicationIsAServiceThatDoesTheSame() {
        Imported imported = app(
                """
                {"name": "api", "script": "./app.js", "args": ["--port", "3000"], "node_args": "--inspect -r 'a b'",
                 "cwd": "/srv/api", "instances": 3, "env": {"NODE_ENV": "production", "N": 1, "YES": "true", "NO": "null"},
                 "restart_delay": 4000, "kill_timeout": 1600, "max_restarts": 10, "min_uptime": "20s", "time": true}
                """);
        ServiceSpec api = imported.service("api");
        assertThat(imported.argv("api"))
                .containsExactly("node", "--inspect", "-r", "a b", "/srv/api/app.js", "--port", "3000");
        assertThat(api.workers()).isEqualTo(3);
        assertThat(api.launch().workingDirectory()).isEqualTo(Path.of("/srv/api"));
        assertThat(api.launch().environment().plain())
                .containsEntry("NODE_ENV", "production")
                .containsEntry("N", "1")
                .containsEntry("YES", "true")
                .containsEntry("NO", "null");
        assertThat(api.policy().restart().when()).isEqualTo(When.ALWAYS);
        assertThat(api.policy().restart().backoff().initial()).hasSeconds(4);
        assertThat(api.policy().restart().backoff().max()).hasSeconds(4);
        assertThat(api.policy().restart().backoff().resetAfter()).hasSeconds(20);
        assertThat(api.policy().restart().limit()).contains(new RestartLimit(10, Duration.ofMinutes(1)));
        assertThat(api.policy().stop().signal()).isEqualTo("INT");
        assertThat(api.policy().stop().grace()).hasMillis(1600);
        assertThat(imported.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name':'x','script':'work.py','args':'-v \\\"a b\\\"'}            | python3;@/work.py;-v;a b",
                "{'name':'x','script':'/opt/x/work','interpreter':'none'}       | /opt/x/work",
                "{'name':'x','script':'npm','args':'start'}                     | npm;start",
                "{'name':'x','script':'a.js','interpreter':'bun'}               | bun;@/a.js",
                "{'name':'x','script':'lib/a.mjs','cwd':'sub'}                  | node;@/sub/lib/a.mjs"
            })
    void interpreterFollowsFromTheScript(String app, String argv) {
        assertThat(String.join(";", app(app.replace('\'', '"')).argv("x")))
                .isEqualTo(argv.replace("@", directory.toString()));
    }

    @Test
    void codesThatEndAnApplicationAreThoseOfSuccess() {
        Imported imported = app("{\"name\": \"x\", \"script\": \"a.js\", \"stop_exit_codes\": [0, 3]}");
        assertThat(imported.service("x").policy().restart().when()).isEqualTo(When.ON_FAILURE);
        assertThat(imported.service("x").policy().restart().successCodes()).containsExactlyInAnyOrder(0, 3);
        assertThat(app("{\"name\": \"x\", \"script\": \"a.js\", \"autorestart\": false}")
                        .service("x")
                        .policy()
                        .restart()
                        .when())
                .isEqualTo(When.NEVER);
    }

    @Test
    void whatHasNoEquivalentIsTold() {
        Imported imported = Imported.of(
                directory,
                "ecosystem.json",
                """
                {"apps": [{"script": "my_app.js", "exec_mode": "cluster", "watch": true, "max_memory_restart": "300M",
                           "cron_restart": "0 3 * * *", "env_staging": {"A": 1}, "foo": {"a": 1}, "out_file": "/x.log"}],
                 "deploy": {"x": 1}}
                """);
        assertThat(imported.remarks())
                .hasSize(9)
                .contains("deploy: {\"x\":1}", "my-app: watch = true", "my-app: foo = {\"a\":1}")
                .anyMatch(remark -> remark.startsWith("my-app: exec_mode = cluster: workers do not share"))
                .anyMatch(remark -> remark.startsWith("my-app: cron_restart = 0 3 * * *"))
                .anyMatch(remark -> remark.startsWith("my-app: env_staging: {\"A\":1}"))
                .anyMatch(remark -> remark.startsWith("my-app: max_memory_restart = 300M"));
    }

    @Test
    void programsAndYamlAreRefusedWithTheWayOut() {
        Path program = new Sandbox(directory).write("ecosystem.config.js", "module.exports = {}");
        assertThatThrownBy(() -> Imported.of(directory, program)).hasMessageContaining("JSON.stringify(require(");
        Path yaml = new Sandbox(directory).write("pm2.yml", "apps: []");
        assertThatThrownBy(() -> Imported.of(directory, yaml)).hasMessageContaining("export it as JSON");
        Path broken = new Sandbox(directory).write("pm2.json", "{");
        assertThatThrownBy(() -> Imported.of(directory, broken)).isInstanceOf(MigrationException.class);
    }

    private Imported app(String json) {
        return Imported.of(directory, "ecosystem.json", "{\"apps\": [" + json + "]}");
    }
}
