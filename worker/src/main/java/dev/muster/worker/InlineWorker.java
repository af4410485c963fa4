package dev.muster.worker;

import dev.muster.queue.Job;
import dev.muster.wire.Json;
import dev.muster.wire.WorkerEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A worker without a process of its own: whoever made it runs its service, and its handlers one job at a time. The inline mode of
 * {@code muster-testing} is made of it. Handlers and the rest of a worker may be on different threads, but in turns: not
 * thread-safe.
 *
 * <p>For the test kit, and not part of the public interface: it may change with any version.
 */
public final class InlineWorker implements AutoCloseable {
    private final StopSignal stop;
    private final LiveContext context;
    private final Hooks hooks;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private boolean begun;
    private final List<HandlerLoop> handlers = new CopyOnWriteArrayList<>();
    private int last;

    /**
     * Nothing of the service runs yet.
     *
     * @param environment who it is, and its settings and queues
     * @param pace by which clock it waits
     * @throws dev.muster.wire.JsonException when the settings in the environment cannot be read
     */
    public InlineWorker(WorkerEnvironment environment, Pace pace) {
        stop = new StopSignal(pace);
        Settings settings = Settings.of(Json.parseObject(environment.settings()));
        hooks = new Hooks(environment.worker(), () -> {}, failures::add, new HookThread("", true));
        context = new LiveContext(environment, settings, stop, this::ready, why -> {}, hooks, () -> {});
        context.turnedBy(handlers::add, pace);
    }

    private void ready() {
        if (begun) {
            hooks.ready();
        }
    }

    /**
     * Runs a service, on the calling thread, until its run() returns.
     *
     * @param service made by {@link #construct}, or otherwise
     * @throws Exception what it has thrown, or one of its onReady hooks
     */
    public void run(Service service) throws Exception {
        begun = true;
        service.run(context);
        hooks.ready();
        if (!failures.isEmpty()) {
            throw new IllegalStateException("a hook has thrown " + failures.get(0), failures.get(0));
        }
    }

    /**
     * Calls terminate() of a service, and the hooks for that.
     *
     * @param service the one that runs
     * @param grace what it is told that is left
     * @return what they have thrown, in that order; empty when all is well
     */
    public List<Throwable> terminate(Service service, Duration grace) {
        List<Throwable> thrown = new ArrayList<>();
        try {
            service.terminate(grace);
        } catch (Exception e) {
            thrown.add(e);
        }
        thrown.addAll(hooks.terminate(System.nanoTime() + grace.toNanos()));
        return thrown;
    }

    /**
     * New settings, as a reload brings them.
     *
     * @param service the one that runs
     * @param wanted the new settings
     * @throws Exception what the service or a hook has thrown; then the old ones are in force
     */
    public void reload(Service service, Settings wanted) throws Exception {
        if (!hooks.reloads() || Lifecycle.reloadsItself(service)) {
            service.reload(wanted);
        }
        hooks.reload(wanted);
        context.settings(wanted);
    }

    /**
     * What the service is given.
     *
     * @return the same in all its life
     */
    public WorkerContext context() {
        return context;
    }

    /**
     * Makes a service as {@link WorkerMain} does.
     *
     * @param type has a constructor with one {@link WorkerContext} or without arguments
     * @return nothing of it runs yet
     * @throws Exception what the constructor has thrown
     */
    public Service construct(Class<? extends Service> type) throws Exception {
        return WorkerMain.construct(type, context);
    }

    /**
     * Whether it goes on when run() has returned.
     *
     * @return true with a handler or a periodic task
     */
    public boolean hasRegistrations() {
        return !handlers.isEmpty() || context.hasRegistrations();
    }

    /**
     * Handles one job, if one is ready, on the calling thread; several handlers in turns. An Error of a handler is thrown on.
     *
     * @return whether there was one
     * @throws InterruptedException when the calling thread is interrupted
     */
    public boolean handleNext() throws InterruptedException {
        for (int i = 0; i < handlers.size(); i++) {
            last = (last + 1) % handlers.size();
            if (handlers.get(last).step()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Runs the periodic tasks that are due, on the calling thread.
     *
     * @return how long until the next one is; empty for never
     */
    public Optional<Duration> runDue() {
        return context.periodics().runDue();
    }

    /** Asks for the stop: no more jobs are claimed, and whoever waits for it sees it at its next turn. */
    public void stop() {
        stop.beStopping();
        context.periodics().stop();
        context.queues().quiet();
    }

    /** Gives back what the calling thread holds and has not settled. */
    public void closeThoseOfThisThread() {
        context.queues().closeThoseOf(Thread.currentThread());
    }

    /** Closes its queues. */
    @Override
    public void close() {
        context.queues().close();
    }

    /**
     * A payload as it stands in a queue.
     *
     * @param payload see {@link WorkerContext#queue}
     * @return at once, for the queue's only handler
     */
    public static Job job(Object payload) {
        return Payloads.job(payload);
    }

    /**
     * A payload as a handler gets it.
     *
     * @param <T> what it is
     * @param job as it was put
     * @param type its class
     * @return the job's payload
     * @throws IllegalArgumentException when it is no T
     */
    public static <T> T payload(Job job, Class<T> type) {
        try {
            return Payloads.value(job, type);
        } catch (dev.muster.wire.JsonException e) {
            throw new IllegalArgumentException(Payloads.unreadable(e), e);
        }
    }
}
