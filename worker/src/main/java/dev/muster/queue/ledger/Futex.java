package dev.muster.queue.ledger;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits on an int in a mapped file until another process wakes it: futex(2), shared. On a processor whose system call number
 * is not known here it naps instead. Thread-safe.
 */
final class Futex {

    private static final int WAIT = 0;
    private static final int WAKE = 1;
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long NUMBER = number(System.getProperty("os.arch", ""));

    private static final ThreadLocal<Memory> TIMEOUT = ThreadLocal.withInitial(() -> new Memory(16));

    static {
        if (NUMBER >= 0) {
            Native.register(Futex.class, "c");
        }
    }

    private final Region region;
    private final long address;

    Futex(Region region) {
        this.region = region;
        this.address = NUMBER < 0 ? 0 : Pointer.nativeValue(Native.getDirectBufferPointer(region.buffer()));
    }

    private static long number(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64" -> 202;
            case "aarch64", "riscv64" -> 98;
            default -> -1;
        };
    }

    /** Sleeps while the int has the expected value, at most so long; may return early for no reason. */
    void await(int offset, int expected, long nanos) {
        if (NUMBER < 0) {
            if (region.getInt(offset) == expected) {
                LockSupport.parkNanos(Math.min(nanos, NAP_NANOS));
            }
            return;
        }
        Memory timeout = TIMEOUT.get();
        timeout.setLong(0, TimeUnit.NANOSECONDS.toSeconds(nanos));
        timeout.setLong(8, nanos % TimeUnit.SECONDS.toNanos(1));
        syscall(NUMBER, address + offset, WAIT, expected, Pointer.nativeValue(timeout), 0, 0);
    }

    /** Wakes one waiter of the int, if there is one. */
    void wake(int offset) {
        if (NUMBER >= 0) {
            syscall(NUMBER, address + offset, WAKE, 1, 0, 0, 0);
        }
    }

    // syscall(2) is variadic; on the Linux ABIs above integer arguments travel as in a call that is not.
    private static native long syscall(
            long number, long address, long operation, long value, long timeout, long address2, long value3);
}
