package dev.muster.supervisor.log;

import dev.muster.supervisor.process.Niceness;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses rotated files, one at a time, on a thread that yields to all others: nobody waits for it. A file that cannot be compressed
 * stays as it is. Thread-safe.
 */
final class Archiver implements AutoCloseable {

    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    private static final FileAttribute<Set<PosixFilePermission>> AS_THE_ORIGINAL =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private static final long MOST_MILLIS_TO_END = 2000;

    private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "muster-archive");
    private volatile boolean closed;

    /** {@code most}: what all files of this log together may have, with the compressed copy beside its original. */
    private record Task(Generations generations, Generation file, long most) {}

    Archiver() {
        thread.setDaemon(true);
        thread.start();
    }

    void compress(Generations generations, Generation file, long most) {
        tasks.add(new Task(generations, file, most));
    }

    private void run() {
        Niceness.yieldToOthers();
        while (!closed) {
            try {
                attempt(tasks.take());
            } catch (InterruptedException end) {
                return;
            }
        }
    }

    private void attempt(Task task) {
        try {
            compress(task);
        } catch (IOException | RuntimeException stays) {
            // The plain file is still there and still counted; the next master tries again.
            return;
        }
    }

    private void compress(Task task) throws IOException {
        Generations generations = task.generations;
        if (!generations.reserve(task.file, task.most)) {
            return;
        }
        Path plain = task.file.in(generations.directory());
        Path unfinished = task.file.unfinishedIn(generations.directory());
        try {
            if (copy(plain, unfinished)) {
                Files.setLastModifiedTime(unfinished, Files.getLastModifiedTime(plain));
                generations.replace(task.file, unfinished, Files.size(unfinished));
            }
        } finally {
            Files.deleteIfExists(unfinished);
            generations.release();
        }
    }

    /** False when closed meanwhile. Forced to disk before it gets its name: the original is deleted right after. */
    private boolean copy(Path plain, Path compressed) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(plain, LinkOption.NOFOLLOW_LINKS);
                FileChannel file = FileChannel.open(compressed, CREATE, AS_THE_ORIGINAL)) {
            OutputStream out = new GZIPOutputStream(Channels.newOutputStream(file), buffer.length);
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (closed) {
                    return false;
                }
                out.write(buffer, 0, count);
            }
            out.close();
        }
        try (FileChannel file = FileChannel.open(compressed, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        return true;
    }

    /** Gives up the file under way; it stays plain, and nothing half-written is left. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(MOST_MILLIS_TO_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
