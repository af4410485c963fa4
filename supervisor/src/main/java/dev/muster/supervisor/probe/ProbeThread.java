package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.process.OutputTails;
import dev.muster.supervisor.process.Reaper;
import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread {@code muster-probes}: takes the newest snapshot, waits for answers, does what is due. Thread-safe. */
final class ProbeThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeThread.class);
    private static final long GOODBYE_MILLIS = 1_000;

    private final Selector selector;
    private final Agenda agenda = new Agenda(System::nanoTime);
    private final LiveAttempts attempts;
    private final Rounds rounds;
    private final AtomicReference<@Nullable List<Worker>> newest = new AtomicReference<>();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "muster-probes");
    private volatile boolean closing;

    private ProbeThread(
            Selector selector,
            Reaper reaper,
            OutputTails tails,
            Signs signs,
            BiConsumer<WorkerId, WorkerEvent> post,
            BiConsumer<WorkerId, String> recycle) {
        this.selector = selector;
        this.attempts = new LiveAttempts(selector, reaper, tails, this::execute);
        this.rounds = new Rounds(new Tools(attempts, agenda, signs, post, recycle));
    }

    static ProbeThread start(
            Reaper reaper,
            OutputTails tails,
            Signs signs,
            BiConsumer<WorkerId, WorkerEvent> post,
            BiConsumer<WorkerId, String> recycle) {
        try {
            ProbeThread started = new ProbeThread(Selector.open(), reaper, tails, signs, post, recycle);
            started.thread.setDaemon(true);
            started.thread.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run probes", e);
        }
    }

    /** Only the newest counts. Never blocks. */
    void follow(List<Worker> workers) {
        if (newest.getAndSet(workers) == null) {
            selector.wakeup();
        }
    }

    private void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    private void run() {
        while (!closing) {
            try {
                // Answers first: one that came while this thread was kept from running is no time-out.
                attempts.await(tasks.isEmpty() && newest.get() == null ? agenda.untilNext() : 0);
                turn();
            } catch (RuntimeException | Error fault) {
                LOG.error("probes: a fault was skipped", fault);
            }
        }
        rounds.close();
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("probes: the selector", e);
        }
    }

    private void turn() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        List<Worker> workers = newest.getAndSet(null);
        if (workers != null) {
            rounds.follow(workers);
        }
        agenda.run();
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join(GOODBYE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
