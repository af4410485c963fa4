package dev.muster.supervisor.daemon;

import dev.muster.queue.Tick;
import dev.muster.supervisor.core.CronTicks;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.loop.CronPuts;
import dev.muster.supervisor.process.Child;
import dev.muster.supervisor.process.ExitListener;
import dev.muster.supervisor.process.OutputTail;
import dev.muster.supervisor.process.OutputTails;
import dev.muster.supervisor.process.Reaper;
import dev.muster.supervisor.process.SpawnException;
import dev.muster.supervisor.process.Spawner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the jobs of crons put by a process that has the engine, one for all that are due at a moment and lie with one user, and reads in the
 * queues' files what has become of them: neither its exit nor its words prove anything. Whoever is killed in the middle, the next try, of
 * this master or another, finds what was done. Thread-safe; works on a thread of its own, {@code muster-cron}.
 */
final class CronPutter implements CronPuts, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CronPutter.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int SIGKILL = 9;

    private final CronLaunch launch;
    private final QueueKeeper queues;
    private final Reaper reaper;
    private final OutputTails tails;
    private final Duration patience;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> Threads.daemon("muster-cron", task));
    private @Nullable Spawner spawner; // of the thread

    CronPutter(CronLaunch launch, QueueKeeper queues, Reaper reaper, OutputTails tails) {
        this(launch, queues, reaper, tails, PATIENCE);
    }

    CronPutter(CronLaunch launch, QueueKeeper queues, Reaper reaper, OutputTails tails, Duration patience) {
        this.launch = launch;
        this.queues = queues;
        this.reaper = reaper;
        this.tails = tails;
        this.patience = patience;
    }

    @Override
    public void put(List<Put> batch, Consumer<Answer> answers) {
        try {
            thread.execute(() -> begin(batch, answers));
        } catch (RejectedExecutionException closing) {
            LOG.debug("no more jobs of crons are put", closing);
        }
    }

    private void begin(List<Put> batch, Consumer<Answer> answers) {
        Map<Optional<String>, List<Put>> byUser = new LinkedHashMap<>();
        for (Put put : batch) {
            try {
                List<Instant> left = left(put);
                if (left.isEmpty()) {
                    answers.accept(answer(put, ""));
                } else {
                    Put rest = new Put(put.cron(), put.queue(), put.user(), left);
                    byUser.computeIfAbsent(launch.user(put), user -> new ArrayList<>())
                            .add(rest);
                }
            } catch (RuntimeException e) {
                answers.accept(new Answer(put.cron().name(), Optional.empty(), "its queue cannot be read: " + e));
            }
        }
        byUser.forEach((user, puts) -> launch.portions(puts).forEach(portion -> spawn(user, portion, answers)));
    }

    /** The times that have no job yet. */
    private List<Instant> left(Put put) {
        Optional<Instant> over = last(put).map(CronTicks.Last::at);
        return put.ticks().stream()
                .filter(tick -> over.isEmpty() || tick.isAfter(over.get()))
                .toList();
    }

    /** One that a wrong clock has put does not count for the queue either. */
    private Optional<CronTicks.Last> last(Put put) {
        Optional<Tick> last = queues.lastTick(put.queue().name(), put.cron().name());
        return last.filter(tick -> tick.at().isBefore(Instant.now().plus(Duration.ofHours(1))))
                .map(tick ->
                        new CronTicks.Last(tick.at(), Optional.of(tick.job().value())));
    }

    private Answer answer(Put put, String why) {
        return new Answer(put.cron().name(), last(put), why);
    }

    private void spawn(Optional<String> user, List<Put> puts, Consumer<Answer> answers) {
        OutputTail tail = tails.open();
        try {
            Spawner present = spawner == null ? new Spawner() : spawner;
            spawner = present;
            Child child = present.spawn(launch.request(user, puts, tail.path()));
            tail.begun();
            Run run = new Run(child, puts, tail, answers);
            run.kill = thread.schedule(run::kill, patience.toMillis(), TimeUnit.MILLISECONDS);
            reaper.watch(child, run);
        } catch (SpawnException | RuntimeException e) {
            tail.release();
            puts.forEach(put ->
                    answers.accept(answer(put, "the process that puts it cannot be started: " + e.getMessage())));
        }
    }

    /** One that was started. */
    private final class Run implements ExitListener {
        private final Child child;
        private final List<Put> puts;
        private final OutputTail tail;
        private final Consumer<Answer> answers;
        private @Nullable ScheduledFuture<?> kill;
        private boolean killed;

        Run(Child child, List<Put> puts, OutputTail tail, Consumer<Answer> answers) {
            this.child = child;
            this.puts = puts;
            this.tail = tail;
            this.answers = answers;
        }

        private void kill() {
            killed = true;
            child.signalGroup(SIGKILL);
        }

        @Override
        public void exited(Child ended, ExitStatus status) {
            try {
                thread.execute(() -> judge(status));
            } catch (RejectedExecutionException closing) {
                LOG.debug("the master ends, and nobody waits for the jobs of crons", closing);
            }
        }

        @Override
        public void groupEmpty(Child ended) {}

        private void judge(ExitStatus status) {
            if (kill != null) {
                kill.cancel(false);
            }
            String words = tail.afterReason();
            tail.release();
            for (Put put : puts) {
                try {
                    boolean all = left(put).isEmpty();
                    String end = killed ? "took longer than " + patience.toSeconds() + " s" : "ended with " + status;
                    answers.accept(answer(put, all ? "" : "the process that puts it " + end + words));
                } catch (RuntimeException e) {
                    answers.accept(new Answer(put.cron().name(), Optional.empty(), "its queue cannot be read: " + e));
                }
            }
        }
    }

    /** Puts under way go on by themselves: the next master finds what they did. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
