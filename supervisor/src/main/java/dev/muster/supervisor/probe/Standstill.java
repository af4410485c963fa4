package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.Quantity;
import java.time.Duration;
import java.util.Optional;

/** Looks whether one life of a worker claims nothing although its queue has jobs, for too long. Probe thread only. */
final class Standstill implements Duty {

    private static final long OFTEN_NANOS = Duration.ofSeconds(2).toNanos();

    private final Worker worker;
    private final Duration patience;
    private final Tools tools;
    private Optional<Signs.Idleness> before = Optional.empty();
    private long since;
    private long due;

    private Standstill(Worker worker, Duration patience, Tools tools) {
        this.worker = worker;
        this.patience = patience;
        this.tools = tools;
    }

    static Standstill begin(Worker worker, Duration patience, Tools tools) {
        Standstill standstill = new Standstill(worker, patience, tools);
        standstill.schedule(tools.agenda().now());
        return standstill;
    }

    @Override
    public long due() {
        return due;
    }

    /** A job that was claimed between two looks, or a queue that was empty or paused at one of them, begins the time anew. */
    @Override
    public void run() {
        long now = tools.agenda().now();
        Optional<Signs.Idleness> idleness = tools.signs().idleness(worker);
        boolean goesOn = idleness.isPresent()
                && before.isPresent()
                && before.get().claimed() == idleness.get().claimed();
        before = idleness;
        if (!goesOn) {
            since = now;
        } else if (now - since >= patience.toNanos()) {
            end();
            String why = idleness.get().text() + " for " + Quantity.text(patience);
            Duration failing = Duration.ofNanos(now - since);
            tools.post().accept(worker.id(), new WorkerEvent.LivenessFailed(worker.incarnation(), why, failing));
            return;
        }
        schedule(now);
    }

    private void schedule(long now) {
        due = now + Math.min(OFTEN_NANOS, patience.toNanos() / 4);
        tools.agenda().add(this);
    }

    @Override
    public void end() {
        due = Long.MAX_VALUE;
    }
}
