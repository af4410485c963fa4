package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.spec.Attributes;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real child has of the limits, the user and the group that it was to get. */
class PreludeIT {

    private final Path dir;
    private final Sandbox sandbox;

    PreludeIT(@TempDir Path dir) {
        this.dir = dir;
        this.sandbox = new Sandbox(dir);
    }

    @AfterEach
    void killTheRest() {
        sandbox.close();
    }

    @Test
    void childHasItsLimitsNicenessScoreAndUmask() throws IOException {
        Attributes attributes = new Attributes(
                Optional.empty(),
                Optional.empty(),
                Map.of("nofile", "100:200", "core", "0", "stack", "4MiB:"),
                Optional.of(5),
                Optional.of(700),
                Optional.of("027"),
                Optional.empty());

        Child child = sandbox.spawn(request(attributes, Optional.empty(), "sleep", "60"));
        awaitProgram(child, "sleep");

        assertThat(proc(child, "limits"))
                .anyMatch(line -> line.matches("Max open files +100 +200 .*"))
                .anyMatch(line -> line.matches("Max core file size +0 +0 .*"))
                .anyMatch(line -> line.matches("Max stack size +4194304 .*"));
        assertThat(proc(child, "status")).contains("Umask:\t0027");
        assertThat(proc(child, "oom_score_adj")).containsExactly("700");
        assertThat(proc(child, "stat").get(0).split(" ", -1)[18]).isEqualTo("5");
        assertThat(ProcStat.read(child.pid()).orElseThrow().startTicks()).isEqualTo(child.startTicks());
    }

    @Test
    void childRunsAsItsUserAndGroup() throws IOException {
        assumeTrue(Libc.getuid() == 0, "only root may become another user");
        Account daemon = account("daemon");
        int games = group("games");

        Child child = sandbox.spawn(request(account("daemon", "games"), Optional.empty(), "sleep", "60"));
        awaitProgram(child, "sleep");

        assertThat(proc(child, "status"))
                .anyMatch(line -> line.matches("Uid:(\t" + daemon.uid() + "){4}"))
                .anyMatch(line -> line.matches("Gid:(\t" + games + "){4}"));
    }

    @Test
    void userWithoutAnEntryIsItsNumber() throws IOException {
        assumeTrue(Libc.getuid() == 0, "only root may become another user");

        Child child = sandbox.spawn(request(account("54321", "54322"), Optional.empty(), "sleep", "60"));
        awaitProgram(child, "sleep");

        assertThat(proc(child, "status"))
                .contains("Uid:\t54321\t54321\t54321\t54321", "Gid:\t54322\t54322\t54322\t54322", "Groups:\t ");
    }

    @Test
    void groupThatDoesNotExistIsNamed() {
        assertThat(sandbox.refused(request(account("0", "no-such-group"), Optional.empty(), "sleep", "60")))
                .hasMessage("group no-such-group does not exist; create it (groupadd --system no-such-group) or change"
                        + " the service's group");
    }

    @Test
    void whatFailsInFrontOfTheProgramIsToldInItsLogAndIsItsEnd() throws IOException {
        Path nowhere = dir.resolve("no such 'group");
        Path log = Files.createFile(dir.resolve("log"));

        Child child = sandbox.spawn(new SpawnRequest(
                List.of("sleep", "60"),
                "sleep",
                Map.of("PATH", "/usr/bin:/bin"),
                dir,
                log,
                log,
                Attributes.NONE,
                false,
                Optional.of(nowhere)));

        assertThat(sandbox.exitOf(child)).isNotEqualTo(ExitStatus.exited(0)).matches(ExitStatus::isExit);
        assertThat(log).content().contains(nowhere + "/cgroup.procs");
    }

    @Test
    void childBeginsInItsCgroup() throws IOException {
        Path cgroup = Files.createDirectory(dir.resolve("a cgroup"));
        Path procs = Files.createFile(cgroup.resolve("cgroup.procs"));

        Child child = sandbox.spawn(request(Attributes.NONE, Optional.of(cgroup), "sleep", "60"));
        awaitProgram(child, "sleep");

        assertThat(procs).hasContent("0\n");
    }

    private SpawnRequest request(Attributes attributes, Optional<Path> cgroup, String... argv) {
        SpawnRequest usual = sandbox.request(argv);
        return new SpawnRequest(
                usual.argv(),
                usual.argv0(),
                usual.environment(),
                Path.of("/"),
                usual.stdout(),
                usual.stderr(),
                attributes,
                false,
                cgroup);
    }

    private static Attributes account(String user, String group) {
        Attributes other = Attributes.of(Optional.of(user));
        return new Attributes(
                other.user(),
                Optional.of(group),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Account account(String user) {
        try {
            return Account.named(user);
        } catch (SpawnException e) {
            throw new AssertionError(e);
        }
    }

    private static int group(String group) {
        try {
            return Account.group(Optional.of(group)).orElseThrow();
        } catch (SpawnException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitProgram(Child child, String name) {
        Await.until(name + " to be executed", () -> proc(child, "comm").equals(List.of(name)));
    }

    private static List<String> proc(Child child, String file) {
        return Sandbox.read(Path.of("/proc/" + child.pid(), file)).lines().toList();
    }
}
