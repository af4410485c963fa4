package dev.muster.supervisor.process;

import dev.muster.supervisor.core.ExitStatus;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices the end of processes: one thread, {@code muster-reaper}, waits on the pidfds of all of them. It also sees to it that a
 * process group has died out, and reaps strangers. {@link #watch} is thread-safe.
 */
public final class Reaper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
    private static final int TICK_MILLIS = 1000;
    private static final int RETRY_MILLIS = 20;
    private static final long WAKEUP = 0;

    private final Epoll epoll;
    private final Wakeup wakeup = new Wakeup();
    private final AtomicLong tokens = new AtomicLong(WAKEUP);
    private final Map<Long, Watched> watched = new ConcurrentHashMap<>();
    /** Tokens of those that the kernel would not watch for us: asked about once a second. */
    private final Set<Long> unannounced = ConcurrentHashMap.newKeySet();

    private final Queue<Watched> orphaned = new ConcurrentLinkedQueue<>();
    private final Leftovers leftovers;
    private final Strangers strangers = new Strangers();
    private final Thread thread = new Thread(this::run, "muster-reaper");
    private volatile boolean closing;

    private record Watched(Child child, ExitListener listener) {}

    private Reaper(Epoll epoll) {
        this.epoll = epoll;
        this.leftovers = new Leftovers(epoll, tokens::incrementAndGet);
        epoll.add(wakeup.fd(), Epoll.READABLE, WAKEUP);
        thread.setDaemon(true);
    }

    /** Starts the thread; the process adopts the orphans of its descendants from now on. */
    public static Reaper start() {
        return start(Epoll.create());
    }

    static Reaper start(Epoll epoll) {
        Strangers.adoptOrphans();
        Reaper reaper = new Reaper(epoll);
        reaper.thread.start();
        return reaper;
    }

    /**
     * Waits for the end of a process; one that has ended before is told of at once. Never fails: the process is running already. A
     * machine that has no watch left (ENOSPC, ENOMEM; epoll(7), max_user_watches) costs up to a second before its end is told.
     */
    public void watch(Child child, ExitListener listener) {
        long token = tokens.incrementAndGet();
        watched.put(token, new Watched(child, listener));
        try {
            epoll.add(child.pidfd(), Epoll.READABLE, token);
        } catch (RuntimeException | Error refused) {
            unannounced.add(token);
            LOG.warn("{}: cannot be watched and is asked every second whether it has ended", child, refused);
        }
    }

    /** Waits for the end of a group whose leader is dead already; only {@link ExitListener#groupEmpty} is told. */
    public void watchGroup(Child leaderless, ExitListener listener) {
        orphaned.add(new Watched(leaderless, listener));
        wakeup.wake();
    }

    private void run() {
        long nextTick = System.nanoTime();
        while (!closing) {
            try {
                for (Watched group = orphaned.poll(); group != null; group = orphaned.poll()) {
                    outlive(group);
                }
                epoll.await(leftovers.unsettled() ? RETRY_MILLIS : TICK_MILLIS, this::ready);
                leftovers.settle();
                long now = System.nanoTime();
                if (now - nextTick >= 0) {
                    nextTick = now + TICK_MILLIS * 1_000_000L;
                    unannounced.forEach(this::ended);
                    strangers.sweep();
                    leftovers.tick();
                }
            } catch (RuntimeException | Error fault) {
                LOG.error("reaper: a fault was skipped, the next exit is waited for", fault);
            }
        }
    }

    private void ready(long token, int events) {
        if (token == WAKEUP) {
            wakeup.clear();
        } else if (!leftovers.ready(token)) {
            ended(token);
        }
    }

    private void ended(long token) {
        Watched ended = watched.get(token);
        if (ended == null) {
            return;
        }
        Child child = ended.child();
        Optional<ExitStatus> status = child.reap();
        if (status.isEmpty()) {
            return;
        }
        // First of all: a restart may wait for it.
        tell(child, () -> ended.listener().exited(child, status.get()));
        watched.remove(token);
        if (!unannounced.remove(token)) {
            // To close it would not do: a child that is being spawned has a copy until it executes its program.
            epoll.remove(child.pidfd());
        }
        outlive(ended);
    }

    private void outlive(Watched ended) {
        Child child = ended.child();
        Runnable empty = () -> {
            tell(child, () -> ended.listener().groupEmpty(child));
            child.close();
        };
        if (child.groupIsGone()) {
            empty.run();
        } else {
            leftovers.watch(child, empty);
        }
    }

    private static void tell(Child child, Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException | Error fault) {
            LOG.error("{}: the listener to its end failed", child, fault);
        }
    }

    /** Ends the thread; nobody is told of anything after this. */
    @Override
    public void close() {
        closing = true;
        wakeup.wakeToEnd(thread);
        epoll.close();
        wakeup.close();
    }
}
