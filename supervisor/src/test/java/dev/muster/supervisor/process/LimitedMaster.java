package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.testkit.Await;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The main class of a process of its own that runs into its limits, and says how its spawns end. */
public final class LimitedMaster {

    /** An argument: as if whoever starts the master had SIGCHLD ignored, which is inherited. */
    static final String IGNORING_SIGCHLD = "ignoring-sigchld";

    private static final int SIGCHLD = 17;
    private static final Pointer SIG_IGN = Pointer.createConstant(1);
    private static final int RLIMIT_NPROC = 6;
    private static final int RLIMIT_NOFILE = 7;
    private static final int NOBODY = 65534;
    private static final Path DEV_NULL = Path.of("/dev/null");
    private static final NativeLibrary LIBC = NativeLibrary.getInstance("libc.so.6");

    private final Spawner spawner = new Spawner();
    private final Reaper reaper = Reaper.start();
    private final BlockingQueue<ExitStatus> ended = new LinkedBlockingQueue<>();

    private LimitedMaster() {}

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains(IGNORING_SIGCHLD)) {
            Libc.signal(SIGCHLD, SIG_IGN);
        }
        new LimitedMaster().run();
    }

    private void run() throws Exception {
        say("at first", outcome());
        // Without a descriptor no class can be loaded from a directory (from a jar, which is open, it can).
        say("loaded", new SpawnException(SpawnException.Kind.OTHER, Errno.describe(Errno.EMFILE)).toString());
        say("loaded", new NativeException("nothing", Errno.EMFILE).toString());
        runOutOfDescriptors();
        if (Libc.getuid() == 0) {
            runOutOfProcesses();
        }
        say("processes again", outcome());
        reaper.close();
    }

    private void runOutOfDescriptors() throws Exception {
        limit(RLIMIT_NOFILE, 200);
        int before = descriptors();
        Deque<Fd> hoard = new ArrayDeque<>();
        Deque<Child> kept = new ArrayDeque<>();
        say("no descriptors", spawnUntilRefused(hoard, kept));
        hoard.forEach(Fd::close);
        say("descriptors again", outcome());
        for (Child child : kept) {
            child.signal(Sandbox.KILL);
            ended.take();
        }
        Await.until("all descriptors to be closed", () -> descriptors() <= before);
    }

    /**
     * One child may still come, by the number that the spawner has in reserve, and another one by each that the reaper or a class
     * loader had open for a moment while we took all others.
     */
    private String spawnUntilRefused(Deque<Fd> hoard, Deque<Child> kept) {
        while (true) {
            takeAll(hoard);
            try {
                kept.push(start("/bin/sleep", "600"));
            } catch (SpawnException e) {
                return e.kind() + " " + e.getMessage();
            }
        }
    }

    private static void takeAll(Deque<Fd> hoard) {
        try {
            while (true) {
                hoard.push(Fd.open(DEV_NULL, Fd.O_RDONLY, 0));
            }
        } catch (NativeException full) {
            return;
        }
    }

    /** The kernel lets root have as many as it likes. */
    private void runOutOfProcesses() throws InterruptedException {
        LIBC.getFunction("setresuid").invokeInt(new Object[] {NOBODY, NOBODY, 0});
        limit(RLIMIT_NPROC, 0);
        say("no processes", outcome());
        LIBC.getFunction("setresuid").invokeInt(new Object[] {0, 0, 0});
    }

    private static void limit(int resource, long soft) {
        try (Memory limit = new Memory(16)) {
            LIBC.getFunction("getrlimit").invokeInt(new Object[] {resource, limit});
            limit.setLong(0, soft);
            if (LIBC.getFunction("setrlimit").invokeInt(new Object[] {resource, limit}) != 0) {
                throw new IllegalStateException("setrlimit failed");
            }
        }
    }

    private String outcome() throws InterruptedException {
        try {
            start("/bin/true");
            return ended.take().toString();
        } catch (SpawnException e) {
            return e.kind() + " " + e.getMessage();
        }
    }

    private Child start(String... argv) throws SpawnException {
        Child child = spawner.spawn(new SpawnRequest(
                List.of(argv), argv[0], Map.of(), Path.of("/"), DEV_NULL, DEV_NULL, Optional.empty(), false));
        reaper.watch(child, new ExitListener() {
            @Override
            public void exited(Child dead, ExitStatus status) {
                ended.add(status);
            }

            @Override
            public void groupEmpty(Child dead) {}
        });
        return child;
    }

    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? -1 : open.length;
    }

    private static void say(String what, String outcome) {
        System.out.println(what + ": " + outcome);
    }
}
