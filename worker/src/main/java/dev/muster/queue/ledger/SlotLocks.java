package dev.muster.queue.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Byte locks on slots.lock. Byte i says that the owner of slot i is alive: the kernel drops it whatever the death, and
 * neither a zombie, a reused pid nor a restarted container can be mistaken for it. Bytes from {@link #INIT} on guard steps
 * that one process at a time may take. Thread-safe.
 *
 * <p>POSIX drops all of a process's locks on a file when the process closes <em>any</em> descriptor of it. So there is one
 * channel a JVM and file (see {@link QueueDirectory}) and it is never closed; and only {@code tryLock} is used, because
 * {@code lock}, read, write and size close the channel of an interrupted thread.
 */
public final class SlotLocks {

    public static final long INIT = 100_000;
    public static final long COMPACTION = 100_001;
    public static final long CREATION = 100_002;
    /** Puts of jobs with a unique key. */
    public static final long UNIQUE = 100_003;

    public static final long MASTER = 100_004;
    /** Puts of the jobs of timetables. */
    public static final long TICKS = 100_005;

    /** From here on a byte for each job that may be held at a time, in a queue with {@code max-running}. */
    public static final long PERMITS = 200_000;

    /** From here on the bytes of those who open a segment; who removes one takes them all. */
    private static final long OPENING = 110_000;

    private static final int OPENERS = 4096;

    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final FileChannel channel;
    private final Map<Long, FileLock> held = new ConcurrentHashMap<>();

    SlotLocks(Path file) {
        this.channel = Uninterrupted.call(() -> {
            try {
                return FileChannel.open(file, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Takes a byte if nobody has it, in this JVM or another. */
    public boolean tryLock(long position) {
        return tryLock(position, 1);
    }

    private boolean tryLock(long position, long bytes) {
        if (holds(position)) {
            return false; // asked twice a second for our own slots: cheaper than the exception below
        }
        try {
            FileLock lock = channel.tryLock(position, bytes, false);
            if (lock == null) {
                return false;
            }
            held.put(position, lock);
            return true;
        } catch (OverlappingFileLockException e) {
            return false; // held by this JVM
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock byte " + position + " of slots.lock", e);
        }
    }

    /**
     * Takes a byte, waiting for its holder. The waits are short because whoever dies lets go.
     *
     * @throws IllegalStateException after 30 seconds: the holder is alive and stopped
     */
    public void lock(long position) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!tryLock(position)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("byte " + position
                        + " of slots.lock is held for 30 s by a process that neither goes on nor dies (stopped?)");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /**
     * Takes a byte that its holder may keep for as long as the work takes: whoever dies lets go.
     *
     * @param everySecond what to do meanwhile
     */
    void lockPatiently(long position, Runnable everySecond) {
        long told = System.nanoTime();
        while (!tryLock(position)) {
            if (System.nanoTime() - told > TimeUnit.SECONDS.toNanos(1)) {
                everySecond.run();
                told = System.nanoTime();
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Keeps segments where they are until {@link #opened}; waits for one that is being moved away. */
    public void opening() {
        lock(openersByte());
    }

    public void opened() {
        unlock(openersByte());
    }

    private static long openersByte() {
        return OPENING + 1 + ProcessIdentity.self().pid() % OPENERS;
    }

    /** Keeps everybody from opening segments until {@link #removed}, unless somebody is at it. */
    boolean tryRemoving() {
        return tryLock(OPENING, 1 + OPENERS);
    }

    void removed() {
        unlock(OPENING);
    }

    public void unlock(long position) {
        FileLock lock = held.remove(position);
        if (lock == null) {
            throw new IllegalStateException("byte " + position + " of slots.lock is not held by this process");
        }
        try {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlock byte " + position + " of slots.lock", e);
        }
    }

    /** Whether this JVM holds the byte. */
    public boolean holds(long position) {
        return held.containsKey(position);
    }

    /** Whether somebody, here or elsewhere, holds the byte at this moment. */
    public boolean isHeld(long position) {
        if (holds(position) || !tryLock(position)) {
            return true;
        }
        unlock(position);
        return false;
    }
}
