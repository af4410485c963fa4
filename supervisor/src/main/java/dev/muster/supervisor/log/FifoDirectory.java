package dev.muster.supervisor.log;

import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.Fifo;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.trust.FileFacts;
import dev.muster.supervisor.trust.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes, opens and removes the workers' FIFOs. The directory is ours alone (0700), so that nobody else can put anything under
 * the names in it. A FIFO that is there already is used again: it may hold output that nobody has read. Thread-safe.
 */
final class FifoDirectory {

    /** As much as an unprivileged process may ask for (pipe-max-size): it is what a worker can write while there is no master. */
    private static final int PIPE_BYTES = 1 << 20;

    /**
     * An ordinary user's pipes together may have 64 MiB (pipe-user-pages-soft); beyond that every new pipe, of any of the user's
     * programs, shrinks to two pages. So only so many are grown.
     */
    private static final int MOST_GROWN = 32;

    private static final boolean MAY_GROW_ALL = "root".equals(System.getProperty("user.name"));
    private static final AtomicInteger GROWN = new AtomicInteger();

    private static final int FOR_OTHERS = 0077;

    private FifoDirectory() {}

    static void prepare(Path directory) {
        try {
            FileFacts found = facts(directory);
            if (!found.isDirectory()) {
                throw new OutputException(directory + " is not a directory but a link or file; move it away");
            }
            if (!Owner.isTrusted(found.uid())) {
                throw new OutputException(directory + " belongs to uid " + found.uid() + "; move it away");
            }
            if (found.has(FOR_OTHERS)) {
                throw new OutputException(directory + " is open to other users; chmod 0700 it or move it away");
            }
        } catch (IOException e) {
            throw new OutputException("FIFO directory " + directory + ": " + e + "; it must be writable", e);
        }
    }

    /** Made only when it is missing, for each of a thousand workers asks: to make it in vain would be half of what this takes. */
    private static FileFacts facts(Path directory) throws IOException {
        try {
            return FileFacts.of(directory, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException missing) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return FileFacts.of(directory, LinkOption.NOFOLLOW_LINKS);
        }
    }

    static WorkerOutput paths(Path directory, WorkerId worker) {
        return new WorkerOutput(worker, directory.resolve(worker + ".out"), directory.resolve(worker + ".err"));
    }

    /** Both, or none: what is open when the other fails is closed again. */
    static WorkerLog.Streams open(WorkerOutput output) {
        Fd out = open(output.stdout());
        try {
            return new WorkerLog.Streams(out, open(output.stderr()));
        } catch (OutputException e) {
            out.close();
            throw e;
        }
    }

    private static Fd open(Path fifo) {
        try {
            Fifo.create(fifo);
            Fd opened = Fifo.open(fifo);
            if (MAY_GROW_ALL || GROWN.getAndIncrement() < MOST_GROWN) {
                Fifo.resize(opened, PIPE_BYTES);
            }
            return opened;
        } catch (NativeException e) {
            throw new OutputException("FIFO " + fifo + ": " + e.getMessage() + "; remove what is there", e);
        }
    }

    static void remove(WorkerOutput output) {
        GROWN.updateAndGet(grown -> Math.max(0, grown - 2));
        try {
            Files.deleteIfExists(output.stdout());
            Files.deleteIfExists(output.stderr());
        } catch (IOException leftover) {
            // It is used again when the slot comes back.
            return;
        }
    }
}
