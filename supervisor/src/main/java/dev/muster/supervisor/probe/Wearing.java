package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.spec.Recycle;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/** Looks whether one life of a worker has done its time. Probe thread only. */
final class Wearing implements Duty {

    /** As often as the SDK tells what it did. */
    private static final long OFTEN_NANOS = Duration.ofSeconds(2).toNanos();

    /**
     * Until it is asked for again, should it not have come about: another rollout went before, or somebody did not become ready. Each time
     * twice as long, or a service in trouble would fill the journal.
     */
    private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();

    private static final long MOST_PATIENCE_NANOS = Duration.ofHours(1).toNanos();

    private final Worker worker;
    private final Recycle rule;
    private final Tools tools;
    private final double chance;
    private long patience = PATIENCE_NANOS;
    private long due;

    private Wearing(Worker worker, Recycle rule, Tools tools) {
        this.worker = worker;
        this.rule = rule;
        this.tools = tools;
        // The same for this life whichever master asks.
        this.chance = new SplittableRandom(31L * worker.id().hashCode() + worker.incarnation()).nextDouble();
    }

    static Wearing begin(Worker worker, Recycle rule, Tools tools) {
        Wearing wearing = new Wearing(worker, rule, tools);
        wearing.schedule(OFTEN_NANOS);
        return wearing;
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public void run() {
        Optional<String> why = tools.signs().wear(worker).reason(rule, chance);
        if (why.isEmpty()) {
            schedule(OFTEN_NANOS);
            return;
        }
        tools.recycle().accept(worker.id(), why.get());
        schedule(patience);
        patience = Math.min(2 * patience, MOST_PATIENCE_NANOS);
    }

    private void schedule(long nanos) {
        due = tools.agenda().now() + nanos;
        tools.agenda().add(this);
    }

    @Override
    public void end() {
        due = Long.MAX_VALUE;
    }
}
