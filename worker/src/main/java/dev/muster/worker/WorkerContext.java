package dev.muster.worker;

import dev.muster.concurrent.MeasuredExecutor;
import dev.muster.concurrent.Periodic;
import dev.muster.concurrent.Watcher;
import java.time.Duration;
import java.util.function.Consumer;

/** What a service knows of its worker and may ask of it. Thread-safe. */
public interface WorkerContext {

    /**
     * Who this is; the same in every life of the slot.
     *
     * @return such as {@code printer.1}
     */
    String worker();

    /**
     * Which service of the configuration this is.
     *
     * @return such as {@code printer}
     */
    String service();

    /**
     * Which of the service's workers this is.
     *
     * @return counts from 1
     */
    int slot();

    /**
     * Which life of the slot this is.
     *
     * @return counts from 1
     */
    int incarnation();

    /**
     * The service's settings; the new ones after a successful reload.
     *
     * @return of this moment: ask again rather than keep them
     */
    Settings settings();

    /**
     * Tells the master that the work has begun; further calls do nothing. A service that does not call it is ready when it
     * first asks for work or for the stop: {@code handle}, {@code take}, {@code poll}, {@code stopping}, {@code awaitStop}.
     */
    void ready();

    /**
     * Whether a stop has been asked for.
     *
     * @return true from then on
     */
    boolean stopping();

    /**
     * Waits for the stop.
     *
     * @throws InterruptedException when the thread is interrupted: let it pass
     */
    void awaitStop() throws InterruptedException;

    /**
     * Waits for the stop, so long at most: the sleep of a loop.
     *
     * @param longest zero or less for: only look
     * @return true when the worker is stopping, false when the time has passed
     * @throws InterruptedException when the thread is interrupted: let it pass
     */
    boolean awaitStop(Duration longest) throws InterruptedException;

    /**
     * The queue behind a role of this service, opened at the first call (0.4 s when it is the first Chronicle queue).
     *
     * @param <T> what its jobs carry
     * @param role as the service's {@code queues} call it, such as {@code in}
     * @param type of the payload: a record, String, a number, Boolean, an enum, Map or List are JSON; byte[] is taken as it is; {@link
     *     dev.muster.queue.Job} is the job itself, whatever is in it
     * @return closed by the worker; of one thread as far as it takes jobs
     * @throws IllegalArgumentException when the service has no such role
     */
    <T> WorkQueue<T> queue(String role, Class<T> type);

    /**
     * Handles each job of a role's queue, one at a time, on a thread of its own that starts at once. An exception of the handler is a
     * failure: the job is tried again, later each time, and put aside as dead when the queue's attempts are used up. So is, at once, a job that
     * was put for a handler of another name. An Error ends the worker.
     *
     * @param <T> what its jobs carry
     * @param role as the service's {@code queues} call it, such as {@code in}
     * @param type of the payload, see {@link #queue}; one that cannot be read as that is put aside as dead
     * @param handler called on the thread of its own
     * @throws IllegalArgumentException when the service has no such role
     */
    <T> void handle(String role, Class<T> type, JobHandler<T> handler);

    /**
     * As {@link #handle(String, Class, JobHandler)}, several at a time or with a time limit.
     *
     * @param <T> what its jobs carry
     * @param role as the service's {@code queues} call it, such as {@code in}
     * @param type of the payload, see {@link #queue}; one that cannot be read as that is put aside as dead
     * @param handler called on as many threads as the options say
     * @param options how many at a time, on which threads, how long
     * @throws IllegalArgumentException when the service has no such role, or the time limit is longer than the queue's
     */
    <T> void handle(String role, Class<T> type, JobHandler<T> handler, HandlerOptions options);

    /**
     * As {@link #handle(String, Class, JobHandler)} with several handlers: each job goes to the one that it was put for.
     *
     * @param role as the service's {@code queues} call it, such as {@code in}
     * @param known the handlers by their names
     * @throws IllegalArgumentException when the service has no such role
     */
    void handle(String role, Handlers known);

    /**
     * As {@link #handle(String, Handlers)}, several at a time or with a time limit.
     *
     * @param role as the service's {@code queues} call it, such as {@code in}
     * @param known the handlers by their names
     * @param options how many at a time, on which threads, how long
     * @throws IllegalArgumentException when the service has no such role, or the time limit is longer than the queue's
     */
    void handle(String role, Handlers known, HandlerOptions options);

    /**
     * Runs a task every so often in this worker, first after the spacing, on a thread of its own. It never overlaps itself. An exception is
     * logged, the first of a row with its stack, and the task goes on at its next time; one that must not go on throws {@link
     * dev.muster.concurrent.NeverAgain}. A stop begins no run any more, and waits within the grace for those that go on. Every worker runs
     * its own: for one run in the whole fleet, see {@code muster.cron} in the configuration.
     *
     * @param spacing from the start of a run to the start of the next one
     * @param task runs on a thread of its own
     * @return the figures of the task, and the way to stop it alone
     * @throws StoppingException when the worker stops
     */
    Watcher every(Duration spacing, Periodic.Task task);

