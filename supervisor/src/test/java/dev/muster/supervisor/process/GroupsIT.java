package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.testkit.Await;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals reach the process and the group they were meant for, and nobody else. */
class GroupsIT {

    private final Sandbox sandbox;

    GroupsIT(@TempDir Path dir) {
        sandbox = new Sandbox(dir);
    }

    @AfterEach
    void killTheRest() {
        sandbox.close();
    }

    @Test
    @DisplayName("S32 a member that ignores TERM outlives its leader, and the group is not empty until it is killed")
    void groupIsNotEmptyAsLongAsAMemberLives() {
        Child leader =
                sandbox.spawn("sh", "-c", "sh -c 'trap \"\" TERM; echo $$ > pid; while :; do sleep 600; done' & wait");
        int member = Integer.parseInt(sandbox.line("pid"));
        assertThat(leader.signalGroup(Sandbox.TERM)).isTrue();
        assertThat(sandbox.exitOf(leader)).isEqualTo(ExitStatus.signalled(Sandbox.TERM));
        assertThat(Sandbox.isAlive(member)).isTrue();
        assertThat(leader.signal(Sandbox.TERM)).as("the leader is gone").isFalse();
        int before = descriptors();
        sandbox.awaitEmptyGroup(sandbox.spawn("sleep", "0.3"));
        assertThat(descriptors())
                .as("one pidfd for the member, not one for each look")
                .isLessThanOrEqualTo(before + 2);
        assertThat(sandbox.groupIsEmpty(leader)).isFalse();
        assertThat(leader.signalGroup(Sandbox.KILL)).as("its group is not").isTrue();
        sandbox.awaitEmptyGroup(leader);
        assertThat(Sandbox.isAlive(member)).isFalse();
        assertThat(leader.signalGroup(Sandbox.KILL)).isFalse();
    }

    @Test
    @DisplayName("S32 descendants that come and go keep the group from being empty")
    void groupIsEmptyOnlyWhenTheLastDescendantHasEnded() {
        // Each link of the chain waits for its turn, starts the next, and ends.
        String link =
                "next() { mkfifo -m 600 go$1; (read x < go$1; [ $1 -lt 4 ] && next $(($1 + 1)); echo end > end$1) & }; next 1";
        Child leader = sandbox.spawn("sh", "-c", link);
        assertThat(sandbox.exitOf(leader)).isEqualTo(ExitStatus.exited(0));
        for (int i = 1; i <= 4; i++) {
            assertThat(sandbox.groupIsEmpty(leader)).as("after link %d", i - 1).isFalse();
            Path go = sandbox.dir.resolve("go" + i);
            Await.until("link " + i, go.toFile()::exists);
            try (Fd fifo = Fifo.open(go)) {
                fifo.write("go\n".getBytes(StandardCharsets.US_ASCII));
                sandbox.line("end" + i);
            }
        }
        sandbox.awaitEmptyGroup(leader);
    }

    @Test
    @DisplayName("S33 a grandchild that left the group does not keep it from being empty")
    void memberThatLeavesTheGroupIsNotWaitedFor() {
        // It leaves a zombie of its own behind, which nobody will ever reap and which is still a member.
        Child leader = sandbox.spawn(
                "sh",
                "-c",
                "sh -c 'sleep 0.3 & read x < go; exec setsid sh -c \"echo \\$\\$ > pid; exec sleep 600\"' & :");
        Fifo.create(sandbox.dir.resolve("go"));
        assertThat(sandbox.exitOf(leader)).isEqualTo(ExitStatus.exited(0));
        try (Fd go = Fifo.open(sandbox.dir.resolve("go"))) {
            go.write("go\n".getBytes(StandardCharsets.US_ASCII));
            int escaped = Integer.parseInt(sandbox.line("pid"));
            sandbox.awaitEmptyGroup(leader);
            assertThat(Sandbox.isAlive(escaped)).isTrue();
            Libc.kill(escaped, Sandbox.KILL);
            Await.until("the end of the escaped one", () -> !Sandbox.isAlive(escaped));
        }
    }

    @Test
    void groupWhoseMembersCannotBeWatchedIsLookedAtUntilItIsEmpty() {
        Child leader = sandbox.bear(sandbox.request("sh", "-c", "sleep 600 & echo $! > pid"));
        int member = Integer.parseInt(sandbox.line("pid"));
        AtomicBoolean empty = new AtomicBoolean();
        try (Epoll refusing = new Epoll(Fd.open(Path.of("/dev/null"), Fd.O_RDONLY, 0))) {
            Leftovers leftovers = new Leftovers(refusing, () -> 1);
            leftovers.watch(leader, () -> empty.set(true));
            leftovers.settle();
            int before = descriptors();
            leftovers.settle();
            leftovers.tick();
            assertThat(descriptors()).isLessThanOrEqualTo(before);
            assertThat(empty).isFalse();
            Libc.kill(member, Sandbox.KILL);
            Await.until("the group to be empty", () -> {
                leftovers.settle();
                return empty.get();
            });
        }
    }

