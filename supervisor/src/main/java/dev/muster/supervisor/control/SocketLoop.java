package dev.muster.supervisor.control;

import dev.muster.supervisor.process.Epoll;
import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.Wakeup;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code muster-control}: hands ready descriptors to their endpoints, runs what other threads ask for, and rings
 * once a second while somebody has a deadline. Everything but {@link #execute} and {@link #close} belongs to that thread.
 */
final class SocketLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketLoop.class);
    private static final long WAKEUP_TOKEN = 0;
    private static final int TICK_MILLIS = 250;

    private final Epoll epoll = Epoll.create();
    private final Wakeup wakeup = new Wakeup();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Map<Long, Endpoint> endpoints = new HashMap<>();
    private final Set<Timed> timed = new HashSet<>();
    private final Thread thread;
    private final AtomicBoolean oncePending = new AtomicBoolean();
    private long lastToken = WAKEUP_TOKEN;
    private volatile boolean closing;

    SocketLoop() {
        thread = new Thread(this::run, "muster-control");
        thread.setDaemon(true);
        epoll.add(wakeup.fd(), Epoll.READABLE, WAKEUP_TOKEN);
    }

    void start() {
        thread.start();
    }

    /** Runs a task on the thread of this loop, soon. Thread-safe, never blocks. */
    void execute(Runnable task) {
        tasks.add(task);
        if (!closing) {
            wakeup.wake();
        }
    }

    /** As {@link #execute}, but a task that is handed in again before it has run runs once. For one and the same task. */
    void executeOnce(Runnable task) {
        if (!oncePending.getAndSet(true)) {
            execute(() -> {
                oncePending.set(false);
                task.run();
            });
        }
    }

    /** Watches a descriptor for reading; returns the token for {@link #watch} and {@link #forget}. */
    long register(Fd fd, Endpoint endpoint) {
        long token = ++lastToken;
        endpoints.put(token, endpoint);
        epoll.add(fd, Epoll.READABLE, token);
        return token;
    }

    /** Changes what is watched for; hang-ups are always told. */
    void watch(Fd fd, long token, int events) {
        epoll.modify(fd, events, token);
    }

    /** Ends the watching; the caller closes the descriptor. */
    void forget(Fd fd, long token) {
        endpoints.remove(token);
        epoll.remove(fd);
    }

    /** Rings {@code timed} a few times a second until it has had enough. */
    void ring(Timed newTimed) {
        timed.add(newTimed);
    }

    private void run() {
        while (!closing) {
            try {
                epoll.await(timed.isEmpty() ? -1 : TICK_MILLIS, this::ready);
                runTasks();
                ringAll();
            } catch (RuntimeException | Error e) {
                LOG.error("fault on the control thread; it goes on", e);
            }
        }
        runTasks();
        epoll.close();
        wakeup.close();
    }

    /** Over a copy: a tick may end its connection, and that may set another deadline. */
    private void ringAll() {
        long now = System.nanoTime();
        for (Timed each : List.copyOf(timed)) {
            if (!each.tick(now)) {
                timed.remove(each);
            }
        }
    }

    private void ready(long token, int events) {
        if (token == WAKEUP_TOKEN) {
            wakeup.clear();
            return;
        }
        Endpoint endpoint = endpoints.get(token);
        if (endpoint != null) {
            endpoint.ready(events);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("fault on the control thread; it goes on", e);
            }
        }
    }

    /** Ends the thread after the tasks that were handed in before. Thread-safe. */
    @Override
    public void close() {
        execute(() -> closing = true);
        wakeup.wakeToEnd(thread);
    }

    /** Something with a descriptor. Called on the control thread; must close itself when it is in trouble. */
    interface Endpoint {
        void ready(int events);
    }

    /** Something with a deadline. */
    interface Timed {
        /** Returns whether it wants to be rung again. */
        boolean tick(long nanoTime);
    }
}
