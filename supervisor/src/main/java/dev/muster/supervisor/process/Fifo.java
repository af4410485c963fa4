package dev.muster.supervisor.process;

import com.sun.jna.Pointer;
import dev.muster.supervisor.trust.FileFacts;
import dev.muster.supervisor.trust.Owner;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Named pipes. Thread-safe. */
public final class Fifo {

    private static final int F_SETPIPE_SZ = 1031;
    private static final int F_GETPIPE_SZ = 1032;
    private static final int FOR_OTHERS = 0077;

    private Fifo() {}

    /**
     * Makes the FIFO unless it is there already, readable and writable for its owner only.
     *
     * @throws NativeException EEXIST when something else has the name
     */
    public static void create(Path path) {
        if (Libc.mkfifo(Libc.cString(path.toString()), 0600) < 0) {
            int errno = Libc.errno();
            if (errno != Errno.EEXIST || !isFifo(path)) {
                throw new NativeException("mkfifo " + path, errno);
            }
        }
    }

    private static boolean isFifo(Path path) {
        try {
            return FileFacts.of(path, LinkOption.NOFOLLOW_LINKS).isFifo();
        } catch (IOException vanished) {
            return false;
        }
    }

    /**
     * Opens for reading, non-blocking. Opened read-write: with a writer of our own the pipe keeps what a dead child has written, and
     * never reports an end or a hang-up between two lives.
     *
     * @throws NativeException also when it is a link, no FIFO, or one that others may open
     */
    public static Fd open(Path path) {
        Fd fifo = Fd.open(path, Fd.O_RDWR | Fd.O_NONBLOCK | Fd.O_NOFOLLOW, 0);
        try {
            FileFacts facts = FileFacts.ofDescriptor(fifo.number());
            if (facts.isFifo() && Owner.isTrusted(facts.uid()) && !facts.has(FOR_OTHERS)) {
                return fifo;
            }
        } catch (IOException unreadable) {
            fifo.close();
            throw new NativeException("stat " + path, Errno.EPERM);
        }
        fifo.close();
        throw new NativeException("open " + path + ", which is no FIFO of ours alone", Errno.EPERM);
    }

    /**
     * The same pipe, open for reading alone: when nobody else has it open for writing, that is told as a hang-up.
     *
     * @param fifo stays open, and is the caller's to close
     */
    public static Fd onlyToRead(Fd fifo) {
        return Fd.open(Path.of("/proc/self/fd/" + fifo.number()), Fd.O_RDONLY | Fd.O_NONBLOCK, 0);
    }

    /**
     * Asks for a pipe of at least so many bytes.
     *
     * @return the size that it has now: the old one when the kernel refuses (pipe-max-size, or a user's pipe-user-pages-soft)
     */
    public static int resize(Fd fifo, int bytes) {
        int size = Libc.fcntl(fifo.number(), F_SETPIPE_SZ, (long) bytes);
        return size >= 0
                ? size
                : NativeException.check(Libc.fcntl(fifo.number(), F_GETPIPE_SZ, Pointer.NULL), "fcntl F_GETPIPE_SZ");
    }
}
