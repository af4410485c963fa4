package dev.muster.supervisor.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.spec.Dependency;
import dev.muster.supervisor.spec.RestartLimit;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SystemdUnitsTest {
    private final Path directory;

    SystemdUnitsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void lastLineThatGoesOnWithNothingIsNotLost() {
        Imported imported =
                Imported.of(directory, "web.service", "[Service]\nExecStart=/usr/bin/web \\\n  --port 80 \\");
        assertThat(imported.argv("web")).containsExactly("/usr/bin/web", "--port", "80");
    }

    @Test
    void unitIsAServiceThatDoesTheSame() {
        new Sandbox(directory).write("db.env", "FROM_FILE=yes\n");
        Imported imported = unit(
                """
                Type=notify
                ExecStart=/usr/sbin/db \\
                    --name %p "two words"
                Environment="DATA=/var/lib/d b" OPTS=-v
                # a comment
                Environment=X=1
                EnvironmentFile=-@/db.env
                PassEnvironment=HOME
                UnsetEnvironment=TZ
                User=db
                WorkingDirectory=-/srv/%N
                Restart=on-failure
                RestartSec=1min 500ms
                SuccessExitStatus=3 143
                StartLimitBurst=3
                StartLimitIntervalSec=30
                TimeoutStartSec=2min
                WatchdogSec=20
                TimeoutStopSec=90
                KillSignal=SIGINT
                KillMode=control-group
                StandardOutput=null
                """
                        .replace("@", directory.toString()));
        ServiceSpec db = imported.service("db");
        assertThat(imported.argv("db")).containsExactly("/usr/sbin/db", "--name", "db", "two words");
        assertThat(db.launch().environment().plain())
                .containsEntry("DATA", "/var/lib/d b")
                .containsEntry("OPTS", "-v")
                .containsEntry("X", "1")
                .containsEntry("FROM_FILE", "yes")
                .containsEntry("HOME", "/home/me")
                .doesNotContainKey("TZ");
        assertThat(db.launch().user()).contains("db");
        assertThat(db.launch().workingDirectory()).isEqualTo(Path.of("/srv/db"));
        assertThat(db.policy().start().timeout()).hasMinutes(2);
        assertThat(imported.migration().toHocon()).contains("liveness.watchdog = 20s");
        assertThat(db.policy().restart().when()).isEqualTo(When.ON_FAILURE);
        assertThat(db.policy().restart().backoff().initial()).hasMillis(60_500);
        assertThat(db.policy().restart().successCodes()).containsExactlyInAnyOrder(0, 3, 143);
        assertThat(db.policy().restart().limit()).contains(new RestartLimit(3, Duration.ofSeconds(30)));
        assertThat(db.policy().stop().signal()).isEqualTo("INT");
        assertThat(db.policy().stop().grace()).hasSeconds(90);
        assertThat(db.policy().logs().target()).contains("/dev/null");
        assertThat(imported.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/bin/a -x '$$HOME'              | /bin/a;-x;$HOME",
                "/bin/a ${B}/c $D \"e f\"        | sh;-c;exec /bin/a \"${B}/c\" $D 'e f'",
                ":/bin/a $B                      | /bin/a;$B",
                "-/bin/a 100%%                   | /bin/a;100%",
                "@/bin/a other -x                | /bin/a;-x",
                "/bin/a %n %N %t                 | /bin/a;db.service;db;/run"
            })
    void commandLineKeepsItsMeaning(String exec, String argv) {
        assertThat(String.join(";", unit("ExecStart=" + exec).argv("db"))).isEqualTo(argv);
    }

    @ParameterizedTest
    @CsvSource({"no, NEVER", "always, ALWAYS", "on-failure, ON_FAILURE", "on-abnormal, ON_FAILURE", "on-success, ALWAYS"
    })
    void restartKeepsItsMeaningAsFarAsThereIsOne(String restart, When when) {
        Imported imported = unit("ExecStart=/bin/a\nRestart=" + restart);
        assertThat(imported.service("db").policy().restart().when()).isEqualTo(when);
        assertThat(imported.remarks()).hasSize(restart.equals("on-abnormal") || restart.equals("on-success") ? 1 : 0);
    }

    @Test
    void unitWithoutRestartIsNeverRestarted() {
        assertThat(unit("ExecStart=/bin/a").service("db").policy().restart().when())
                .isEqualTo(When.NEVER);
        assertThat(unit("ExecStart=/bin/a").service("db").policy().start().ready())
                .isEqualTo(StartPolicy.Ready.SPAWNED);
    }

    @Test
    void unitsThatGoTogetherComeAfterOneAnother() {
        Sandbox sandbox = new Sandbox(directory);
        Path db = sandbox.write(
                "db.service", "[Unit]\nAfter=network.target\nBefore=app@one.service\n[Service]\nExecStart=/bin/db\n");
        Path app = sandbox.write(
                "app@one.service",
                "[Unit]\nAfter=db.service redis.service\nRequires=db.service\n[Service]\nExecStart=\nExecStart=/bin/app %i\n");
        Imported imported = Imported.of(directory, app, db, sandbox.write("app.timer", "[Timer]\nOnCalendar=daily\n"));
        assertThat(imported.argv("app-one")).containsExactly("/bin/app", "one");
        assertThat(imported.service("app-one").ties().after().stream().map(Dependency::service))
                .containsExactly("db");
        assertThat(imported.remarks())
                .containsExactly(
                        "unit app.timer",
                        "app-one: the name app@one, it is app-one here",
                        "app-one: After = redis.service: it was not among the imported files",
                        "db: Before = app@one.service: after = [db] in app-one does it");
    }

    @Test
    void whoComesAfterAOneShotWaitsForItsEnd() {
        Sandbox sandbox = new Sandbox(directory);
        Path app = sandbox.write("app.service", "[Unit]\nAfter=migrate.service\n[Service]\nExecStart=/bin/app\n");
        Path migrate =
                sandbox.write("migrate.service", "[Service]\nType=oneshot\nExecStart=/bin/a\nExecStart=/bin/b x\n");
        Imported imported = Imported.of(directory, app, migrate);
        assertThat(imported.service("app").ties().after())
                .containsExactly(new Dependency("migrate", Dependency.Condition.COMPLETED));
        assertThat(imported.argv("migrate")).containsExactly("sh", "-c", "/bin/a && /bin/b x");
        assertThat(imported.remarks())
                .containsExactly("migrate: Type = oneshot: it runs once at the start of the master");
    }

    @Test
    void whatHasNoEquivalentIsTold() {
        assertThat(
                        unit("ExecStart=/bin/a\nLimitNOFILE=65536\nMemoryMax=1G\nProtectSystem=full\nExecReload=/bin/kill -HUP $MAINPID")
                                .remarks())
                .containsExactly(
                        "db: ExecReload = /bin/kill -HUP $MAINPID: `muster signal HUP db`",
                        "db: LimitNOFILE = 65536: `prlimit --nofile=65536` in front of the command does it",
                        "db: MemoryMax = 1G",
                        "db: ProtectSystem = full");
    }

    @Test
    void onlyUnitsAreImportedSeveralAtATime() {
        Sandbox sandbox = new Sandbox(directory);
        Path unit = sandbox.write("a.service", "[Service]\nExecStart=/bin/a\n");
        Path procfile = sandbox.write("Procfile", "web: a\n");
        assertThatThrownBy(() -> Imported.of(directory, unit, procfile)).hasMessageContaining("Procfile is no unit");
        assertThatThrownBy(() -> Imported.of(directory, procfile, unit)).hasMessageContaining("only systemd units");
    }

    private Imported unit(String inside) {
        return Imported.of(
                directory,
                "db.service",
                "[Unit]\nDescription=DB\n[Service]\n" + inside + "\n[Install]\nWantedBy=multi-user.target\n");
    }
}
