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
import java.util.Optional;

/** From what the loop decided to what a client may wait for. */
final class Targets {

    private Targets() {}

    /** What a decision aims at. */
    interface OfDecision {
        Target of(Decision decision, long version);
    }

    static Target started(Decision decision, long version) {
        return new Target(decision.id(), Target.Wanted.READY, decision.incarnation(), version);
    }

    static Target stopped(Decision decision, long version) {
        return new Target(decision.id(), Target.Wanted.STOPPED, decision.incarnation(), version);
    }

    /** The life after the one that was there; a restart that found another one under way joins it. */
    static Target restarted(Decision decision, long version) {
        int next = decision.outcome() == Decision.Outcome.DONE ? 1 : 0;
        return new Target(decision.id(), Target.Wanted.READY, decision.incarnation() + next, version);
    }

    static List<Map<String, Object>> of(CommandReply reply, OfDecision rule) {
        List<Map<String, Object>> targets = new ArrayList<>();
        for (Decision decision : reply.decisions()) {
            if (decision.outcome() != Decision.Outcome.REFUSED) {
                targets.add(rule.of(decision, reply.version()).toMap());
            }
        }
        return targets;
    }

    /** For commands that start some workers and end others: what the snapshot after the decision wants of each, and has not got. */
    static List<Map<String, Object>> byGoal(CommandReply reply, FleetSnapshot fleet) {
        List<Map<String, Object>> targets = new ArrayList<>();
        for (Decision decision : reply.decisions()) {
            Optional<Worker> worker = fleet.worker(decision.id());
            boolean up = worker.isPresent() && isWantedUp(worker.get());
            OfDecision rule = up ? Targets::started : Targets::stopped;
            Target target = rule.of(decision, reply.version());
            if (target.judge(worker, fleet.version()) != Target.Outcome.MET) {
                targets.add(target.toMap());
            }
        }
        return targets;
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
