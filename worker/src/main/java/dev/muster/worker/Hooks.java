package dev.muster.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What the program wants to be called for, and what becomes of a call that throws: see {@link WorkerContext}. Thread-safe.
 */
final class Hooks {
    private final String worker;
    private final Consumer<Throwable> failed;
    private final Runnable watch;
    private final HookThread readiness;
    private final HookThread peers = new HookThread("muster-peers");
    private final List<Runnable> onReady = new CopyOnWriteArrayList<>();
    private final Deque<Consumer<Duration>> onTerminate = new ArrayDeque<>(); // guarded by itself
    private final List<Consumer<Settings>> onReload = new CopyOnWriteArrayList<>();
    private final List<Consumer<PeerDeath>> onPeerDeath = new CopyOnWriteArrayList<>();
    private final AtomicBoolean behind = new AtomicBoolean();
    private volatile boolean ready;
    private boolean terminated; // guarded by onTerminate

    /**
     * @param watch asks the master for the deaths of others
     * @param failed ends the worker because of what a hook has thrown
     */
    Hooks(String worker, Runnable watch, Consumer<Throwable> failed) {
        this(worker, watch, failed, new HookThread("muster-ready"));
    }

    Hooks(String worker, Runnable watch, Consumer<Throwable> failed, HookThread readiness) {
        this.readiness = readiness;
        this.worker = worker;
        this.watch = watch;
        this.failed = failed;
    }

    void onReady(Runnable hook) {
        synchronized (onReady) {
            if (!ready) {
                onReady.add(hook);
                return;
            }
        }
        callReady(hook);
    }

    void onTerminate(Consumer<Duration> hook) {
        synchronized (onTerminate) {
            if (terminated) {
                throw new StoppingException(worker);
            }
            onTerminate.push(hook);
        }
    }

    void onReload(Consumer<Settings> hook) {
        onReload.add(hook);
    }

    void onPeerDeath(Consumer<PeerDeath> hook) {
        onPeerDeath.add(hook);
        watch.run();
    }

    boolean reloads() {
        return !onReload.isEmpty();
    }

    /** Only the first call does something. */
    void ready() {
        if (ready) {
            return;
        }
        synchronized (onReady) {
            if (ready) {
                return;
            }
            ready = true;
        }
        onReady.forEach(this::callReady);
    }

    private void callReady(Runnable hook) {
        readiness.call(() -> {
            try {
                hook.run();
            } catch (Throwable e) {
                failed.accept(e);
            }
        });
    }

    /** Calls each once, the last one first and whatever the others do, on the calling thread. @return what they threw */
    List<Throwable> terminate(long deadlineNanos) {
        List<Throwable> thrown = new ArrayList<>();
        while (true) {
            Consumer<Duration> hook;
            synchronized (onTerminate) {
                terminated = true;
                hook = onTerminate.poll();
            }
            if (hook == null) {
                return thrown;
            }
            try {
                hook.accept(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
            } catch (Throwable e) {
                thrown.add(e);
            }
        }
    }

    /** Calls each in its order, until one throws. */
    void reload(Settings settings) {
        onReload.forEach(hook -> hook.accept(settings));
    }

    void died(PeerDeath death) {
        for (Consumer<PeerDeath> hook : onPeerDeath) {
            if (peers.call(() -> tell(hook, death))) {
                behind.set(false);
            } else if (behind.compareAndSet(false, true)) {
                WorkerLog.warn(
                        worker + ": an onPeerDeath hook does not keep up; deaths are passed over, the first is that of "
                                + death.worker() + "#" + death.incarnation());
            }
        }
    }

    private void tell(Consumer<PeerDeath> hook, PeerDeath death) {
        try {
            hook.accept(death);
        } catch (Throwable e) {
            WorkerLog.warn(
                    worker + ": an onPeerDeath hook failed on " + death.worker() + "#" + death.incarnation()
                            + "; the worker goes on",
                    e);
        }
    }
}
