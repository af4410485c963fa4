package dev.muster.worker;

import java.time.Duration;

/**
 * What a worker does. The main class of a service implements it and has a constructor without arguments, or with one
 * {@link WorkerContext}. The three methods are called on different threads; the shape is cotyledon's.
 */
public interface Service {

    /**
     * The work, on the main thread. It may register handlers and periodic tasks and return: the worker then lives until it is stopped.
     * Without any, its return ends the worker with exit code 0. An exception ends the worker with exit code 2, an
     * {@link ExitException} with its own; so does one that nobody caught in any other thread, daemons apart but not virtual threads.
     *
     * <p>On a stop the jobs in hand are finished and {@link #terminate} is called while this method may still run. A run()
     * that has used the context to learn of the stop ({@code stopping}, {@code awaitStop}, {@code take}, {@code poll}) is
     * then given the rest of the grace to return; one that never asked can learn of it only by an interrupt, and gets it as
     * soon as terminate has returned.
     *
     * @param context its worker, and what may be asked of it; also given to a constructor with one WorkerContext
     * @throws Exception ends the worker with exit code 2 and the stack in its log, but for a {@link StoppingException} and, once a stop was
     *     asked for, what an interrupt has caused
     */
    void run(WorkerContext context) throws Exception;

    /**
     * Called once on a stop, on a thread of its own, after the last job in hand has been settled: make {@link #run} return,
     * close what must be closed. An {@link ExitException} sets the exit code, which is 0 otherwise.
     *
     * @param grace what is left of it; when it has passed, the worker ends with exit code 1 wherever it stands
     * @throws Exception ends the worker with exit code 2 and the stack in its log
     */
    default void terminate(Duration grace) throws Exception {}

    /**
     * New settings, or a SIGHUP (then they are the old ones), on a thread of its own while {@link #run} goes on. The default
     * asks for a restart in the same slot. When it throws anything else, the worker goes on with its old settings.
     *
     * @param settings those that are wanted; {@link WorkerContext#settings()} gives them when this has returned
     * @throws RestartRequestedException when the change needs a new process: this one is stopped and its slot started again
     * @throws Exception logged and told to whoever asked for the reload; the worker goes on with its old settings
     */
    default void reload(Settings settings) throws Exception {
        throw new RestartRequestedException("the service has no reload()");
    }
}
