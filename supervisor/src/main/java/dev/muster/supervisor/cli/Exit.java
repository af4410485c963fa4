package dev.muster.supervisor.cli;

/** The exit codes of {@code muster}; scripts rely on them. 75 and 78 are sysexits.h's EX_TEMPFAIL and EX_CONFIG, 124 is timeout(1)'s. */
public final class Exit {
    public static final int OK = 0;
    /** Asked for and not achieved. */
    public static final int FAILED = 1;

    public static final int USAGE = 2;
    /** {@code status}: not every worker that is wanted is ready. */
    public static final int NOT_ALL_RUNNING = 3;
    /** A name that the fleet does not have, or a master that does not answer. */
    public static final int UNKNOWN = 4;

    public static final int NO_DAEMON = 7;
    /** {@code plan --exit-code}: something would change. */
    public static final int PENDING = 10;

    public static final int ALREADY_RUNNING = 75;
    public static final int CONFIGURATION = 78;
    public static final int TIMED_OUT = 124;

    private Exit() {}
}
