package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups that are files in a directory: what is written where. */
class CgroupsTest {

    private static final Resources LIMITS =
            new Resources(Optional.of(400L << 20), Optional.of("150%"), Optional.of(64));

    private final Path self;
    private final Path root;

    CgroupsTest(@TempDir Path directory) throws IOException {
        self = Files.createDirectories(directory.resolve("proc/self"));
        root = Files.createDirectories(directory.resolve("cgroup root"));
        write(
                self.resolve("mountinfo"),
                "22 1 0:5 / /proc rw - proc proc rw\n30 23 0:26 / "
                        + root.toString().replace(" ", "\\040") + " rw,nosuid shared:4 - cgroup2 cgroup2 rw\n");
    }

    /** As a unit with Delegate=yes has it. */
    private Path delegated(String controllers) throws IOException {
        Path unit = root.resolve("system.slice/muster.service");
        Files.createDirectories(unit);
        write(self.resolve("cgroup"), "0::/system.slice/muster.service\n");
        write(unit.resolve("cgroup.procs"), "4711\n4712\n");
        write(unit.resolve("cgroup.controllers"), controllers);
        write(unit.resolve("cgroup.subtree_control"), "");
        return unit;
    }

    @Test
    void masterMovesToALeafAndGivesItsControllersOn() throws IOException {
        Path unit = delegated("cpuset cpu io memory pids");

        Cgroups groups = Cgroups.take(self, "unused", false);

        assertThat(groups.available()).isTrue();
        assertThat(unit.resolve("master/cgroup.procs")).hasContent("4712"); // the last that was written
        assertThat(unit.resolve("cgroup.subtree_control")).content().startsWith("+");
        assertThat(groups.missing(LIMITS)).isEmpty();
    }

    @Test
    void nextMasterFindsThePlaceFromTheLeafInWhichItBegins() throws IOException {
        Path unit = delegated("memory");
        write(unit.resolve("cgroup.subtree_control"), "memory");
        Files.createDirectories(unit.resolve("master"));
        write(self.resolve("cgroup"), "0::/system.slice/muster.service/master\n");

        Optional<Cgroup> group = Cgroups.take(self, "unused", true).begin("printer.1", Resources.NONE);

        assertThat(group).map(Cgroup::directory).contains(unit.resolve("printer.1"));
    }

    @Test
    void limitsAreWrittenAsTheKernelTakesThemAndTakenAwayAgain() throws IOException {
        Path unit = delegated("cpu memory pids");

        Cgroup group =
                Cgroups.take(self, "unused", false).begin("printer.1", LIMITS).orElseThrow();

        Path directory = unit.resolve("printer.1");
        assertThat(directory.resolve("memory.max")).hasContent("419430400");
        assertThat(directory.resolve("memory.oom.group")).hasContent("1");
        assertThat(directory.resolve("cpu.max")).hasContent("150000 100000");
        assertThat(directory.resolve("pids.max")).hasContent("64");

        group.limit(Resources.NONE);

        assertThat(directory.resolve("memory.max")).hasContent("max");
        assertThat(directory.resolve("cpu.max")).hasContent("max 100000");
        assertThat(directory.resolve("pids.max")).hasContent("max");
    }

    @Test
    void onlyWhoWasKilledInThisLifeCounts() throws IOException {
        Path events = delegated("memory").resolve("printer.1/memory.events");
        Files.createDirectories(events.getParent());
        write(events, "low 0\nmax 17\noom 2\noom_kill 2\noom_group_kill 0\n");
        Cgroup group =
                Cgroups.take(self, "unused", false).begin("printer.1", LIMITS).orElseThrow();

        assertThat(group.wasOutOfMemory()).isFalse();
        write(events, "low 0\nmax 18\noom 3\noom_kill 3\noom_group_kill 0\n");
        assertThat(group.wasOutOfMemory()).isTrue();
    }

