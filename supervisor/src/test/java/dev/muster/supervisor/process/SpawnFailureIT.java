package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.process.SpawnException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a start fails has a name, and a message that says what to do. */
class SpawnFailureIT {

    private final Path dir;
    private final Sandbox sandbox;

    SpawnFailureIT(@TempDir Path dir) {
        this.dir = dir;
        this.sandbox = new Sandbox(dir);
    }

    @AfterEach
    void nothingOfAFailedStartIsLeft() throws IOException {
        assertThat(sandbox.exitOf(sandbox.spawn("true")))
                .as("the spawner works on")
                .isEqualTo(ExitStatus.exited(0));
        sandbox.close();
    }

    @Test
    @DisplayName("S24 a command that is in no directory of PATH")
    void commandNotInPath() {
        SpawnException refused = sandbox.refused(sandbox.request("no-such-program"));
        assertThat(refused.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(refused).hasMessageContaining("no-such-program").hasMessageContaining("/usr/bin:/bin");
    }

    @Test
    @DisplayName("S24 a path that does not exist")
    void pathMissing() {
        SpawnException refused = sandbox.refused(sandbox.request("/opt/no/such/program"));
        assertThat(refused.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(refused).hasMessage("program /opt/no/such/program does not exist");
    }

    @Test
    @DisplayName("S24 a script whose interpreter does not exist")
    void interpreterMissing() throws IOException {
        Path script = dir.resolve("script");
        SpawnerIT.script(script, "#!/opt/no/such/python -u\n");
        SpawnException refused = sandbox.refused(sandbox.request(script.toString()));
        assertThat(refused.kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(refused).hasMessageContaining("/opt/no/such/python").hasMessageContaining(script.toString());
    }

    @Test
    @DisplayName("S24 a file without the x bit, by path and by name")
    void notExecutable() throws IOException {
        Path file = Files.writeString(dir.resolve("plain"), "#!/bin/sh\n");
        for (SpawnRequest request : List.of(
                sandbox.request(file.toString()),
                SpawnerIT.with(sandbox.request("plain"), Map.of("PATH", dir.toString())))) {
            SpawnException refused = sandbox.refused(request);
            assertThat(refused.kind()).isEqualTo(Kind.NOT_EXECUTABLE);
            assertThat(refused).hasMessageContaining(file.toString()).hasMessageContaining("chmod +x");
        }
    }

    @Test
    @DisplayName("S24 a directory in place of a program")
    void directoryInsteadOfProgram() {
        SpawnException refused = sandbox.refused(sandbox.request(dir.toString()));
        assertThat(refused.kind()).isEqualTo(Kind.NOT_EXECUTABLE);
        assertThat(refused).hasMessageContaining("is a directory");
    }

    @Test
    @DisplayName("S24 a script without a #! line")
    void scriptWithoutInterpreterLine() throws IOException {
        Path script = dir.resolve("script");
        SpawnerIT.script(script, "echo hello\n");
        SpawnException refused = sandbox.refused(sandbox.request(script.toString()));
        assertThat(refused.kind()).isEqualTo(Kind.NOT_EXECUTABLE);
        assertThat(refused).hasMessageContaining("#!").hasMessageContaining("[sh, " + script + "]");
    }

    @Test
    @DisplayName("S24 a working directory that is missing")
    void workingDirectoryMissing() {
        SpawnRequest request = sandbox.request("true");
        Path missing = dir.resolve("missing");
        SpawnException refused = sandbox.refused(new SpawnRequest(
                request.argv(),
                request.argv0(),
                request.environment(),
                missing,
                request.stdout(),
                request.stderr(),
                Optional.empty(),
                false));
        assertThat(refused.kind()).isEqualTo(Kind.NO_DIRECTORY);
        assertThat(refused).hasMessageContaining(missing.toString());
    }

    @Test
    @DisplayName("S24 a user that does not exist")
    void userMissing() {
        SpawnRequest request = sandbox.request("true");
        SpawnException refused = sandbox.refused(new SpawnRequest(
                request.argv(),
                request.argv0(),
                request.environment(),
                dir,
                request.stdout(),
                request.stderr(),
                Optional.of("no-such-user"),
                false));
        assertThat(refused.kind()).isEqualTo(Kind.BAD_USER);
        assertThat(refused).hasMessageContaining("no-such-user").hasMessageContaining("useradd");
    }

    @Test
    @DisplayName("S24 arguments and environment too large for exec")
    void argumentsTooLarge() {
        SpawnException refused =
                sandbox.refused(SpawnerIT.with(sandbox.request("true"), Map.of("BIG", "x".repeat(200_000))));
        assertThat(refused.kind()).isEqualTo(Kind.OTHER);
        assertThat(refused).hasMessageContaining("E2BIG");
    }

    @Test
    @DisplayName("S25 out of descriptors and out of processes are named, and pass when there are some again")
    void exhaustedLimitsAreNamedAndPass() throws Exception {
        String said = limitedMaster();
        assertThat(said)
                .contains("no descriptors: TOO_MANY_FILES the master has as many files open as it may (EMFILE)")
                .contains("descriptors again: exit 0");
        if (Libc.getuid() == 0) {
            assertThat(said).contains("no processes: TRY_AGAIN no more processes are allowed now (EAGAIN)");
        }
        assertThat(said).contains("processes again: exit 0");
    }

    @Test
    void statusIsKnownEvenWhenTheMasterWasStartedWithSigchldIgnored() throws Exception {
        assertThat(limitedMaster(LimitedMaster.IGNORING_SIGCHLD)).contains("at first: exit 0");
    }

    private static String limitedMaster(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                LimitedMaster.class.getName()));
        command.addAll(List.of(arguments));
        Process master = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(master.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(master.waitFor()).as(said).isZero();
        return said;
    }
}
