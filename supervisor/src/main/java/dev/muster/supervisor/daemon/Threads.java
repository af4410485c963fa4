package dev.muster.supervisor.daemon;

/** Threads named for their duty. */
final class Threads {

    private Threads() {}

    /** A thread that does not keep the master alive. */
    static Thread daemon(String name, Runnable duty) {
        Thread thread = new Thread(duty, name);
        thread.setDaemon(true);
        return thread;
    }
}