    @Test
    void groupOfALivingWorkerIsFoundAgain() throws IOException {
        Path unit = delegated("memory");
        Path worker = Files.createDirectories(unit.resolve("printer.1"));
        write(self.resolve("cgroup"), "0::/system.slice/muster.service/printer.1\n");

        assertThat(CgroupPlace.find(self)).contains(new CgroupPlace(worker, false));
    }

    @Test
    void killGoesToAllThatIsInTheGroup() throws IOException {
        Path unit = delegated("memory");
        Cgroup group = Cgroups.take(self, "unused", false)
                .begin("printer.1", Resources.NONE)
                .orElseThrow();
        Path kill = unit.resolve("printer.1/cgroup.kill");
        write(kill, "");

        group.signal(9, 4711);

        assertThat(kill).hasContent("1");
    }

    @Test
    void emptyGroupIsRemovedAndOneInUseIsNot() throws IOException {
        Path unit = delegated("");
        Cgroups groups = Cgroups.take(self, "unused", false);
        Cgroup group = groups.begin("printer.1", LIMITS).orElseThrow();
        group.remove();
        assertThat(unit.resolve("printer.1")).doesNotExist();

        Cgroup busy = groups.begin("printer.1", LIMITS).orElseThrow();
        Files.createDirectory(unit.resolve("printer.1/below"));
        busy.remove();
        assertThat(unit.resolve("printer.1")).exists();
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        delegated("cpu");

        assertThat(Cgroups.take(self, "unused", false).missing(LIMITS))
                .containsExactly(
                        "memory-max is watched by the master and not by the kernel", "tasks-max has no effect");
    }

    @Test
    void groupThatIsSystemdsOwnIsLeftAlone() throws IOException {
        Path unit = delegated("memory");
        Files.setAttribute(unit, "unix:uid", Files.getAttribute(unit, "unix:uid"));
        boolean root = Files.getAttribute(unit, "unix:uid").equals(0);

        Cgroups groups = Cgroups.take(self, "unused", true);

        // A directory of another user than root was given to that user.
        assertThat(groups.available()).isEqualTo(!root);
        if (root) {
            assertThat(groups.missing(LIMITS)).first().asString().contains("the unit needs Delegate=yes");
            assertThat(unit.resolve("master")).doesNotExist();
        }
    }

    @Test
    void atTheTopOfAContainerTheGroupsHaveADirectoryOfTheirOwn() throws IOException {
        write(self.resolve("cgroup"), "0::/\n");
        write(root.resolve("cgroup.procs"), "1\n");
        write(root.resolve("cgroup.type"), "domain\n");
        write(root.resolve("cgroup.controllers"), "memory");
        write(root.resolve("cgroup.subtree_control"), "");

        Cgroups groups = Cgroups.take(self, "muster-1", false);

        assertThat(root.resolve("master/cgroup.procs")).hasContent("1");
        assertThat(groups.begin("printer.1", Resources.NONE))
                .map(Cgroup::directory)
                .contains(root.resolve("muster-1/printer.1"));
    }

    @Test
    void nobodyIsMovedAtTheTopOfAMachine() throws IOException {
        write(self.resolve("cgroup"), "0::/\n");
        write(root.resolve("cgroup.procs"), "1\n");
        write(root.resolve("cgroup.controllers"), "memory");
        write(root.resolve("cgroup.subtree_control"), "");

        assertThat(Cgroups.take(self, "muster-1", false).available()).isTrue();
        assertThat(root.resolve("master")).doesNotExist();
    }

    @Test
    void machineWithoutThemIsNoFault() throws IOException {
        write(self.resolve("cgroup"), "4:memory:/x\n");

        Cgroups groups = Cgroups.take(self, "unused", false);

        assertThat(groups.available()).isFalse();
        assertThat(groups.begin("printer.1", LIMITS)).isEmpty();
        assertThat(groups.missing(LIMITS)).first().isEqualTo("cgroups are not to be had: there is no cgroup v2 here");
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }
}
