package dev.muster.supervisor.process;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.muster.supervisor.core.ExitStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The main class of a process of its own that gives up being root, and says what it still sees of its children. */
public final class HumbleMaster {

    private static final int NOBODY = 65534;
    private static final Path DEV_NULL = Path.of("/dev/null");
    private static final NativeLibrary LIBC = NativeLibrary.getInstance("libc.so.6");

    private final Spawner spawner = new Spawner();
    private final Reaper reaper = Reaper.start();

    private HumbleMaster() {}

    public static void main(String[] args) throws Exception {
        new HumbleMaster().run();
    }

    private void run() throws Exception {
        say("as root"); // and loads the classes, which may be where others must not read
        LIBC.getFunction("setgroups").invokeInt(new Object[] {0L, Pointer.NULL});
        LIBC.getFunction("setresgid").invokeInt(new Object[] {NOBODY, NOBODY, NOBODY});
        LIBC.getFunction("setresuid").invokeInt(new Object[] {NOBODY, NOBODY, NOBODY});
        say("as nobody");
        reaper.close();
    }

    private void say(String who) throws Exception {
        System.out.println(who + ": group is empty: " + endOfAGroupIsNoticed() + ", pid 1 is seen: "
                + ProcStat.read(1).isPresent());
    }

    /** Of a worker that leaves a child behind, so that {@code /proc} is searched for it. */
    private boolean endOfAGroupIsNoticed() throws Exception {
        CountDownLatch empty = new CountDownLatch(1);
        Child child = spawner.spawn(new SpawnRequest(
                List.of("/bin/sh", "-c", "sleep 0.3 & :"),
                "sh",
                Map.of("PATH", "/usr/bin:/bin"),
                Path.of("/"),
                DEV_NULL,
                DEV_NULL,
                Optional.empty(),
                false));
        reaper.watch(child, new ExitListener() {
            @Override
            public void exited(Child dead, ExitStatus status) {}

            @Override
            public void groupEmpty(Child dead) {
                empty.countDown();
            }
        });
        return empty.await(5, TimeUnit.SECONDS);
    }
}
