package dev.muster.queue.ledger;

import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Gives a file its blocks before anybody writes to them through a mapping: a mapped write that finds the disk full kills the JVM
 * (SIGBUS). Holds the file open until it is closed, because closing drops the locks that this process has on it. Not thread-safe.
 */
public final class Allocator implements AutoCloseable {

    private static final int READ_WRITE = 2;
    private static final int CREATE = 0100;
    private static final int CLOSE_ON_EXEC = 02000000;
    private static final int MODE = 0644;
    private static final int KEEP_SIZE = 1;
    private static final int SEEK_DATA = 3;

    private static final int ENXIO = 6;

    private static final int EINTR = 4;
    private static final int ENOSPC = 28;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;
    private static final int EDQUOT = 122;

    private static final byte[] ZEROS = new byte[64 << 10];

    static {
        Native.register(Allocator.class, "c");
    }

    private final Path file;
    private final int descriptor;

    private Allocator(Path file, int descriptor) {
        this.file = file;
        this.descriptor = descriptor;
    }

    /** Opens a file, making an empty one when there is none. */
    public static Allocator open(Path file) {
        int descriptor = open(file.toString(), READ_WRITE | CREATE | CLOSE_ON_EXEC, MODE);
        if (descriptor < 0) {
            throw failed(Native.getLastError(), file, 0);
        }
        return new Allocator(file, descriptor);
    }

    /** Makes sure of the first bytes of a file that may not exist yet; its size stays as it is. */
    public static void reserve(Path file, long bytes) {
        try (Allocator allocator = open(file)) {
            allocator.allocate(0, bytes);
        }
    }

    /**
     * Gives a part of the file its blocks; the file's size stays as it is. On a file system that cannot do this, zeros are written,
     * so nobody may have written there.
     *
     * @throws DiskFullException when they are not to be had
     */
    public void allocate(long offset, long bytes) {
        while (fallocate(descriptor, KEEP_SIZE, offset, bytes) != 0) {
            int error = Native.getLastError();
            if (error == EOPNOTSUPP || error == ENOSYS) {
                writeZeros(offset, bytes);
                return;
            }
            if (error != EINTR) {
                throw failed(error, file, bytes);
            }
        }
    }

    /**
     * Where a file goes on behind blocks that nobody has ever written; its length when nothing comes any more. On a file system that
     * cannot tell, where it was asked from.
     */
    public static long nextData(Path file, long from) {
        int descriptor = open(file.toString(), CLOSE_ON_EXEC, 0);
        if (descriptor < 0) {
            return from;
        }
        try {
            long found = lseek(descriptor, from, SEEK_DATA);
            boolean end = found < 0 && Native.getLastError() == ENXIO;
            return end ? Math.max(from, file.toFile().length()) : Math.max(from, found);
        } finally {
            close(descriptor);
        }
    }

    private void writeZeros(long offset, long bytes) {
        long end = offset + bytes;
        long at = offset;
        while (at < end) {
            long written = pwrite(descriptor, ZEROS, Math.min(ZEROS.length, end - at), at);
            if (written >= 0) {
                at += written;
            } else if (Native.getLastError() != EINTR) {
                throw failed(Native.getLastError(), file, end - at);
            }
        }
    }

    private static RuntimeException failed(int error, Path file, long bytes) {
        return error == ENOSPC || error == EDQUOT
                ? new DiskFullException(file, bytes)
                : new UncheckedIOException(new IOException(file + ": cannot be given its blocks, error " + error));
    }

    @Override
    public void close() {
        close(descriptor);
    }

    // open(2) is variadic; on the Linux ABIs that are supported integer arguments travel as in a call that is not.
    private static native int open(String path, int flags, int mode);

    private static native int fallocate(int descriptor, int mode, long offset, long bytes);

    private static native long pwrite(int descriptor, byte[] from, long bytes, long offset);

    private static native long lseek(int descriptor, long offset, int whence);

    private static native int close(int descriptor);
}