    @Test
    @DisplayName("S76 what is left of a group can be killed and asked for when its leader is dead and reaped")
    void groupOfADeadLeaderIsReached() {
        Child leader = sandbox.spawn("sh", "-c", "sleep 600 & echo $! > pid");
        int member = Integer.parseInt(sandbox.line("pid"));
        assertThat(sandbox.exitOf(leader)).isEqualTo(ExitStatus.exited(0));
        Child left = Child.leaderless(leader.pid(), leader.startTicks());

        assertThat(left.signal(Sandbox.KILL)).as("there is no leader").isFalse();
        assertThat(left.groupIsGone()).isFalse();
        assertThat(left.signalGroup(Sandbox.KILL)).isTrue();

        sandbox.awaitEmptyGroup(leader);
        Await.until("its group is gone", left::groupIsGone);
        assertThat(Sandbox.isAlive(member)).isFalse();
        left.close();
    }

    @Test
    @DisplayName("S34 TERM and CONT to the group end a stopped worker")
    void stoppedGroupEndsAfterTermAndCont() {
        Child leader = sandbox.spawn("sh", "-c", "sleep 600 & echo $! > pid; wait");
        int member = Integer.parseInt(sandbox.line("pid"));
        leader.signalGroup(Sandbox.STOP);
        Await.until("both to be stopped", () -> isStopped(leader.pid()) && isStopped(member));
        leader.signalGroup(Sandbox.TERM);
        assertThat(isStopped(leader.pid())).as("TERM alone does nothing").isTrue();
        leader.signalGroup(Sandbox.CONT);
        assertThat(sandbox.exitOf(leader)).isEqualTo(ExitStatus.signalled(Sandbox.TERM));
        sandbox.awaitEmptyGroup(leader);
    }

    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? -1 : open.length;
    }

    private static boolean isStopped(int pid) {
        return ProcStat.read(pid).map(ProcStat::state).orElse('?') == 'T';
    }

    @Test
    @DisplayName("S37 a pid that belongs to another process now gets no signal, whichever way it is sent")
    void recycledPidIsNeverSignalled() {
        Child dead = sandbox.spawn("true");
        sandbox.awaitEmptyGroup(dead);
        Await.until("the next clock tick", () -> sandbox.spawn("true").startTicks() > dead.startTicks());
        Child stranger = recycle(dead.pid());
        assertThat(stranger.startTicks()).isNotEqualTo(dead.startTicks());
        assertThat(dead.signal(Sandbox.KILL)).isFalse();
        assertThat(dead.signalGroup(Sandbox.KILL)).isFalse();
        assertThat(dead.groupErrorByNumber(Sandbox.KILL)).isEqualTo(Errno.ESRCH);
        // It still does as it is told: it was not killed a moment ago.
        stranger.signal(Sandbox.TERM);
        assertThat(sandbox.exitOf(stranger)).isEqualTo(ExitStatus.signalled(Sandbox.TERM));
    }

    /** A new process with the pid of a dead one: root may tell the kernel where to go on counting. */
    private Child recycle(int pid) {
        assumeTrue(Libc.getuid() == 0, "only root can choose the next pid");
        for (int attempt = 0; attempt < 1000; attempt++) {
            try (Fd lastPid = Fd.open(Path.of("/proc/sys/kernel/ns_last_pid"), Fd.O_WRONLY, 0)) {
                lastPid.write(Integer.toString(pid - 1).getBytes(StandardCharsets.US_ASCII));
            }
            Child child = sandbox.spawn("sleep", "600");
            if (child.pid() == pid) {
                return child;
            }
            child.signal(Sandbox.KILL);
        }
        throw new AssertionError("the kernel did not give pid " + pid + " again");
    }

    @Test
    @DisplayName("S37 a start time that does not match is another process")
    void processWithAnotherStartTimeIsNotSignalledByNumber() {
        Child real = sandbox.spawn("sleep", "600");
        try (Fd pidfd = Pidfd.open(real.pid())) {
            Child impostor = new Child(real.pid(), real.startTicks() - 1, pidfd, null);
            assertThat(impostor.groupErrorByNumber(Sandbox.KILL)).isEqualTo(Errno.ESRCH);
        }
        assertThat(real.groupErrorByNumber(Sandbox.TERM)).isZero();
        assertThat(sandbox.exitOf(real)).isEqualTo(ExitStatus.signalled(Sandbox.TERM));
    }
}
