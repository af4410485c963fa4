package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.testkit.Await;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No end is missed, and none is told wrongly. */
class ReaperIT {

    private static final int F_DUPFD = 0;

    private final Sandbox sandbox;

    ReaperIT(@TempDir Path dir) {
        sandbox = new Sandbox(dir);
    }

    @AfterEach
    void killTheRest() {
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource({
        "exit 0, 0, 0",
        "exit 3, 3, 0",
        "exit 137, 137, 0",
        "exit 143, 143, 0",
        "kill -KILL $$, -1, 9",
        "kill -TERM $$, -1, 15",
        "kill -SEGV $$, -1, 11",
        "kill -34 $$, -1, 34"
    })
    void statusIsExactlyAnExitCodeOrASignal(String script, int code, int signal) {
        Child child = sandbox.spawn("sh", "-c", script);
        assertThat(sandbox.exitOf(child)).isEqualTo(new ExitStatus(code, signal));
        sandbox.awaitEmptyGroup(child);
    }

    @Test
    void childThatIsDeadBeforeItIsWatchedIsToldAllTheSame() {
        Child child = sandbox.bear(sandbox.request("sh", "-c", "exit 5"));
        Await.until("it to be a zombie", () -> !Sandbox.isAlive(child.pid()));
        sandbox.watch(child);
        assertThat(sandbox.exitOf(child)).isEqualTo(ExitStatus.exited(5));
    }

    @Test
    void endOfAChildThatTheKernelRefusesToWatchIsToldAllTheSame() {
        Child child = sandbox.bear(sandbox.request("sh", "-c", "read x < go; exit 6"));
        Fifo.create(sandbox.dir.resolve("go"));
        Epoll epoll = Epoll.create();
        epoll.add(child.pidfd(), Epoll.EDGE, Long.MAX_VALUE); // a second watch of one descriptor is refused
        try (Reaper reaper = Reaper.start(epoll);
                Fd go = Fifo.open(sandbox.dir.resolve("go"))) {
            sandbox.watch(child, reaper);
            go.write("go\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(sandbox.exitOf(child)).isEqualTo(ExitStatus.exited(6));
            sandbox.awaitEmptyGroup(child);
        }
    }

    @Test
    @DisplayName("S17 200 lives: killed at a random moment around the spawn and the watch, every status arrives once")
    void statusIsNeverLostInARaceOfSpawnKillAndWatch() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        sandbox.awaitEmptyGroup(sandbox.spawn("true"));
        int before = descriptors();
        for (int life = 0; life < 200; life++) {
            Child child = sandbox.bear(sandbox.request("sh", "-c", "exit 9"));
            LockSupport.parkNanos(random.nextInt(2_000_000));
            boolean killFirst = random.nextBoolean();
            if (killFirst) {
                child.signal(Sandbox.KILL);
            }
            sandbox.watch(child);
            if (!killFirst) {
                LockSupport.parkNanos(random.nextInt(1_000_000));
                child.signal(Sandbox.KILL);
            }
            assertThat(sandbox.exitOf(child))
                    .as("life %d of seed %d", life, seed)
                    .isIn(ExitStatus.exited(9), ExitStatus.signalled(Sandbox.KILL));
            sandbox.awaitEmptyGroup(child);
            // The number may be somebody else's by now; a zombie keeps it.
            assertThat(ProcStat.read(child.pid()).filter(stat -> stat.state() == 'Z'))
                    .as("a zombie of seed %d", seed)
                    .isEmpty();
        }
        Await.until("no descriptor more than before", () -> descriptors() <= before);
    }

    @Test
    @DisplayName("S30 a hundred that die at once are told, each with its own status")
    void simultaneousDeathsAreAllTold() {
        List<Child> children = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            children.add(sandbox.spawn("sh", "-c", "trap 'exit " + i + "' TERM; : > up" + i + "; sleep 60 & wait"));
        }
        for (int i = 0; i < 100; i++) {
            File up = sandbox.dir.resolve("up" + i).toFile();
            Await.until("the trap of " + up, up::exists);
        }
        children.forEach(child -> child.signalGroup(Sandbox.TERM));
        for (int i = 0; i < 100; i++) {
            assertThat(sandbox.exitOf(children.get(i))).isEqualTo(ExitStatus.exited(i));
        }
    }

    @Test
    @DisplayName("S60 a thousand children need no thread more than one")
    void thousandChildrenNeedNoFurtherThread() {
        Child first = sandbox.spawn("sleep", "600");
        int threads = threads();
        List<Child> children = new ArrayList<>(List.of(first));
        for (int i = 1; i < 1000; i++) {
            children.add(sandbox.spawn("sleep", "600"));
        }
        assertThat(threads()).isLessThanOrEqualTo(threads + 2);
        children.forEach(child -> child.signalGroup(Sandbox.TERM));
        for (Child child : children) {
            assertThat(sandbox.exitOf(child)).isEqualTo(ExitStatus.signalled(Sandbox.TERM));
            sandbox.awaitEmptyGroup(child);
        }
    }

