package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import java.time.Duration;
import java.util.OptionalLong;

/** Expects signs of life from one life of a worker. Probe thread only. */
final class Watchdog implements Duty {

    /** Whoever looks so much too late was stopped himself, and what the workers said meanwhile was not read yet. */
    private static final long OVERSLEPT_NANOS = Duration.ofSeconds(1).toNanos();

    private final Worker worker;
    private final Duration patience;
    private final Tools tools;
    private long since;
    private long due;

    private Watchdog(Worker worker, Duration patience, Tools tools) {
        this.worker = worker;
        this.patience = patience;
        this.tools = tools;
    }

    static Watchdog begin(Worker worker, Duration patience, Tools tools) {
        Watchdog watchdog = new Watchdog(worker, patience, tools);
        watchdog.since = tools.agenda().now();
        watchdog.schedule();
        return watchdog;
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public void run() {
        long now = tools.agenda().now();
        OptionalLong sign = tools.signs().lastSign(worker);
        if (sign.isPresent()) {
            since = Math.max(since, tools.agenda().at(sign.getAsLong()));
        }
        if (now - due > OVERSLEPT_NANOS) {
            since = now;
        }
        if (now - since < patience.toNanos()) {
            schedule();
            return;
        }
        end();
        tools.post()
                .accept(
                        worker.id(),
                        new WorkerEvent.WatchdogMissed(worker.incarnation(), Duration.ofNanos(now - since)));
    }

    private void schedule() {
        due = since + patience.toNanos();
        tools.agenda().add(this);
    }

    @Override
    public void end() {
        due = Long.MAX_VALUE;
    }
}
