package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor that is closed once. Close is thread-safe and idempotent; a descriptor is read and written by one thread, and that
 * thread closes it (closing under a reader would hand its number to somebody else).
 */
public final class Fd implements AutoCloseable {

    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    private static final int SEEK_END = 2;

    /** One of the few flags whose value is not the same on AArch64. */
    static final int O_NOFOLLOW = System.getProperty("os.arch").equals("aarch64") ? 0x8000 : 0x20000;

    private static final int CLOSED = -1;
    private static final long FIONREAD = 0x541B;
    private static final ThreadLocal<Memory> COUNT = ThreadLocal.withInitial(() -> new Memory(Integer.BYTES));

    private final AtomicInteger number;

    Fd(int number) {
        this.number = new AtomicInteger(number);
    }

    /** Opens with close-on-exec. */
    static Fd open(Path path, int flags, int mode) {
        int fd = Libc.open(Libc.cString(path.toString()), flags | O_CLOEXEC, mode);
        return new Fd(NativeException.check(fd, "open " + path));
    }

    /**
     * Opens or creates a file to write at its end (seek there first: O_APPEND would keep {@link PipeTap#move} out). Follows no
     * symbolic link, and does not wait for the reader of a FIFO that somebody has put there.
     */
    public static Fd openToExtend(Path path, int mode) {
        return open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, mode);
    }

    /** Opens to read what somebody else may have put there: follows no symbolic link, and waits for nobody. */
    public static Fd openToRead(Path path) {
        return open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
    }

    /** Goes to the end of a file; returns its size. */
    public long seekEnd() {
        long size = Libc.lseek(number(), 0, SEEK_END);
        if (size < 0) {
            throw new NativeException("lseek", Libc.errno());
        }
        return size;
    }

    /**
     * The number, for messages and for {@link Epoll}.
     *
     * @throws IllegalStateException when closed
     */
    public int number() {
        int fd = number.get();
        if (fd == CLOSED) {
            throw new IllegalStateException("descriptor is closed");
        }
        return fd;
    }

    public boolean isOpen() {
        return number.get() != CLOSED;
    }

    /**
     * Reads into the buffer as a channel does.
     *
     * @return the number of bytes, 0 when it would block (or the buffer is full), -1 at the end of the file
     * @throws NativeException for every other error
     */
    public int read(ByteBuffer into) {
        if (!into.hasRemaining()) {
            return 0;
        }
        if (!into.isDirect()) {
            return readHeap(into);
        }
        while (true) {
            // A slice, because JNA hands over the address of a buffer's beginning, not of its position.
            int count = (int) Libc.read(number(), into.slice(), into.remaining());
            if (count > 0) {
                into.position(into.position() + count);
                return count;
            }
            if (count == 0) {
                return -1;
            }
            if (wouldBlock("read")) {
                return 0;
            }
        }
    }

    /** As {@link #read(ByteBuffer)}, into the beginning of an array. */
    public int read(byte[] into) {
        return read(ByteBuffer.wrap(into));
    }

    private int readHeap(ByteBuffer into) {
        ByteBuffer direct = ByteBuffer.allocateDirect(into.remaining());
        int count = read(direct);
        into.put(direct.flip());
        return count;
    }

    /**
     * Writes what the descriptor takes.
     *
     * @return the number of bytes, 0 when it would block
     * @throws NativeException for every other error, EPIPE among them
     */
    public int write(ByteBuffer from) {
        if (!from.hasRemaining()) {
            return 0;
        }
        if (!from.isDirect()) {
            return writeHeap(from);
        }
        while (true) {
            int count = (int) Libc.write(number(), from.slice(), from.remaining());
            if (count >= 0) {
                from.position(from.position() + count);
                return count;
            }
            if (wouldBlock("write")) {
                return 0;
            }
        }
    }

    /** As {@link #write(ByteBuffer)}, from the beginning of an array. */
    public int write(byte[] from) {
        return write(ByteBuffer.wrap(from));
    }

    private int writeHeap(ByteBuffer from) {
        ByteBuffer direct = ByteBuffer.allocateDirect(from.remaining());
        direct.put(from.duplicate()).flip();
        int count = write(direct);
        from.position(from.position() + count);
        return count;
    }

    /** How many bytes wait to be read from a pipe or a socket. */
    public int available() {
        Memory count = COUNT.get();
        NativeException.check(Libc.ioctl(number(), FIONREAD, count), "ioctl FIONREAD");
        return count.getInt(0);
    }

    /** True for EAGAIN, false for EINTR (try again at once). */
    private static boolean wouldBlock(String call) {
        int errno = Libc.errno();
        if (errno == Errno.EAGAIN) {
            return true;
        }
        if (errno == Errno.EINTR) {
            return false;
        }
        throw new NativeException(call, errno);
    }

    @Override
    public void close() {
        int fd = number.getAndSet(CLOSED);
        if (fd != CLOSED) {
            // The result is of no use: Linux has released the number even when it reports EINTR or EIO.
            Libc.close(fd);
        }
    }

    @Override
    public String toString() {
        return "fd " + number.get();
    }
}
