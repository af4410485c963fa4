package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says and returns when there is no master, and nothing sensible was asked. */
final class UsageTest {
    private final Path home;
    private final Session session;

    UsageTest(@TempDir Path directory) {
        home = directory;
        session = new Session(directory);
    }

    @Test
    void withoutAMasterEveryClientCommandExitsWithSevenAndTheRemedy() {
        for (List<String> command : List.of(
                List.of("status"),
                List.of("start", "printer"),
                List.of("logs"),
                List.of("plan"),
                List.of("scale", "printer", "-1"),
                List.of("shutdown"))) {
            assertThat(session.muster(command.toArray(String[]::new)))
                    .as("%s", command)
                    .isEqualTo(Exit.NO_DAEMON);
            assertThat(session.err())
                    .isEqualToIgnoringNewLines(
                            "muster: no master is running in " + home + " (start one with `muster run`)");
        }
    }

    @Test
    void socketThatADeadMasterLeftBehindIsNoMaster() throws IOException {
        Path run = Files.createDirectories(home.resolve("run"));
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(run.resolve("control.sock")));
        }
        assertThat(session.muster("status")).isEqualTo(Exit.NO_DAEMON);
    }

    @Test
    void mistypedCommandIsCorrected() {
        assertThat(session.muster("statsu")).isEqualTo(Exit.USAGE);
        assertThat(session.err()).contains("no command `statsu`").contains("did you mean `status`?");
        assertThat(session.muster("rm")).isEqualTo(Exit.USAGE);
    }

    @Test
    void mistypedOptionIsCorrected() {
        assertThat(session.muster("status", "--jsno")).isEqualTo(Exit.USAGE);
        assertThat(session.err()).contains("unknown option --jsno").contains("did you mean --json?");
    }

    @Test
    void whatIsMissingOrOutOfRangeIsAUsageError() {
        for (List<String> command : List.of(
                List.<String>of(),
                List.of("start"),
                List.of("signal", "HUP"),
                List.of("scale", "printer"),
                List.of("scale", "printer", "1", "2"),
                List.of("show"),
                List.of("wait", "printer", "--for", "lunch"),
                List.of("stop", "printer", "--timeout", "soon"),
                List.of("logs", "-n", "-1"),
                List.of("logs", "--since", "yesterday"),
                List.of("status", "--home"))) {
            assertThat(session.muster(command.toArray(String[]::new)))
                    .as("%s", command)
                    .isEqualTo(Exit.USAGE);
            assertThat(session.out()).isEmpty();
            assertThat(session.err()).startsWith("muster: ").doesNotContain("Exception");
        }
    }

    @Test
    void globalOptionsStandBeforeOrAfterTheCommand() {
        assertThat(session.muster("-c", "/nowhere/muster.conf", "check")).isEqualTo(Exit.CONFIGURATION);
        assertThat(session.err()).contains("/nowhere/muster.conf");
        assertThat(session.muster("check", "--config=/elsewhere/muster.conf")).isEqualTo(Exit.CONFIGURATION);
        assertThat(session.err()).contains("/elsewhere/muster.conf");
    }

    @Test
    @DisplayName("S13 check prints the configuration that is in force, defaults and all")
    void checkPrintsTheResolvedConfiguration() throws IOException {
        Path file = home.resolve("muster.conf");
        Files.writeString(file, "muster.services.clock { command = [date], workers = 3 }");
        assertThat(session.muster("check")).isEqualTo(Exit.OK);
        assertThat(session.out()).contains("services.clock").contains("workers = 3");
        assertThat(session.muster("check", "--quiet")).isEqualTo(Exit.OK);
        assertThat(session.out()).isEmpty();
    }

    @Test
    void runAndDaemonStartAMasterAndExitAsItDoes() {
        assertThat(session.muster("run")).isEqualTo(Exit.ALREADY_RUNNING);
        assertThat(session.muster("daemon")).isEqualTo(Exit.CONFIGURATION);
        assertThat(session.started()).extracting(started -> started.run()).containsOnly(home.resolve("run"));
    }

    @Test
    void homeTooDeepForASocketIsRefusedWithTheRemedy() {
        Session deep = new Session(home.resolve("x".repeat(120)));
        assertThat(deep.muster("status")).isEqualTo(Exit.USAGE);
        assertThat(deep.err()).contains("--home").contains("107");
    }

    @Test
    void helpGoesToStdoutAndExplainsEveryCommand() {
        assertThat(session.muster("help")).isEqualTo(Exit.OK);
        Commands commands = new Commands((where, console) -> 0);
        assertThat(session.err()).isEmpty();
        commands.names().forEach(name -> assertThat(session.out()).contains(name));
        commands.names().forEach(name -> {
            assertThat(session.muster("help", name)).as("help %s", name).isEqualTo(Exit.OK);
            assertThat(session.out()).startsWith("Usage: muster ");
            assertThat(session.muster(name, "--help")).isEqualTo(Exit.OK);
        });
    }
}
