package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import dev.muster.supervisor.core.ExitStatus;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

/** The main class of a process of its own that runs into its limits, and says how its spawns end. */
public final class LimitedMaster {

    private static final int RLIMIT_NPROC = 6;
    private static final int RLIMIT_NOFILE = 7;
    private static final int NOBODY = 65534;

    private final Spawner spawner = new Spawner();
    private final Reaper reaper = Reaper.start();
    private final SpawnRequest request;

    private LimitedMaster() {
        Path devNull = Path.of("/dev/null");
        request = new SpawnRequest(
                List.of("/bin/true"), "true", Map.of(), Path.of("/"), devNull, devNull, Optional.empty(), false);
    }

    public static void main(String[] args) throws Exception {
        new LimitedMaster().run();
    }

    private void run() throws Exception {
        say("at first", outcome());
        // Without a descriptor no class can be loaded from a directory (from a jar, which is open, it can).
        say("loaded", new SpawnException(SpawnException.Kind.OTHER, Errno.describe(Errno.EMFILE)).toString());
        say("loaded", new NativeException("nothing", Errno.EMFILE).toString());
        int before = descriptors();
        limit(RLIMIT_NOFILE, 200);
        Deque<Fd> hoard = new ArrayDeque<>();
        try {
            while (true) {
                hoard.push(Fd.open(Path.of("/dev/null"), Fd.O_RDONLY, 0));
            }
        } catch (NativeException full) {
            say("no descriptors", outcome());
        }
        while (!hoard.isEmpty()) {
            hoard.pop().close();
        }
        say("descriptors again", outcome());
        say("no descriptors left over", Boolean.toString(descriptors() == before));
        NativeLibrary libc = NativeLibrary.getInstance("libc.so.6");
        if (Libc.getuid() == 0) {
            // The kernel lets root have as many as it likes.
            libc.getFunction("setresuid").invokeInt(new Object[] {NOBODY, NOBODY, 0});
            limit(RLIMIT_NPROC, 0);
            say("no processes", outcome());
            libc.getFunction("setresuid").invokeInt(new Object[] {0, 0, 0});
        }
        say("processes again", outcome());
        reaper.close();
    }

    private static void limit(int resource, long soft) {
        try (Memory limit = new Memory(16)) {
            NativeLibrary libc = NativeLibrary.getInstance("libc.so.6");
            libc.getFunction("getrlimit").invokeInt(new Object[] {resource, limit});
            limit.setLong(0, soft);
            int result = libc.getFunction("setrlimit").invokeInt(new Object[] {resource, limit});
            if (result != 0) {
                throw new IllegalStateException("setrlimit failed");
            }
        }
    }

    private String outcome() throws InterruptedException {
        AtomicReference<ExitStatus> last = new AtomicReference<>(ExitStatus.unknown());
        LinkedBlockingQueue<ExitStatus> ended = new LinkedBlockingQueue<>();
        try {
            reaper.watch(spawner.spawn(request), new ExitListener() {
                @Override
                public void exited(Child child, ExitStatus status) {
                    last.set(status);
                }

                @Override
                public void groupEmpty(Child child) {
                    ended.add(last.get());
                }
            });
            return ended.take().toString();
        } catch (SpawnException e) {
            return e.kind() + " " + e.getMessage();
        }
    }

    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? -1 : open.length;
    }

    private static void say(String what, String outcome) {
        System.out.println(what + ": " + outcome);
    }
}
