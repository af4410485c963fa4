package dev.muster.worker;

import dev.muster.wire.FromWorker;
import dev.muster.wire.ToWorker;
import dev.muster.wire.WorkerEnvironment;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The life of a worker that is a {@link Service}, from construction to exit code, or of a program that has joined. Orders come from signals and from the
 * control thread; whatever calls the service's code or waits has a thread of its own. Thread-safe.
 */
final class Lifecycle implements ControlClient.Orders {
    private enum Stage {
        STARTING,
        RUNNING,
        STOPPING
    }

    /** Much shorter than any start time-out. */
    private static final long STARTING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** One order may come twice: to the process group, and passed on by a program in front of this one. */
    private static final long ECHO_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What a second order leaves of the grace. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static final String NEVER_READY =
            "; it was never ready: that is said by ready(), or by the first handle, take, poll,"
                    + " stopping, awaitStop or periodic";

    private final WorkerEnvironment environment;
    private final String identity;
    private final StopSignal stop = new StopSignal();
    private final Hooks hooks;
    private final LiveContext context;
    private final Thread main = Thread.currentThread();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.STARTING);
    private final CountDownLatch runEnded = new CountDownLatch(1);
    private final AtomicLong firstSignal = new AtomicLong();
    private final AtomicBoolean shortened = new AtomicBoolean();
    private volatile String ending = "about to stop";
    private final AtomicInteger exitCode = new AtomicInteger();
    private final Object reloading = new Object();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicBoolean stoppedLate = new AtomicBoolean();
    private volatile @Nullable Thread finishing;
    private volatile boolean joined;
    private volatile boolean left;
    private volatile boolean readyWanted;
    private volatile long startingTold = System.nanoTime();
    private @Nullable Settings reloadWanted; // guarded by reloading
    private volatile @Nullable Service service;
    private volatile @Nullable ControlClient control;

    /** On the main thread. */
    Lifecycle(WorkerEnvironment environment, Settings settings) {
        this.environment = environment;
        this.identity = environment.worker() + "#" + environment.incarnation();
        this.hooks = new Hooks(identity, this::watch, this::failed);
        this.context = new LiveContext(environment, settings, stop, this::ready, this::starting, hooks, this::leave);
    }

    void connect(ControlClient client) {
        control = client;
        client.start();
    }

    /** The whole life, on the main thread. Returns when the worker is being ended by another thread; else it ends the process. */
    void live(Construction construction) {
        try {
            Service constructed = construction.construct(context);
            service = constructed;
            if (stage.compareAndSet(Stage.STARTING, Stage.RUNNING)) {
                begin();
                constructed.run(context);
                if (context.hasRegistrations() || stop.quiet()) {
                    stop.await();
                }
            }
        } catch (ExitException e) {
            exitCode.compareAndSet(0, e.code());
        } catch (Throwable e) {
            if (!orderly(e)) {
                crash(main, e);
            }
        }
        context.queues().closeThoseOf(main); // here, because a consumer belongs to its thread
        runEnded.countDown();
        if (stage.getAndSet(Stage.STOPPING) != Stage.STOPPING) {
            startEnd("run() has returned", environment.grace(), true, null);
        }
    }

    /** A program that has joined runs already, and ends as it likes. */
    void join() {
        joined = true;
        stage.set(Stage.RUNNING);
        begin();
    }

    Membership context() {
        return context;
    }

    /** The program wants to go on without us. Waits, but not for itself. */
    private void leave() {
        if (service != null) {
            throw new UnsupportedOperationException("a Service leaves by returning from run()");
        }
        if (stage.getAndSet(Stage.STOPPING) != Stage.STOPPING) {
            left = true;
            AtomicBoolean done = within(environment.grace());
            context.queues().closeThoseOf(Thread.currentThread());
            finish("leaving", System.nanoTime() + Exit.own(environment.grace()).toNanos(), true, null);
            done.set(true);
        } else if (Thread.currentThread() != finishing) {
            try {
                finished.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The JVM ends, and nobody asked us: what is in hand then is ready for others. On a shutdown hook. */
    void programEnds() {
        if (stage.getAndSet(Stage.STOPPING) != Stage.STOPPING) {
            stop.beStopping();
            context.queues().quiet();
            context.periodics().stop();
            ControlClient client = control;
            if (client != null) {
                client.stopping("the program ends");
                try {
                    client.leave();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            finished.countDown(); // another shutdown hook may close us, such as that of a framework
        }
    }

    /** What could not be done before there was a service that runs. */
    private void begin() {
        if (readyWanted) {
            ready();
        }
        synchronized (reloading) {
            Settings late = reloadWanted;
            if (late != null) {
                reload(late);
            }
        }
    }

    /** How the service comes to be. */
    interface Construction {
        Service construct(WorkerContext context) throws Exception;
    }

    /** Starts the stop, unless it has begun. */
    void stop(Duration grace, String reason) {
        Stage before = stage.getAndSet(Stage.STOPPING);
        if (before != Stage.STOPPING) {
            boolean begun = before == Stage.RUNNING;
            startEnd(reason, grace, begun, begun ? service : null);
        } else if (left && stoppedLate.compareAndSet(false, true)) {
            Thread last = new Thread(() -> endAfterLeaving(grace), "muster-stop");
            last.setDaemon(false);
            last.start();
        }
    }

    /** SIGTERM: the first begins the stop, a later one shortens it. A program that has joined takes SIGINT for the same. */
    void terminationSignal(String name) {
        long now = System.nanoTime();
        if (firstSignal.compareAndSet(0, now | 1)) {
            stop(environment.grace(), "caught SIG" + name);
        } else if (now - firstSignal.get() > ECHO_NANOS && shortened.compareAndSet(false, true)) {
            shorten(name);
        }
    }

    /** Whoever holds a claim then is interrupted as by any planned end: that costs his job no attempt. */
    private void shorten(String name) {
        Exit.within(SHORT, () -> identity + ": still " + doing() + "; exit " + Exit.TIMEOUT);
        context.queues().quiet();
        Exit.say(identity + ": caught SIG" + name + " again, " + doing() + "; ending within " + DurationText.of(SHORT)
                + ", what is in hand then is ready for others");
    }

    private String doing() {
        int claims = context.queues().inHand().count();
        return ending + (claims == 0 ? "" : " (claims in hand " + claims + ")");
    }

    /** SIGINT: no goodbye to anybody. */
    void exitAtOnce() {
        Exit.now(Exit.TIMEOUT, identity + ": caught SIGINT: instantaneous exiting");
    }

    /** An exception that nobody caught; for a daemon thread only told. A virtual thread cannot be anything else, so it is not taken for one. */
    void uncaught(Thread thread, Throwable fault) {
        if (thread.isDaemon() && !VirtualThreads.isOne(thread)) {
            WorkerLog.warn(identity + ": uncaught exception in the daemon thread " + thread.getName(), fault);
        } else {
            failed(fault);
        }
    }

    /** SIGHUP: the settings that we have, once more. */
    void reload() {
        reload(context.settings());
    }

    @Override
    public void stop(ToWorker.Stop order) {
        stop(Duration.ofMillis(order.graceMs()), "asked by the master");
    }

    @Override
    public void quiet() {
        context.queues().quiet();
    }

    @Override
    public void reload(ToWorker.Reload order) {
        reload(Settings.of(order.settings()));
    }

    @Override
    public void dump() {
        new Thread(
                        () -> System.err.print(ThreadDump.of(identity)
                                + context.periodics().table()
                                + context.executors().table()),
                        "muster-dump")
                .start();
    }

    @Override
    public void died(ToWorker.Died died) {
        hooks.died(
                new PeerDeath(died.worker(), died.incarnation(), died.asked(), died.why(), died.code(), died.signal()));
    }

    @Override
    public void assign(ToWorker.Assign assign) {
        // it has a slot
    }

    @Override
    public FromWorker.Heartbeat heartbeat() {
        FromWorker.Heartbeat jobs = context.queues().heartbeat();
        return new FromWorker.Heartbeat(
                jobs.queues(), jobs.jobs(), context.executors().counters());
    }

    @Override
    public void masterGone(Duration since) {
        Exit.leaveNoWord();
        stop(environment.grace(), "master has been gone for " + DurationText.of(since));
    }

    /** A constructor that asks for the stop is not ready by that: it is told when run() begins. */
    private void ready() {
        readyWanted = true;
        ControlClient client = control;
        if (client != null && stage.get() != Stage.STARTING) {
            client.ready();
        }
        if (stage.get() != Stage.STARTING) {
            hooks.ready();
        }
    }

    private void watch() {
        ControlClient client = control;
        if (client != null) {
            client.watching();
        }
    }

    /** On the thread that has thrown it. */
    void failed(Throwable fault) {
        if (fault instanceof ExitException exit) {
            exitCode.compareAndSet(0, exit.code());
            stop(environment.grace(), "asked for exit " + exit.code());
        } else if (!orderly(fault)) {
            crash(Thread.currentThread(), fault);
        }
    }

    /** Something keeps this worker from being ready, and gets on. */
    private void starting(String why) {
        ControlClient client = control;
        long now = System.nanoTime();
        if (client != null && now - startingTold > STARTING_NANOS) {
            startingTold = now;
            client.tell(new FromWorker.Starting(why));
        }
    }

    private void startEnd(String reason, Duration grace, boolean begun, @Nullable Service running) {
        Thread ending = new Thread(() -> end(reason, grace, begun, running), "muster-stop");
        ending.setDaemon(false); // inherited from a signal or control thread it would be true, and main may end first
        ending.start();
    }

    /**
     * The end of the process, on "muster-stop".
     *
     * @param begun false when the service was never made: then its hooks have nothing to end
     * @param running null when there is nobody to terminate and no run() to wait for
     */
    private void end(String reason, Duration grace, boolean begun, @Nullable Service running) {
        Duration own = Exit.own(grace);
        long deadline = System.nanoTime() + own.toNanos();
        within(grace);
        finish(reason, deadline, begun, running);
        Exit.orderly(exitCode.get());
    }

    /** A stop comes while the program leaves of its own accord, or after that. */
    private void endAfterLeaving(Duration grace) {
        within(grace);
        try {
            finished.await();
        } catch (InterruptedException e) {
            throw nobodyInterrupts(e);
        }
        Exit.orderly(exitCode.get());
    }

    private AtomicBoolean within(Duration grace) {
        return Exit.within(
                Exit.own(grace),
                () -> identity + ": graceful shutdown timeout (" + DurationText.of(grace) + ") exceeded, " + doing()
                        + "; exit " + Exit.TIMEOUT);
    }

    /** As {@link #end}, without the end. */
    private void finish(String reason, long deadline, boolean begun, @Nullable Service running) {
        finishing = Thread.currentThread();
        stop.beStopping();
        context.queues().quiet();
        context.periodics().stop();
        ControlClient client = control;
        Exit.say(identity + ": " + reason + ", stopping" + (client == null || readyWanted ? "" : NEVER_READY));
        if (client != null) {
            client.stopping(reason);
        }
        try {
            ending = "waiting for jobs";
            context.queues().inHand().awaitNone();
            if (begun) {
                ending = "waiting for the service to end";
                terminate(running, deadline);
            }
            if (running != null) {
                awaitRun();
            }
            ending = "waiting for periodic tasks";
            context.periodics().awaitEnd();
            ending = "waiting for executors";
            context.executors().awaitEnd();
            ending = "closing its queues";
            context.joinHandlers();
            if (!joined || left) { // other threads of a program may put jobs until its last shutdown hook
                context.queues().close();
                context.results().close();
            }
            if (client != null) {
                client.leave();
            }
        } catch (InterruptedException e) {
            throw nobodyInterrupts(e);
        } finally {
            finished.countDown();
        }
    }

    private static IllegalStateException nobodyInterrupts(InterruptedException e) {
        return new IllegalStateException(
                "nobody interrupts " + Thread.currentThread().getName(), e);
    }

    private void terminate(@Nullable Service running, long deadline) {
        List<Throwable> thrown = new ArrayList<>();
        if (running != null) {
            try {
                running.terminate(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            } catch (Throwable e) {
                thrown.add(e);
            }
        }
        thrown.addAll(hooks.terminate(deadline));
        for (Throwable fault : thrown) {
            if (fault instanceof ExitException exit) {
                exitCode.compareAndSet(0, exit.code());
            } else {
                crash(Thread.currentThread(), fault);
            }
        }
    }

    private void awaitRun() throws InterruptedException {
        if (!stop.asked()) {
            main.interrupt();
        }
        runEnded.await();
    }

    private void reload(Settings wanted) {
        new Thread(() -> reloadNow(wanted), "muster-reload").start();
    }

    private void reloadNow(Settings wanted) {
        synchronized (reloading) {
            Service running = service;
            if (stage.get() == Stage.STARTING) {
                reloadWanted = wanted;
                return;
            }
            if (stage.get() == Stage.STOPPING) {
                tell(false, false, "stopping");
                return;
            }
            try {
                if (running == null && !hooks.reloads()) {
                    throw new RestartRequestedException("the program has no onReload hook");
                }
                if (running != null && (!hooks.reloads() || reloadsItself(running))) {
                    running.reload(wanted);
                }
                hooks.reload(wanted);
                context.settings(wanted);
                tell(true, false, "reloaded");
            } catch (RestartRequestedException e) {
                tell(true, true, "restarting: " + e.getMessage());
                stop(environment.grace(), "restart: " + e.getMessage());
            } catch (Exception e) {
                WorkerLog.warn(identity + ": reload failed; going on with the old settings", e);
                tell(false, false, e.toString());
            }
        }
    }

    /** The default asks for a restart, which hooks are instead of. */
    static boolean reloadsItself(Service service) throws NoSuchMethodException {
        return service.getClass().getMethod("reload", Settings.class).getDeclaringClass() != Service.class;
    }

    private void tell(boolean ok, boolean restart, String message) {
        ControlClient client = control;
        if (client != null) {
            client.tell(new FromWorker.Reloaded(ok, restart, message));
        }
    }

    private boolean orderly(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoppingException
                    || (stop.stopping()
                            && (cause instanceof InterruptedException
                                    || cause instanceof ClosedByInterruptException))) {
                return true;
            }
        }
        return false;
    }

    private void crash(Thread thread, Throwable fault) {
        Exit.within(environment.grace(), () -> identity + ": a shutdown hook does not end; exit " + Exit.TIMEOUT);
        System.err.println(
                identity + ": uncaught exception in the thread " + thread.getName() + "; exit " + Exit.CRASH);
        fault.printStackTrace();
        Exit.orderly(Exit.CRASH);
    }
}