    @Test
    @DisplayName("S85 an orphan that comes to us is reaped")
    void daemonisedGrandchildIsReaped() {
        Child child = sandbox.spawn("sh", "-c", "setsid sh -c 'echo $$ > pid; exec sleep 600' & wait");
        int orphan = Integer.parseInt(sandbox.line("pid"));
        child.signal(Sandbox.KILL);
        sandbox.awaitEmptyGroup(child);
        assertThat(ProcStat.read(orphan).orElseThrow().parent())
                .as("we are a child subreaper")
                .isEqualTo(Libc.getpid());
        Libc.kill(orphan, Sandbox.KILL);
        Await.until("the orphan to be reaped", () -> ProcStat.read(orphan).isEmpty());
    }

    @Test
    @DisplayName("S85 200 times: the sweep for strangers never takes the status of a child of ours")
    void strangersAreReapedWithoutStealingFromOurChildren() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch sweeping = new CountDownLatch(1);
        Thread sweeper = new Thread(() -> {
            Strangers strangers = new Strangers();
            sweeping.countDown();
            while (!done.get()) {
                strangers.sweep();
                Thread.onSpinWait();
            }
        });
        sweeper.start();
        sweeping.await();
        try {
            for (int i = 0; i < 200; i++) {
                Child child = sandbox.spawn("sh", "-c", "exit " + i);
                assertThat(sandbox.exitOf(child)).isEqualTo(ExitStatus.exited(i));
            }
        } finally {
            done.set(true);
            sweeper.join();
        }
    }

    @Test
    void childrenOfTheJavaLibraryKeepTheirStatus() throws Exception {
        Strangers strangers = new Strangers();
        for (int i = 0; i < 50; i++) {
            Process process = new ProcessBuilder("sh", "-c", "exit " + i).start();
            while (process.isAlive()) {
                strangers.sweep();
            }
            assertThat(process.exitValue()).isEqualTo(i);
        }
    }

    @Test
    void listenerThatFailsDoesNotKeepOthersFromBeingTold() {
        Child first = sandbox.bear(sandbox.request("true"));
        sandbox.reaper.watch(first, new ExitListener() {
            @Override
            public void exited(Child child, ExitStatus status) {
                throw new IllegalStateException("a listener fails on purpose");
            }

            @Override
            public void groupEmpty(Child child) {
                throw new IllegalStateException("a listener fails on purpose");
            }
        });
        assertThat(sandbox.exitOf(sandbox.spawn("sh", "-c", "exit 4"))).isEqualTo(ExitStatus.exited(4));
        Await.until("the first to be reaped", () -> ProcStat.read(first.pid()).isEmpty());
    }

    @Test
    void pidfdThatSomebodyElseStillHoldsDoesNotKeepTheReaperBusy() {
        Child child = sandbox.bear(sandbox.request("true"));
        int copy = NativeException.check(Libc.fcntl(child.pidfd().number(), F_DUPFD, 0L), "fcntl F_DUPFD");
        try {
            sandbox.watch(child);
            sandbox.awaitEmptyGroup(child);
            long before = reaperCpuNanos();
            sandbox.exitOf(sandbox.spawn("sleep", "0.5"));
            assertThat(reaperCpuNanos() - before).isLessThan(TimeUnit.MILLISECONDS.toNanos(100));
        } finally {
            Libc.close(copy);
        }
    }

    private static long reaperCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().equals("muster-reaper"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    @Test
    void adoptedProcessIsNoticedWhenItEnds() {
        Child parent = sandbox.spawn("sh", "-c", "sleep 600 & echo $! > pid; wait; exit 0");
        int pid = Integer.parseInt(sandbox.line("pid"));
        long start = ProcStat.read(pid).orElseThrow().startTicks();
        assertThat(Child.adopt(pid, start + 1)).as("another process").isEmpty();
        Child adopted = Child.adopt(pid, start).orElseThrow();
        sandbox.watch(adopted);
        assertThat(adopted.signal(Sandbox.KILL)).isTrue();
        assertThat(sandbox.exitOf(adopted)).isEqualTo(ExitStatus.unknown());
        assertThat(sandbox.exitOf(parent)).isEqualTo(ExitStatus.exited(0));
        assertThat(Child.adopt(pid, start)).as("ended").isEmpty();
    }

    private static int threads() {
        String[] tasks = new File("/proc/self/task").list();
        return tasks == null ? -1 : tasks.length;
    }

    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? -1 : open.length;
    }
}
