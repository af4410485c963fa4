package dev.muster.supervisor.process;

/** A system call failed; the message names the call, what it was about, and the error. Immutable. */
public final class NativeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    NativeException(String what, int errno) {
        super(what + ": " + Errno.describe(errno));
        this.errno = errno;
    }

    /** The error number, one of {@link Errno}'s when it is a usual one. */
    public int errno() {
        return errno;
    }

    /** Passes a result through, and throws with the current errno when it is negative. */
    static int check(int result, String what) {
        if (result < 0) {
            throw new NativeException(what, Libc.errno());
        }
        return result;
    }
}
