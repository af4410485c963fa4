package dev.muster.supervisor.core;

import dev.muster.supervisor.core.Prospects.Kind;
import dev.muster.supervisor.core.Prospects.Prospect;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Ties.Strategy;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may start, who must stop, and who is restarted with whom: by what a service comes after, and by priority, of which a
 * lower number starts earlier and stops later. Pure; immutable.
 *
 * <p>A start never hangs on a worker in trouble: one that failed once counts as settled, and the next priority begins. Nor
 * does it hang on one that waits for a worker in trouble.
 */
public final class FleetOrder {

    /** Why a worker does not start although everything is there that it comes after. */
    static final String TURN = "waits for its turn";

    private final ServiceGraph graph;

    public FleetOrder(FleetSpec spec) {
        graph = new ServiceGraph(spec);
    }

    /**
     * What those have to be told that wait. Immutable.
     *
     * @param mayStart whose turn it is, in the order of their ids
     * @param held the others whose reason is another than the one they know
     */
    public record Turn(List<WorkerId> mayStart, Map<WorkerId, WorkerEvent.Held> held) {}

    /** Whether the worker is wanted up and has not begun: it waits for {@code Proceed}. */
    public static boolean waits(Worker worker) {
        return worker.phase() == Phase.STOPPED && worker.want().allowsLife();
    }

    /** Whether the worker is FAILED only because one failed that it comes after: it starts when that one is up again. */
    public static boolean blocked(Worker worker) {
        return worker.phase() == Phase.FAILED && worker.want().blocked();
    }

    /** Whether it is in its first attempt to start. */
    static boolean triesFirst(Worker worker) {
        return worker.phase() == Phase.STARTING && worker.goal() == Goal.UP && worker.failures() == 0;
    }

    /** Whether a step may have changed whose turn it is, or the reason why it is not. */
    public boolean concerns(Worker before, Worker after) {
        if (waits(before) && triesFirst(after) && !graph.tied()) {
            return false; // its turn has come, and whoever waits for it goes on waiting
        }
        if (waits(after) || blocked(after) || triesFirst(before) != triesFirst(after) || waits(before)) {
            return true;
        }
        return graph.tied()
                && (before.phase() != after.phase()
                        || !before.want().equals(after.want())
                        || !before.pid().equals(after.pid()));
    }

    /**
     * Whose turn it is.
     *
     * @param leaving who is going to be asked to end: nobody starts because of them any more
     */
    public Turn turn(Collection<Worker> workers, Set<WorkerId> leaving) {
        Prospects prospects = new Prospects(graph, workers, leaving);
        OptionalInt turn = workers.stream()
                .filter(worker -> holdsOthers(worker, prospects))
                .mapToInt(this::rank)
                .min();
        List<WorkerId> mayStart = new ArrayList<>();
        Map<WorkerId, WorkerEvent.Held> held = new LinkedHashMap<>();
        for (Worker worker : workers) {
            if (!waits(worker) && !blocked(worker)) {
                continue;
            }
            Prospect prospect = prospects.of(worker.id().service());
            if (prospect.kind() != Kind.MET) {
                held.put(worker.id(), new WorkerEvent.Held(prospect.why(), prospect.kind() == Kind.NEVER));
            } else if (rank(worker) == turn.orElseThrow()) {
                mayStart.add(worker.id());
            } else {
                held.put(worker.id(), new WorkerEvent.Held(TURN, false));
            }
            if (knows(worker, held.get(worker.id()))) {
                held.remove(worker.id());
            }
        }
        mayStart.sort(Comparator.naturalOrder());
        return new Turn(List.copyOf(mayStart), held);
    }

    /** Whether somebody is on the first way up, or may begin it without anything else having to get well first. */
    boolean someoneComes(Collection<Worker> workers) {
        Prospects prospects = new Prospects(graph, workers, Set.of());
        return workers.stream().anyMatch(worker -> !worker.surplus() && holdsOthers(worker, prospects));
    }

    private static boolean knows(Worker worker, WorkerEvent.@Nullable Held held) {
        return held != null && worker.reason().equals(held.why()) && blocked(worker) == held.hopeless();
    }

    /** Whether a later priority waits for this worker. */
    private boolean holdsOthers(Worker worker, Prospects prospects) {
        if (triesFirst(worker)) {
            return true;
        }
        if (!waits(worker) && !blocked(worker)) {
            return false;
        }
        Kind kind = prospects.of(worker.id().service()).kind();
        return kind == Kind.MET || kind == Kind.COMING;
    }

