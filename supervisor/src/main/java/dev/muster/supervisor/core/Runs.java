package dev.muster.supervisor.core;

import dev.muster.supervisor.core.Rota.Room;
import dev.muster.supervisor.spec.Schedule.IfRunning;
import dev.muster.supervisor.spec.WorkerId;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Where a single run may begin. Pure. */
public final class Runs {

    private Runs() {}

    /** Whether nothing goes on in a slot, and nothing is going to: its last run is over. */
    public static boolean rests(Worker worker) {
        return switch (worker.phase()) {
            case STOPPED -> worker.goal() == Goal.DOWN;
            case FAILED -> worker.deadline().isEmpty() && !FleetOrder.blocked(worker);
            case STARTING, READY, STOPPING, KILLING, BACKOFF -> false;
        };
    }

    /** The first slot in which a run may begin. */
    public static Optional<Worker> free(Collection<Worker> slots, Set<WorkerId> stoppedByHand) {
        return slots.stream()
                .filter(worker -> rests(worker) && !worker.surplus() && !stoppedByHand.contains(worker.id()))
                .findFirst();
    }

    /** Whether a scheduled run may begin beside what goes on in the slots of its service. */
    public static Room room(Collection<Worker> slots, Set<WorkerId> stoppedByHand, IfRunning ifRunning) {
        boolean wanted = slots.stream().anyMatch(worker -> !worker.surplus() && !stoppedByHand.contains(worker.id()));
        if (!wanted) {
            return Room.SUSPENDED;
        }
        boolean beside = ifRunning == IfRunning.PARALLEL || slots.stream().allMatch(Runs::rests);
        return beside && free(slots, stoppedByHand).isPresent() ? Room.FREE : Room.TAKEN;
    }
}