    /**
     * The same with a choice of when: {@code context.periodic(Periodic.every(ofMinutes(5)).aligned().jitter(0.1).named("refresh"), this::refresh)}.
     *
     * @param when it runs
     * @param task runs on a thread of its own
     * @return the figures of the task, and the way to stop it alone
     * @throws StoppingException when the worker stops
     */
    Watcher periodic(Periodic when, Periodic.Task task);

    /**
     * An executor of this worker's: {@code context.executor(MeasuredExecutor.builder().name("fetch").threads(8))}. Its figures are in the
     * worker's entry of {@code muster status --json} and in its thread dumps. At a stop it goes on while jobs are in hand and hooks are called,
     * then it takes no more tasks, and what it has accepted is done within the rest of the grace; delayed tasks are cancelled unless it keeps
     * them. It does not keep a worker going whose run() has returned.
     *
     * @param options with a name that no other executor of the worker has
     * @return the same until it is closed, by the worker or earlier
     * @throws IllegalArgumentException when the worker has one of this name that is not shut down
     * @throws StoppingException when they have ended already
     */
    default MeasuredExecutor executor(MeasuredExecutor.Builder options) {
        throw new UnsupportedOperationException("this context has no executors");
    }

    /**
     * The same with at most so many threads, none of which is there while there is nothing to do.
     *
     * @param name that no other executor of the worker has
     * @param threads at least 1
     * @return the same until it is closed
     * @throws IllegalArgumentException when the worker has one of this name that is not shut down
     * @throws StoppingException when they have ended already
     */
    default MeasuredExecutor executor(String name, int threads) {
        return executor(MeasuredExecutor.builder().name(name).threads(threads));
    }

    /**
     * A durable list that only grows, shared by all workers of the fleet: any appends, any reads in order. There is one of each name, made at
     * the first call anywhere; {@code muster results NAME} shows it. The worker closes it in its end.
     *
     * @param <T> what is in it
     * @param name letters, digits, {@code _}, {@code .} and {@code -}
     * @param type see {@link SharedList}
     * @return the same for all workers of the fleet
     * @throws IllegalArgumentException for another name
     * @throws IllegalStateException when the worker was started without a master; take {@link SharedList#open}
     * @throws java.io.UncheckedIOException when this user may not use the master's state directory, which is that of the master alone
     */
    default <T> SharedList<T> results(String name, Class<T> type) {
        throw new UnsupportedOperationException("this context has no results");
    }

    /**
     * Calls this once the worker is ready, at once when it is already; several one after the other, on a thread of their own that nothing waits
     * for. An exception ends the worker as one of {@link Service#run} does: with exit code 2, an {@link ExitException} with its own.
     *
     * @param hook called once
     */
    void onReady(Runnable hook);

    /**
     * Calls this once when the worker ends in order: a stop, or the return of {@link Service#run}. It comes after the last job in hand and
     * {@link Service#terminate}, those registered last first, on the thread of terminate(), while run() may still go on. What one throws
     * keeps no other from being called; then the worker ends with exit code 2 and the stack in its log, or that of an {@link ExitException}. One
     * that hangs ends with its worker, exit code 1, when the grace has passed. It is not called when the worker ends in another way.
     *
     * @param hook called once
     * @throws StoppingException when they are being called already: let it pass
     */
    void onTerminate(Runnable hook);

    /**
     * As {@link #onTerminate(Runnable)}; the hook is told what is left of the grace.
     *
     * @param hook called once
     * @throws StoppingException when they are being called already: let it pass
     */
    void onTerminate(Consumer<Duration> hook);

    /**
     * Calls this with new settings, or the old ones at a SIGHUP: after {@link Service#reload}, in the order of registration, on a thread
     * of its own. Where there is such a hook, a service without a reload() is not restarted. What one throws is the end of this reload: the
     * worker goes on, {@link #settings()} stays as it was, hooks before it have seen the new ones, later ones are not called. One that hangs
     * keeps later reloads waiting, and nothing else.
     *
     * <p>It throws {@link RestartRequestedException} when the change needs a new process.
     *
     * @param hook called with each reload
     */
    void onReload(Consumer<Settings> hook);

    /**
     * Calls this when a process of another worker of the same fleet has ended, however it did, about as soon as the master knows; one after the
     * other, on a thread of their own that nothing waits for. What one throws is logged, and the worker goes on: the death of one is not to
     * take others along. Of a hook that hangs, ten thousand deaths are kept.
     *
     * <p>It is news and no record: nobody tells of deaths while there is no master, those of a whole fleet that stops may be missing, and
     * without a master it is never called.
     *
     * @param hook called with each death
     */
    void onPeerDeath(Consumer<PeerDeath> hook);
}
