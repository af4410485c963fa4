package dev.muster.worker;

import dev.muster.concurrent.MeasuredExecutor;
import dev.muster.concurrent.Periodic;
import dev.muster.concurrent.Watcher;
import dev.muster.wire.WorkerEnvironment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The context of a running service, or of a program that has joined. */
final class LiveContext implements Membership {
    private final WorkerEnvironment environment;
    private final StopSignal stop;
    private final Runnable ready;
    private final Queues queues;
    private final List<Thread> handlers = new CopyOnWriteArrayList<>();
    private final AtomicInteger handlerNumber = new AtomicInteger();
    private final Periodics periodics;
    private final WorkerExecutors executors;
    private final Hooks hooks;
    private final Runnable leave;
    private final Results results;
    private volatile Settings settings;
    private @Nullable Consumer<HandlerLoop> inline; // null when each handler has a thread of its own

    LiveContext(
            WorkerEnvironment environment,
            Settings settings,
            StopSignal stop,
            Runnable ready,
            Consumer<String> starting,
            Hooks hooks,
            Runnable leave) {
        this.environment = environment;
        this.settings = settings;
        this.stop = stop;
        this.ready = ready;
        this.periodics = new Periodics(environment.worker());
        this.executors = new WorkerExecutors(environment.worker());
        this.hooks = hooks;
        this.leave = leave;
        this.results = new Results(environment.worker(), Variables.current().get(WorkerEnvironment.RESULTS), starting);
        this.queues = new Queues(environment.worker(), environment.queues(), stop, ready, starting);
    }

    @Override
    public String worker() {
        return environment.worker();
    }

    @Override
    public String service() {
        return environment.service();
    }

    @Override
    public int slot() {
        return environment.slot();
    }

    @Override
    public int incarnation() {
        return environment.incarnation();
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public void ready() {
        ready.run();
    }

    @Override
    public boolean stopping() {
        queues.noteAsked();
        return stop.stopping();
    }

    @Override
    public void awaitStop() throws InterruptedException {
        queues.noteAsked();
        stop.await();
    }

    @Override
    public boolean awaitStop(Duration longest) throws InterruptedException {
        queues.noteAsked();
        return stop.await(longest);
    }

    @Override
    public <T> WorkQueue<T> queue(String role, Class<T> type) {
        return queues.queue(role, type);
    }

    @Override
    public <T> void handle(String role, Class<T> type, JobHandler<T> handler) {
        handle(role, Handlers.only(type, handler));
    }

    @Override
    public <T> void handle(String role, Class<T> type, JobHandler<T> handler, HandlerOptions options) {
        handle(role, Handlers.only(type, handler), options);
    }

    @Override
    public void handle(String role, Handlers known) {
        handle(role, known, HandlerOptions.DEFAULT);
    }

    @Override
    public void handle(String role, Handlers known, HandlerOptions options) {
        if (inline != null) {
            // One at a time, and no time limit: that would end the process, which is not the worker's own.
            inline.accept(new HandlerLoop(worker(), queues.handled(role, HandlerOptions.DEFAULT), known));
            return;
        }
        String name = "muster-" + role + "-";
        if (options.virtualThreads()) {
            Executor each = VirtualThreads.each(name + handlerNumber.incrementAndGet() + "-");
            start(name, new FanOut(worker(), queues.handled(role, options), known, options.concurrency(), each));
            return;
        }
        for (int i = 0; i < options.concurrency(); i++) {
            // The queue here, so that a wrong role fails in the caller's face.
            start(name, new HandlerLoop(worker(), queues.handled(role, options), known));
        }
    }

    private void start(String name, Runnable loop) {
        Thread thread = new Thread(loop, name + handlerNumber.incrementAndGet());
        thread.setDaemon(false); // whoever calls: an Error in a handler must end the worker
        handlers.add(thread);
        thread.start();
    }

    @Override
    public Watcher every(Duration spacing, Periodic.Task task) {
        return periodic(Periodic.every(spacing), task);
    }

    @Override
    public Watcher periodic(Periodic when, Periodic.Task task) {
        Watcher watcher = periodics.add(when, task);
        ready.run();
        return watcher;
    }

    @Override
    public MeasuredExecutor executor(MeasuredExecutor.Builder options) {
        return executors.add(options);
    }

    WorkerExecutors executors() {
        return executors;
    }

    @Override
    public <T> SharedList<T> results(String name, Class<T> type) {
        return results.list(name, type);
    }

    Results results() {
        return results;
    }

    Periodics periodics() {
        return periodics;
    }

    @Override
    public void onReady(Runnable hook) {
        hooks.onReady(hook);
    }

    @Override
    public void onTerminate(Runnable hook) {
        hooks.onTerminate(left -> hook.run());
    }

    @Override
    public void onTerminate(Consumer<Duration> hook) {
        hooks.onTerminate(hook);
    }

    @Override
    public void onReload(Consumer<Settings> hook) {
        hooks.onReload(hook);
    }

    @Override
    public void onPeerDeath(Consumer<PeerDeath> hook) {
        hooks.onPeerDeath(hook);
    }

    @Override
    public void close() {
        leave.run();
    }

    /** Handlers and periodic tasks are turned by somebody; before there are any. */
    void turnedBy(Consumer<HandlerLoop> driver, InstantSource clock) {
        inline = driver;
        periodics.byHand(clock);
        executors.inline();
    }

    void settings(Settings now) {
        settings = now;
    }

    /** Whether there is work that goes on when run() has returned. */
    boolean hasRegistrations() {
        return !handlers.isEmpty() || periodics.any();
    }

    /** Once quiet and stopping, and nothing in hand, they end by themselves. */
    void joinHandlers() throws InterruptedException {
        for (Thread handler : handlers) {
            handler.join();
        }
    }

    Queues queues() {
        return queues;
    }
}
