package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.WorkerId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * Who may start, and who must stop, by priority: a lower number starts earlier and stops later. Pure.
 *
 * <p>A start never hangs on a worker in trouble: one that failed once counts as settled, and the next priority begins.
 */
public final class FleetOrder {

    private FleetOrder() {}

    /** Whether a later priority waits for this worker: wanted up and either not begun, or in its first attempt to start. */
    public static boolean holdsOthers(Worker worker) {
        return waits(worker)
                || (worker.phase() == Phase.STARTING && worker.goal() == Goal.UP && worker.failures() == 0);
    }

    /** Whether the worker is wanted up and has not begun: it waits for {@code Proceed}. */
    public static boolean waits(Worker worker) {
        return worker.phase() == Phase.STOPPED && worker.want().allowsLife();
    }

    /** The waiting workers whose turn it is, in the order of their ids. */
    public static List<WorkerId> mayStart(Collection<Worker> workers) {
        OptionalInt turn = workers.stream()
                .filter(FleetOrder::holdsOthers)
                .mapToInt(FleetOrder::priority)
                .min();
        return workers.stream()
                .filter(worker -> waits(worker) && priority(worker) == turn.orElseThrow())
                .map(Worker::id)
                .sorted()
                .toList();
    }

    /**
     * The workers to be asked to stop next in a shutdown: of those that are left, the ones that started last. Workers with
     * the same priority stop together; none of an earlier one before these are gone.
     */
    public static List<WorkerId> mustStop(Collection<Worker> workers) {
        OptionalInt turn = workers.stream()
                .filter(worker -> worker.phase().alive())
                .mapToInt(FleetOrder::priority)
                .max();
        return workers.stream()
                .filter(worker ->
                        worker.phase().alive() && worker.goal() == Goal.UP && priority(worker) == turn.orElseThrow())
                .map(Worker::id)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private static int priority(Worker worker) {
        return worker.spec().priority();
    }
}
