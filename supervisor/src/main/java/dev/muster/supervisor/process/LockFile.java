package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An exclusive lock that the kernel drops when its holder dies, however it dies (fcntl, POSIX). The file stays, with the last holder's
 * pid in it for the human reader; its being there means nothing. Thread-safe.
 */
public final class LockFile implements AutoCloseable {

    /** Somebody else has the lock. */
    public static final class HeldException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int holder;

        HeldException(Path path, int holder) {
            super(path + " is locked by process " + holder);
            this.holder = holder;
        }

        /** The holder's pid; 0 when it lives in another pid namespace. */
        public int holder() {
            return holder;
        }
    }

    private static final int F_GETLK = 5;
    private static final int F_SETLK = 6;
    private static final short F_WRLCK = 1;
    private static final int L_PID = 24;
    private static final int SIZEOF_FLOCK = 32;
    private static final int OWNER_ONLY = 0600;

    /** POSIX locks do not exclude their own process, and closing a second descriptor of the file would drop the first one's lock. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Fd fd;

    private LockFile(Path path, Fd fd) {
        this.path = path;
        this.fd = fd;
    }

    /**
     * Takes the lock without waiting.
     *
     * @throws HeldException when another process, or this one, has it
     * @throws NativeException when the file cannot be opened
     */
    public static LockFile acquire(Path path) {
        Path key = path.toAbsolutePath().normalize();
        if (!HELD_HERE.add(key)) {
            throw new HeldException(path, Libc.getpid());
        }
        LockFile lock = null;
        try {
            lock = new LockFile(key, Fd.open(path, Fd.O_RDWR | Fd.O_CREAT | Fd.O_NOFOLLOW, OWNER_ONLY));
            // Whoever can read it could lock it, too; a version before this one let everybody read.
            Libc.fchmod(lock.fd.number(), OWNER_ONLY);
            lock.lockOrThrow(path);
            return lock;
        } catch (RuntimeException failed) {
            if (lock != null) {
                lock.fd.close();
            }
            HELD_HERE.remove(key);
            throw failed;
        }
    }

    private void lockOrThrow(Path shown) {
        try (Memory flock = new Memory(SIZEOF_FLOCK)) {
            while (true) {
                flock.clear();
                flock.setShort(0, F_WRLCK);
                if (Libc.fcntl(fd.number(), F_SETLK, flock) == 0) {
                    break;
                }
                int errno = Libc.errno();
                if (errno != Errno.EAGAIN && errno != Errno.EACCES) {
                    throw new NativeException("lock " + shown, errno);
                }
                NativeException.check(Libc.fcntl(fd.number(), F_GETLK, flock), "fcntl F_GETLK " + shown);
                // Unlocked again between the two calls: have another try.
                if (flock.getShort(0) == F_WRLCK) {
                    throw new HeldException(shown, flock.getInt(L_PID));
                }
            }
        }
        Libc.ftruncate(fd.number(), 0);
        fd.write(ByteBuffer.wrap((Libc.getpid() + "\n").getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void close() {
        fd.close();
        HELD_HERE.remove(path);
    }

    @Override
    public String toString() {
        return "lock " + path;
    }
}
