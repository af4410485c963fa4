package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Signals;

/**
 * How a process ended, as the kernel told it: exactly one of both is meaningful. Immutable.
 *
 * @param code 0 to 255, or -1 when it was killed by a signal
 * @param signal the number of the signal, or 0 when it exited
 */
public record ExitStatus(int code, int signal) {

    public static ExitStatus exited(int code) {
        return new ExitStatus(code, 0);
    }

    public static ExitStatus signalled(int signal) {
        return new ExitStatus(-1, signal);
    }

    /** The end was noticed, its status was not: another process had reaped it. */
    public static ExitStatus unknown() {
        return new ExitStatus(-1, 0);
    }

    public boolean isExit() {
        return code >= 0;
    }

    public boolean isSignal() {
        return signal > 0;
    }

    /** {@code exit 3}, {@code killed by SIGKILL}. */
    @Override
    public String toString() {
        if (isExit()) {
            return "exit " + code;
        }
        return isSignal() ? "killed by SIG" + Signals.name(signal) : "ended with an unknown status";
    }
}
