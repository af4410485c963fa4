package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.Rota;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.util.List;
import java.util.Map;

/**
 * What a former master has left: the processes that live still, what slots without one were about, and how many lives each slot has had. Comes before the first
 * {@link Command.Apply}, which then starts what is missing. Immutable.
 *
 * @param desired what was wanted by hand
 * @param runs how far each scheduled service was with its times
 * @param lives the number of the last life of slots that have none now
 */
public record Inheritance(
        List<Orphan> orphans, Map<WorkerId, Integer> lives, Desired desired, Map<String, Rota.Kept> runs)
        implements LoopItem {

    public Inheritance {
        orphans = List.copyOf(orphans);
        lives = Map.copyOf(lives);
        runs = Map.copyOf(runs);
    }

    /** Without schedules. */
    public Inheritance(List<Orphan> orphans, Map<WorkerId, Integer> lives, Desired desired) {
        this(orphans, lives, desired, Map.of());
    }

    /** The same, and how far the scheduled services were. */
    public Inheritance withRuns(Map<String, Rota.Kept> formerRuns) {
        return new Inheritance(orphans, lives, desired, formerRuns);
    }

    /**
     * A slot that is taken over.
     *
     * @param spec what it was started from, as far as that is known; what differs from the present specification is applied like any change
     */
    public record Orphan(WorkerId id, ServiceSpec spec, WorkerEvent news) {}
}
