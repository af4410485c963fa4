package dev.muster.worker;

/**
 * Does one job. Called on one thread at a time, unless {@link HandlerOptions} say otherwise.
 *
 * @param <T> what its jobs carry
 */
@FunctionalInterface
public interface JobHandler<T> {

    /**
     * Does the job; delivery is at least once, so doing it twice must be harmless.
     *
     * @param payload what was put
     * @param context which job this is, and what may be said of it meanwhile
     * @return what becomes of the job
     * @throws Exception when it failed: it is tried again, later each time
     */
    Outcome handle(T payload, JobContext context) throws Exception;
}
