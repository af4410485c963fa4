package dev.muster.supervisor.daemon;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.event.Event;
import dev.muster.supervisor.event.EventJournal;
import dev.muster.supervisor.process.Child;
import dev.muster.supervisor.process.ExitListener;
import dev.muster.supervisor.process.OutputTail;
import dev.muster.supervisor.process.OutputTails;
import dev.muster.supervisor.process.Reaper;
import dev.muster.supervisor.process.SpawnException;
import dev.muster.supervisor.process.SpawnRequest;
import dev.muster.supervisor.process.Spawner;
import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.spec.Hook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs hooks beside the fleet, on a thread of their own, {@code muster-hooks}: a few at a time, each no longer than it may, and no more
 * of them waiting than a bound. Whatever a hook does, nothing of the supervision waits for it. Thread-safe.
 */
final class EventHooks implements AutoCloseable {
    static final int AT_A_TIME = 4;
    static final int MOST_WAITING = 100;

    private static final Logger LOG = LoggerFactory.getLogger(EventHooks.class);
    private static final int MOST_TASKS = 1000;
    private static final int SIGKILL = 9;
    private static final long KILL_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration LAST_MOMENTS = Duration.ofSeconds(2);
    private static final Path DIRECTORY = Path.of("/");

    private final Reaper reaper;
    private final OutputTails tails;
    /** How old a hook may become once the master ends. */
    private final Duration lastMoments;

    private final HookTroubles troubles;
    private final Thread thread = Threads.daemon("muster-hooks", this::run);
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private volatile List<Hook> hooks = List.of();
    private volatile boolean closing;

    /** Both are of the hooks' thread only. */
    private final ArrayDeque<Call> waiting = new ArrayDeque<>();

    private final Set<Run> running = new HashSet<>();
    private @Nullable Spawner spawner;

    private record Call(Hook hook, Event event) {}

    /** One that was started. Hooks' thread only, but for the listener's calls. */
    private final class Run implements ExitListener {
        final Hook hook;
        final Child child;
        final OutputTail tail;
        final long begun = System.nanoTime();
        long killAt;
        boolean killed;
        boolean exited;

        Run(Hook hook, Child child, OutputTail tail) {
            this.hook = hook;
            this.child = child;
            this.tail = tail;
            this.killAt = begun + hook.timeout().toNanos();
            if (closing) {
                hurry();
            }
        }

        void hurry() {
            killAt = Math.min(killAt, begun + lastMoments.toNanos());
        }

        @Override
        public void exited(Child ended, ExitStatus status) {
            tasks.add(() -> judge(this, status));
        }

        @Override
        public void groupEmpty(Child ended) {
            tasks.add(() -> finished(this));
        }
    }

    EventHooks(Reaper reaper, OutputTails tails, EventJournal events) {
        this(reaper, tails, events, LAST_MOMENTS);
    }

    EventHooks(Reaper reaper, OutputTails tails, EventJournal events, Duration lastMoments) {
        this.reaper = reaper;
        this.tails = tails;
        this.lastMoments = lastMoments;
        this.troubles = new HookTroubles(events);
        events.listen(this::happened);
    }

    /** Starts the thread, which must live as long as the master: the kernel takes its end for the death of the hooks' parent. */
    EventHooks start() {
        thread.start();
        return this;
    }

    /** From now on these. */
    void follow(List<Hook> wanted) {
        hooks = wanted;
    }

    /** Hands an event to those whom it concerns. Never waits. */
    void happened(Event event) {
        Optional<EventKind> kind = EventKind.find(event.what());
        if (closing || kind.isEmpty() || kind.get() == EventKind.HOOK) {
            return;
        }
        for (Hook hook : hooks) {
            boolean concerns = hook.services().isEmpty() || hook.services().contains(event.service());
            if (hook.matches().contains(kind.get()) && concerns) {
                call(new Call(hook, event));
            }
        }
    }

    private void call(Call call) {
        if (unfinished.incrementAndGet() > MOST_WAITING + AT_A_TIME) {
            unfinished.decrementAndGet();
            if (tasks.size() > MOST_TASKS) {
                return;
            }
            // Not here: it is told to the journal, which is just telling us.
            tasks.add(() -> troubles.tell(
                    call.hook(),
                    HookTroubles.Kind.TOO_MANY,
                    "is not called, " + MOST_WAITING + " calls of hooks wait already"));
        } else {
            tasks.add(() -> waiting.add(call));
        }
    }

    private void run() {
        while (!closing || unfinished.get() > 0) {
            try {
                Runnable task = tasks.poll(nanosToNextKill(), TimeUnit.NANOSECONDS);
                if (task != null) {
                    task.run();
                }
                killOverdue();
                while (running.size() < AT_A_TIME && !waiting.isEmpty()) {
                    begin(waiting.remove());
                }
            } catch (InterruptedException end) {
                running.forEach(run -> run.child.signalGroup(SIGKILL));
                return;
            } catch (RuntimeException | Error fault) {
                LOG.error("hooks: a fault was skipped, the next event is waited for", fault);
            }
        }
    }

    private long nanosToNextKill() {
        long now = System.nanoTime();
        return running.stream()
                .mapToLong(run -> Math.max(0, run.killAt - now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void begin(Call call) {
        Hook hook = call.hook();
        OutputTail tail = tails.open();
        try {
            Spawner present = spawner == null ? new Spawner() : spawner;
            spawner = present;
            Run run = new Run(hook, present.spawn(request(call, tail.path())), tail);
            tail.begun();
            running.add(run);
            reaper.watch(run.child, run);
        } catch (SpawnException | RuntimeException e) {
            tail.release();
            unfinished.decrementAndGet();
            troubles.tell(hook, HookTroubles.Kind.CANNOT_START, "cannot be started: " + e.getMessage());
        }
    }

    private static SpawnRequest request(Call call, Path output) {
        List<String> command = call.hook().command();
        return new SpawnRequest(
                command,
                command.get(0),
                HookEnvironment.of(call.event(), System.getenv()),
                DIRECTORY,
                output,
                output,
                Optional.empty(),
                false);
    }

    /** Its group has the rest of its time, for it may have left somebody behind to finish. */
    private void judge(Run run, ExitStatus status) {
        run.exited = true;
        if (run.killed) {
            return;
        }
        if (status.code() == 0) {
            troubles.works(run.hook);
        } else {
            troubles.tell(
                    run.hook,
                    HookTroubles.Kind.FAILS,
                    status + "; it is not called again for this event" + run.tail.afterReason());
        }
    }

    private void finished(Run run) {
        if (running.remove(run)) {
            unfinished.decrementAndGet();
            run.tail.release();
        }
    }

    private void killOverdue() {
        long now = System.nanoTime();
        for (Run run : running) {
            if (now - run.killAt >= 0) {
                run.child.signalGroup(SIGKILL);
                run.killAt = now + KILL_AGAIN_NANOS;
                if (!run.exited && !run.killed) {
                    troubles.tell(
                            run.hook,
                            HookTroubles.Kind.HANGS,
                            "did not end within " + run.hook.timeout().toMillis() + " ms; killed"
                                    + run.tail.afterReason());
                }
                run.killed = true;
            }
        }
    }

    /** How many calls are under way or wait. */
    int unfinished() {
        return unfinished.get();
    }

    /** Takes no more calls, kills those that have had their time or hang, and waits a little for the others. */
    @Override
    public void close() {
        closing = true;
        tasks.add(() -> running.forEach(Run::hurry));
        try {
            thread.join(LAST_MOMENTS.toMillis());
            thread.interrupt();
            thread.join(LAST_MOMENTS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
