package dev.muster.worker;

/** A program's part in the fleet, see {@link Muster#join}. Thread-safe. */
public interface Membership extends WorkerContext, AutoCloseable {

    /**
     * Leaves in order and lets the program go on: no more jobs are taken, those in hand are finished, the hooks of {@code onTerminate} are
     * called, the queues closed. It returns when that is done, whoever began it; and at once within such a hook. As with any stop, the process
     * ends with exit code 1 when it takes longer than the grace. Not to be called by a handler of jobs, which it would wait for.
     */
    @Override
    void close();
}