    /** Why a worker of the service could not start now, if nobody knows when it could. */
    Optional<String> hindrance(String service, Collection<Worker> workers, Set<WorkerId> leaving) {
        if (graph.after(service).isEmpty()) {
            return Optional.empty();
        }
        Prospect prospect = new Prospects(graph, workers, leaving).of(service);
        boolean hopes = prospect.kind() == Kind.MET || prospect.kind() == Kind.COMING;
        return hopes ? Optional.empty() : Optional.of(prospect.why());
    }

    /** Services in the order in which they start. */
    public List<String> inStartOrder(Collection<String> services) {
        return services.stream()
                .sorted(Comparator.comparingInt((String service) -> graph.rank(service))
                        .thenComparingInt(graph::depth)
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** The services that are restarted when a worker of this one is, by its strategy, without itself. */
    public Set<String> followers(String service) {
        Set<String> services = new HashSet<>(following(service, graph.strategy(service)));
        services.remove(service);
        return services;
    }

    /**
     * The workers to be asked to stop next in a shutdown: of those that are left, the ones that started last. Workers with
     * the same priority that do not come after each other stop together; none of an earlier one before these are gone.
     */
    public List<WorkerId> mustStop(Collection<Worker> workers) {
        List<Worker> alive =
                workers.stream().filter(worker -> worker.phase().alive()).toList();
        OptionalInt turn = alive.stream().mapToInt(this::rank).max();
        Set<String> services = new HashSet<>();
        alive.forEach(worker -> services.add(worker.id().service()));
        return alive.stream()
                .filter(worker -> worker.goal() == Goal.UP && rank(worker) == turn.orElseThrow())
                .filter(worker ->
                        graph.dependants(worker.id().service()).stream().noneMatch(services::contains))
                .map(Worker::id)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** Of those who are to end, the ones after whose service none comes that is involved as well; the last id first. */
    public List<WorkerId> mayLeave(Collection<WorkerId> candidates, Collection<WorkerId> involved) {
        Set<String> services = new HashSet<>();
        involved.forEach(id -> services.add(id.service()));
        return candidates.stream()
                .filter(id -> graph.dependants(id.service()).stream().noneMatch(services::contains))
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /**
     * Who is to be restarted because somebody asks for the restart of a worker: those that follow it, and are up.
     */
    public List<WorkerId> followers(Worker restarted, Collection<Worker> workers) {
        return followers(restarted, graph.strategy(restarted.id().service()), workers);
    }

    /**
     * Who is to be restarted because a worker is: its life was ready, has ended, and the worker is still wanted. The end of a
     * life that was ended for the sake of another moves nobody, or the services of a group would restart each other for ever.
     */
    public List<WorkerId> followers(Worker before, Worker after, Collection<Worker> workers) {
        Strategy strategy = graph.strategy(before.id().service());
        if (strategy == Strategy.ONE_FOR_ONE || !endsUnexpectedly(before, after)) {
            return List.of();
        }
        boolean givenUp = after.phase() == Phase.FAILED && after.deadline().isEmpty();
        return followers(before, givenUp ? Strategy.REST_FOR_ONE : strategy, workers);
    }

    private List<WorkerId> followers(Worker first, Strategy strategy, Collection<Worker> workers) {
        Set<String> services = following(first.id().service(), strategy);
        return workers.stream()
                .filter(worker -> services.contains(worker.id().service())
                        && !worker.id().equals(first.id())
                        && worker.want().allowsLife())
                .filter(worker -> worker.phase() == Phase.STARTING || worker.phase() == Phase.READY)
                .map(Worker::id)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private Set<String> following(String service, Strategy strategy) {
        return switch (strategy) {
            case ONE_FOR_ONE -> Set.of();
            case REST_FOR_ONE -> graph.dependants(service);
            case ONE_FOR_ALL -> graph.group(service);
        };
    }

    private static boolean endsUnexpectedly(Worker before, Worker after) {
        boolean ended =
                before.phase().alive() && (!after.phase().alive() || after.incarnation() != before.incarnation());
        return ended
                && before.readyAt().isPresent()
                && !before.want().follows()
                && after.want().allowsLife();
    }

    private int rank(Worker worker) {
        return graph.rank(worker.spec());
    }
}
