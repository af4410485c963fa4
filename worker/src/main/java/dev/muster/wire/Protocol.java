package dev.muster.wire;

/** The version of what master and worker say to each other. */
public final class Protocol {
    /**
     * Told in {@code hello}. New methods and new optional members do not raise it: both sides pass over what they do not
     * know. A worker may be older or newer than its master, because a master is upgraded while workers run.
     */
    public static final int VERSION = 1;

    private Protocol() {}
}
