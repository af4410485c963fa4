package dev.muster.supervisor.control;

import dev.muster.supervisor.core.Goal;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.loop.CommandReply;
import dev.muster.supervisor.loop.Decision;
import dev.muster.supervisor.loop.FleetSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From what the loop decided to what a client may wait for. */
final class Targets {

    private Targets() {}

    /** What a decision aims at. */
    interface OfDecision {
        Target of(Decision decision, long version);
    }

    /**
     * The life that a start or a restart has set in motion, which is the one after the one that was there; where nothing had to
     * be done, that one.
     */
    static Target begun(Decision decision, long version) {
        int next = decision.outcome() == Decision.Outcome.DONE ? 1 : 0;
        return new Target(decision.id(), Target.Wanted.READY, decision.incarnation() + next, version);
    }

    /** A place that was given may be filled by the life that has not left it yet. */
    private static Target filled(Decision decision, long version) {
        return new Target(decision.id(), Target.Wanted.READY, decision.incarnation(), version);
    }

    /** For whoever only asks: a life that is over does not become ready any more. */
    static Target asked(Worker worker, Target.Wanted wanted, long version) {
        if (wanted == Target.Wanted.STOPPED) {
            return new Target(worker.id(), wanted, Target.NO_INCARNATION, version);
        }
        int next = worker.phase() == Phase.STOPPED ? 1 : 0;
        return new Target(worker.id(), wanted, worker.incarnation() + next, version);
    }

    static Target stopped(Decision decision, long version) {
        return new Target(decision.id(), Target.Wanted.STOPPED, decision.incarnation(), version);
    }

    /** The run whose first life is the next one. */
    static Target run(Decision decision, long version) {
        return new Target(decision.id(), Target.Wanted.ENDED, decision.incarnation() + 1, version);
    }

    static List<Map<String, Object>> of(CommandReply reply, OfDecision rule) {
        List<Map<String, Object>> targets = new ArrayList<>();
        for (Decision decision : reply.decisions()) {
            if (decision.outcome() != Decision.Outcome.REFUSED && decision.outcome() != Decision.Outcome.SCHEDULED) {
                targets.add(rule.of(decision, reply.version()).toMap());
            }
        }
        return targets;
    }

    /** For a command that adds some workers and ends others: those whose place it gave or took. */
    static List<Map<String, Object>> ofPlaces(CommandReply reply, FleetSnapshot before, FleetSnapshot after) {
        List<Map<String, Object>> targets = new ArrayList<>();
        for (Decision decision : reply.decisions()) {
            boolean hadPlace = hasPlace(before, decision);
            if (hasPlace(after, decision) && !hadPlace) {
                targets.add(filled(decision, reply.version()).toMap());
            } else if (hadPlace && !hasPlace(after, decision)) {
                targets.add(stopped(decision, reply.version()).toMap());
            }
        }
        return targets;
    }

    private static boolean hasPlace(FleetSnapshot fleet, Decision decision) {
        return fleet.worker(decision.id()).filter(Targets::isWantedUp).isPresent();
    }

    static boolean isWantedUp(Worker worker) {
        return worker.goal() == Goal.UP && !worker.surplus();
    }

    static boolean isRunning(Worker worker) {
        return isWantedUp(worker) && worker.phase() != Phase.FAILED;
    }

    static boolean isStopped(Worker worker) {
        return worker.goal() == Goal.DOWN && worker.phase() == Phase.STOPPED;
    }
}
