package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.Probe;
import dev.muster.supervisor.spec.Quantity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One probe of one life of a worker, try after try, of which there is at most one at a time. Probe thread only. */
final class Asking implements Duty {

    /** What the answers are for. */
    enum Purpose {
        START,
        READINESS,
        LIVENESS
    }

    private static final long AGAIN_NANOS = Duration.ofMillis(50).toNanos();

    private final Worker worker;
    private final Purpose purpose;
    private final Probe probe;
    private final int failures;
    private final Tools tools;
    private Streak streak;
    private @Nullable Attempt attempt;
    private boolean waiting;
    private long begunAt;
    private long unwellSince;
    private long due;

    private Asking(Worker worker, Purpose purpose, Probe probe, int failures, Tools tools) {
        this.worker = worker;
        this.purpose = purpose;
        this.probe = probe;
        this.failures = failures;
        this.tools = tools;
        this.streak = Streak.beginning(purpose != Purpose.START);
    }

    /** A starting worker is asked at once; one that is up has just said that it is well. */
    static Asking begin(Worker worker, Purpose purpose, Probe probe, int failures, Tools tools) {
        Asking asking = new Asking(worker, purpose, probe, failures, tools);
        long now = tools.agenda().now();
        asking.schedule(purpose == Purpose.START ? now : now + probe.period().toNanos());
        return asking;
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public void run() {
        if (waiting) {
            String words = "";
            if (attempt != null) {
                words = attempt.lastWords();
                attempt.abandon();
            }
            failed(question() + ": no answer within " + Quantity.text(probe.timeout()) + words);
        } else if (attempt != null && !attempt.isOver()) {
            begunAt = tools.agenda().now();
            failed(question() + ": the last try was killed and is still there");
        } else if (!tools.attempts().hasRoom(probe.check())) {
            schedule(tools.agenda().now() + AGAIN_NANOS);
        } else {
            ask();
        }
    }

    private void ask() {
        begunAt = tools.agenda().now();
        waiting = true;
        schedule(begunAt + probe.timeout().toNanos());
        attempt = tools.attempts().begin(probe.check(), worker, new Attempt.Outcome() {
            @Override
            public void well() {
                succeeded();
            }

            @Override
            public void failed(String why) {
                Asking.this.failed(why);
            }
        });
    }

    private void succeeded() {
        boolean wasWell = streak.well();
        streak = streak.success(probe.successes());
        rest();
        if (!wasWell && streak.well()) {
            switch (purpose) {
                case START -> tell(new WorkerEvent.Ready(worker.incarnation()));
                case READINESS -> tell(new WorkerEvent.ReadinessChanged(worker.incarnation(), ""));
                case LIVENESS -> {} // what it was told of is being ended
            }
        }
    }

    private void failed(String why) {
        boolean wasWell = streak.well();
        unwellSince = streak.failed() == 0 ? begunAt : unwellSince;
        streak = streak.failure(failures);
        rest();
        if (wasWell && !streak.well()) {
            switch (purpose) {
                case START -> {} // the start time-out is what ends it
                case READINESS -> tell(new WorkerEvent.ReadinessChanged(worker.incarnation(), why));
                case LIVENESS -> {
                    Duration failing = Duration.ofNanos(tools.agenda().now() - unwellSince);
                    tell(new WorkerEvent.LivenessFailed(worker.incarnation(), why, failing));
                }
            }
        }
    }

    private void rest() {
        waiting = false;
        schedule(Math.max(tools.agenda().now(), begunAt + probe.period().toNanos()));
    }

    private void schedule(long at) {
        due = at;
        tools.agenda().add(this);
    }

    private void tell(WorkerEvent event) {
        tools.post().accept(worker.id(), event);
    }

    private String question() {
        return Attempts.text(probe.check(), worker);
    }

    @Override
    public void end() {
        due = Long.MAX_VALUE;
        if (attempt != null) {
            attempt.abandon();
        }
    }
}
