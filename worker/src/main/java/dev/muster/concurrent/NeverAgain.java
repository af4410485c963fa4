package dev.muster.concurrent;

/**
 * Thrown by a periodic task that has done what there was to do: this run counts as a success, and there is no other. It carries no stack
 * trace. Immutable.
 */
public final class NeverAgain extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Without a reason. */
    public NeverAgain() {
        this("");
    }

    /**
     * With a reason.
     *
     * @param why for whoever reads it in a debugger; it is logged nowhere
     */
    public NeverAgain(String why) {
        super(why, null, false, false);
    }
}
