package dev.muster.supervisor.process;

/** How much of the processor a thread gets when others want it too. Java's own thread priorities do nothing on Linux. */
public final class Niceness {

    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;
    private static final int LOWEST = 19;

    private Niceness() {}

    /** Gives the calling thread the lowest priority, for good. It may always be lowered, so nothing can fail. */
    public static void yieldToOthers() {
        int unused = Libc.setpriority(PRIO_PROCESS, CALLING_THREAD, LOWEST);
    }
}
