package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Children that are to end with their master end with it, and not before. */
class DiesWithMasterIT {

    private final Path dir;
    private final Sandbox sandbox;

    DiesWithMasterIT(@TempDir Path dir) {
        this.dir = dir;
        this.sandbox = new Sandbox(dir);
    }

    @AfterEach
    void killTheRest() {
        sandbox.close();
    }

    private static SpawnRequest sleeper(Path dir) {
        Path devNull = Path.of("/dev/null");
        return new SpawnRequest(
                List.of("sleep", "600"), "sleep", Map.of(), dir, devNull, devNull, Optional.empty(), true);
    }

    private static void awaitProgram(int pid) {
        Await.until("setpriv to be done", () -> Sandbox.read(Path.of("/proc/" + pid + "/comm"))
                .equals("sleep\n"));
    }

    @Test
    @DisplayName("S80 other threads may end; only the end of the spawning thread is taken for the master's")
    void childrenLiveAsLongAsTheThreadThatSpawnedThem() throws InterruptedException {
        Child ours = sandbox.spawn(sleeper(dir));
        awaitProgram(ours.pid());
        SynchronousQueue<Child> spawned = new SynchronousQueue<>();
        CountDownLatch end = new CountDownLatch(1);
        Thread mortal = new Thread(() -> {
            try {
                spawned.put(new Spawner().spawn(sleeper(dir)));
                end.await();
            } catch (SpawnException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        mortal.start();
        Child theirs = spawned.take();
        sandbox.watch(theirs);
        awaitProgram(theirs.pid());
        assertThat(sandbox.hasEnded(theirs)).isFalse();
        end.countDown();
        mortal.join();
        assertThat(sandbox.exitOf(theirs)).isEqualTo(ExitStatus.signalled(Sandbox.TERM));
        assertThat(sandbox.hasEnded(ours)).isFalse();
        assertThat(Sandbox.isAlive(ours.pid())).isTrue();
    }

    @Test
    @DisplayName("S75 after kill -9 of the master its children end")
    void childrenEndWhenTheMasterIsKilled() throws Exception {
        Process master = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedMaster.class.getName(),
                        dir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(master.getInputStream(), StandardCharsets.US_ASCII))) {
            String[] born = out.readLine().split(" ", 2);
            int pid = Integer.parseInt(born[0]);
            long start = Long.parseLong(born[1]);
            awaitProgram(pid);
            assertThat(ProcStat.isAlive(pid, start)).isTrue();
            master.destroyForcibly().waitFor();
            Await.until("the child of the dead master to end", () -> !ProcStat.isAlive(pid, start));
        }
    }

    /** The main class of a master that has one child and is killed. */
    public static final class DoomedMaster {
        private DoomedMaster() {}

        public static void main(String[] args) throws SpawnException {
            Child child = new Spawner().spawn(sleeper(Path.of(args[0])));
            System.out.println(child.pid() + " " + child.startTicks());
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new UncheckedIOException(new IOException(e));
            }
        }
    }
}
