package dev.muster.supervisor.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.spec.RestartLimit;
import dev.muster.supervisor.spec.RestartPolicy.Then;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.testkit.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SupervisordFileTest {
    private final Path directory;

    SupervisordFileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void programWithAllThatPeopleWriteIsAServiceThatDoesTheSame() {
        Imported imported = program(
                """
                command=/usr/bin/gunicorn -b :80 "my app:%(program_name)s"   ; the site
                numprocs=4
                directory=/srv/web
                user=www-data
                autostart=false
                startsecs=10
                startretries=5
                exitcodes=0,2
                stopsignal=QUIT
                stopwaitsecs=45
                stopasgroup=true
                killasgroup=true
                priority=10
                environment=A="1,2",B=%(here)s/x,
                    C='c;d',D=%(ENV_HOME)s
                stdout_logfile_maxbytes=5MB
                stdout_logfile_backups=7
                redirect_stderr=true
                """);
        ServiceSpec web = imported.service("web");
        assertThat(imported.argv("web")).containsExactly("/usr/bin/gunicorn", "-b", ":80", "my app:web");
        assertThat(web.workers()).isEqualTo(4);
        assertThat(web.autostart()).isFalse();
        assertThat(web.launch().workingDirectory()).isEqualTo(Path.of("/srv/web"));
        assertThat(web.launch().user()).contains("www-data");
        assertThat(web.launch().environment().plain())
                .containsEntry("A", "1,2")
                .containsEntry("B", directory + "/x")
                .containsEntry("C", "c;d")
                .containsEntry("D", "/home/me");
        assertThat(web.policy().restart().when()).isEqualTo(When.ON_FAILURE);
        assertThat(web.policy().restart().successCodes()).containsExactlyInAnyOrder(0, 2);
        assertThat(web.policy().restart().limit()).contains(new RestartLimit(5, Duration.ofMinutes(1)));
        assertThat(web.policy().restart().then()).isEqualTo(Then.FAIL);
        assertThat(web.policy().restart().backoff().resetAfter()).hasSeconds(10);
        assertThat(web.policy().stop().signal()).isEqualTo("QUIT");
        assertThat(web.policy().stop().grace()).hasSeconds(45);
        assertThat(web.policy().logs().maxSize()).isEqualTo(5 << 20);
        assertThat(web.policy().logs().keep()).isEqualTo(7);
        assertThat(imported.remarks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, ALWAYS", "false, NEVER", "unexpected, ON_FAILURE"})
    void autorestartKeepsItsMeaning(String autorestart, When when) {
        Imported imported = program("command=date\nautorestart=" + autorestart);
        assertThat(imported.service("web").policy().restart().when()).isEqualTo(when);
    }

    @Test
    void withoutAutorestartOnlyFailuresAreRestarted() {
        assertThat(program("command=date").service("web").policy().restart().when())
                .isEqualTo(When.ON_FAILURE);
    }

    @Test
    void eachProcessGetsItsNumber() throws IOException {
        Imported imported = program(
                "command=echo --port=80%(process_num)02d 'it''s %(process_num)d' %(ENV_HOME)s 5%%\nnumprocs=3\nnumprocs_start=7");
        assertThat(run(imported.argv("web"), "1")).isEqualTo("--port=8007 its 7 /home/me 5%\n");
        assertThat(run(imported.argv("web"), "3")).isEqualTo("--port=8009 its 9 /home/me 5%\n");
    }

    @Test
    void includedFilesAndTheSharedEnvironmentAreTaken() {
        Sandbox sandbox = new Sandbox(directory);
        sandbox.write("conf.d/b.ini", "[program:b]\ncommand=cat\n");
        sandbox.write("conf.d/a.ini", "[program:a]\ncommand=cat\nenvironment=X=3\n");
        Imported imported = Imported.of(
                directory,
                "supervisord.conf",
                "[supervisord]\nenvironment=X=1,Y=2\n[include]\nfiles = conf.d/*.ini missing/*.ini\n");
        assertThat(imported.service("a").launch().environment().plain())
                .containsEntry("X", "3")
                .containsEntry("Y", "2");
        assertThat(imported.service("b").launch().environment().plain()).containsEntry("X", "1");
        assertThat(imported.remarks()).containsExactly("[include] files = missing/*.ini: there is no such file");
    }

    @Test
    void whatHasNoEquivalentIsToldAndStandsInItsPlace() {
        Imported imported = Imported.of(
                directory,
                "supervisord.conf",
                """
                [inet_http_server]
                port=9001
                [rpcinterface:supervisor]
                supervisor.rpcinterface_factory = x
                [program:Web_1]
                command=date
                umask=022
                stdout_logfile=/var/log/x.log
                environment=MUSTER_X=1
                [group:site]
                programs=Web_1
                [eventlistener:mail]
                command=mail
                """);
        assertThat(imported.remarks())
                .containsExactly(
                        "[inet_http_server]",
                        "[eventlistener:mail]: `on-event` runs a program when something happens",
                        "[group:site]: commands name the services, as in `muster restart web-1`",
                        "web-1: the name Web_1, it is web-1 here",
                        "web-1: stdout_logfile = /var/log/x.log: the logs are in Muster's directory, a file for each worker",
                        "web-1: environment variable MUSTER_X: Muster sets it itself",
                        "web-1: umask = 022");
        assertThat(imported.migration().toHocon())
                .contains("      # not imported: umask = 022\n")
                .contains("# not imported: [inet_http_server]\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/dev/stdout | /dev/stdout",
                "/dev/fd/2 | /dev/stderr",
                "NONE | /dev/null",
            })
    void outputToADeviceStaysThere(String written, String target) {
        Imported imported = program("command=date\nstdout_logfile_maxbytes=0\nstdout_logfile=" + written);
        assertThat(imported.service("web").policy().logs().target()).contains(target);
        assertThat(imported.remarks()).isEmpty();
    }

    @Test
    void mistakesAreToldWithTheirPlace() {
        assertThatThrownBy(() -> program("command=date\nnonsense"))
                .isInstanceOf(MigrationException.class)
                .hasMessage(directory.resolve("supervisord.conf") + ":3: neither a section nor a key");
        assertThatThrownBy(() -> program("command=echo 'x")).hasMessageContaining("a quote is not closed in: echo 'x");
    }

    private Imported program(String inside) {
        return Imported.of(directory, "supervisord.conf", "[program:web]\n" + inside);
    }

    private static String run(List<String> argv, String slot) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(argv);
        builder.environment().put("MUSTER_SLOT", slot);
        return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
