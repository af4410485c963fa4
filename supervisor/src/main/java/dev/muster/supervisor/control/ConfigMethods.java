package dev.muster.supervisor.control;

import dev.muster.supervisor.config.ConfigException;
import dev.muster.supervisor.config.Problem;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.FleetPlan;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Staffing;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.loop.Command;
import dev.muster.supervisor.loop.CommandReply;
import dev.muster.supervisor.loop.Decision;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.spec.Change;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * {@code plan} and {@code apply}. The file is read on another thread, so that a slow disk holds up nobody's status. Control
 * thread only.
 */
final class ConfigMethods {
    private final ControlPorts ports;
    private final Executor reader;
    private final Requests requests;

    /** Takes one thread as {@code reader}, so that two applies take effect in the order in which they read. */
    ConfigMethods(ControlPorts ports, Executor reader) {
        this.ports = ports;
        this.reader = reader;
        this.requests = new Requests(ports.records().events());
    }

    void plan(Call call) {
        boolean reset = call.params().flag("reset");
        call.answerWhen(read(), wanted -> describe(planTo(wanted, reset), wanted, held(wanted, reset)));
    }

    void apply(Call call) {
        boolean reset = call.params().flag("reset");
        boolean rolling = call.params().flag("rolling");
        Reload reload = ports.reconfigure().reload();
        reload.begins();
        CompletableFuture<FleetSpec> file = read().whenComplete((wanted, broken) -> {
            if (broken != null) {
                requests.refused(call, "the configuration has problems; nothing was changed");
                reload.ends(Optional.of(firstProblem(broken)));
            }
        });
        call.when(file, wanted -> {
            FleetPlan plan = planTo(wanted, reset);
            Desired held = held(wanted, reset);
            String words = "apply" + (reset ? " --reset" : "") + (rolling ? " --rolling" : "");
            requests.asked(call, words + " (" + summary(plan) + ")", counts(plan));
            Command.Apply apply = new Command.Apply(wanted, reset, rolling);
            ports.mailbox().post(apply);
            CompletableFuture<CommandReply> applied = apply.reply()
                    .whenComplete((reply, broken) ->
                            reload.ends(Optional.of(reply.message()).filter(why -> !reply.accepted())));
            call.answerWhen(applied, reply -> {
                Map<String, Object> result = ControlMethods.decided(ControlMethods.accepted(reply));
                result.putAll(describe(plan, wanted, held));
                result.put("targets", targets(plan, reply, ports.snapshots().current()));
                return result;
            });
        });
    }

    private static String firstProblem(Throwable broken) {
        Throwable cause =
                broken instanceof CompletionException && broken.getCause() != null ? broken.getCause() : broken;
        return cause instanceof Refusal refusal && refusal.data().get("problems") instanceof List<?> problems
                ? String.valueOf(problems.get(0))
                : cause.toString();
    }

    private static Map<String, Object> counts(FleetPlan plan) {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (FleetPlan.Action action : FleetPlan.Action.values()) {
            counts.put(action.name().toLowerCase(Locale.ROOT), plan.count(action));
        }
        return counts;
    }

    /** {@code 1 to add, 2 to restart}. */
    private static String summary(FleetPlan plan) {
        List<String> parts = new ArrayList<>();
        counts(plan).forEach((action, count) -> {
            if (!count.equals(0L)) {
                parts.add(count + " to " + action);
            }
        });
        if (!plan.fleet().isEmpty()) {
            boolean hooks =
                    plan.fleet().stream().anyMatch(change -> change.key().equals("on-event"));
            boolean crons =
                    plan.fleet().stream().anyMatch(change -> change.key().startsWith("cron."));
            parts.add(hooks ? crons ? "other hooks and crons" : "other hooks" : "other crons");
        }
        return parts.isEmpty() ? "nothing to do" : String.join(", ", parts);
    }

    private CompletableFuture<FleetSpec> read() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return ports.reconfigure().read();
                    } catch (ConfigException e) {
                        List<String> problems =
                                e.problems().stream().map(Problem::toString).toList();
                        throw new Refusal(
                                ErrorCode.CONFIGURATION,
                                "the configuration is refused, nothing was changed",
                                Map.of("problems", problems));
                    }
                },
                reader);
    }

    /** What was wanted by hand and holds against the configuration. */
    private Desired held(FleetSpec wanted, boolean reset) {
        return reset ? Desired.NONE : ports.snapshots().current().desired().against(wanted);
    }

    private FleetPlan planTo(FleetSpec wanted, boolean reset) {
        FleetSnapshot fleet = ports.snapshots().current();
        List<FleetPlan.Slot> slots = fleet.workers().stream()
                .filter(worker -> !worker.surplus() && !fleet.isSurge(worker))
                .map(worker -> new FleetPlan.Slot(worker.id(), worker.spec(), isLive(worker)))
                .toList();
        Desired held = held(wanted, reset);
        List<WorkerId> present = slots.stream().map(FleetPlan.Slot::id).toList();
        return FleetPlan.between(fleet.spec(), slots, Staffing.carriedOn(held.on(wanted), present, held));
    }

    private static boolean isLive(Worker worker) {
        boolean run = worker.run() > 0; // goes on as it is, whatever changes
        return !run && (worker.pid().isPresent() || worker.phase() == Phase.STARTING);
    }

    private Map<String, Object> describe(FleetPlan plan, FleetSpec wanted, Desired held) {
        List<Map<String, Object>> changes = new ArrayList<>();
        Set<String> shown = new HashSet<>();
        for (FleetPlan.WorkerEntry entry : plan.workers()) {
            shown.add(entry.id().service());
            changes.add(change(
                    entry.id().toString(),
                    entry.action(),
                    entry.causes(),
                    entry.id().service()));
        }
        for (FleetPlan.ServiceEntry entry : plan.services()) {
            if (!shown.contains(entry.service())) {
                changes.add(change(entry.service(), entry.action(), entry.causes(), entry.service()));
            }
        }
        plan.fleet().forEach(cause -> changes.add(ofFleet(cause)));
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("changes", changes);
        description.put("byHand", StatusView.byHand(held));
        description.put("rolling", RollingView.planned(plan, wanted));
        StatusView.warnings(ports, wanted, description);
        return description;
    }

    private static Map<String, Object> change(String id, FleetPlan.Action action, List<Change> causes, String service) {
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("id", id);
        change.put("action", action.name().toLowerCase(Locale.ROOT));
        change.put("key", causes.stream().map(Change::toString).collect(Collectors.joining("; ")));
        change.put(
                "keys",
                causes.stream().map(c -> "services." + service + "." + c.key()).toList());
        return change;
    }

    private static Map<String, Object> ofFleet(Change cause) {
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("id", "(fleet)");
        change.put("action", "update");
        change.put("key", cause.toString());
        change.put("keys", List.of(cause.key()));
        return change;
    }

    /** What the plan sets in motion: new lives for what is added or restarted, an end for what is removed. */
    private static List<Map<String, Object>> targets(FleetPlan plan, CommandReply reply, FleetSnapshot fleet) {
        Map<WorkerId, Integer> lives = reply.decisions().stream()
                .collect(Collectors.toMap(Decision::id, Decision::incarnation, Math::max, HashMap::new));
        List<Map<String, Object>> targets = new ArrayList<>();
        for (FleetPlan.WorkerEntry entry : plan.workers()) {
            Optional<Worker> worker = fleet.worker(entry.id());
            boolean up = worker.isPresent() && Targets.isWantedUp(worker.get());
            int life = lives.getOrDefault(entry.id(), 0);
            boolean inTurn = reply.rollout() > 0 && entry.action() == FleetPlan.Action.RESTART;
            if (!inTurn) {
                target(entry, up, life, reply.version()).map(Target::toMap).ifPresent(targets::add);
            }
        }
        return targets;
    }

    private static Optional<Target> target(FleetPlan.WorkerEntry entry, boolean up, int life, long version) {
        WorkerId id = entry.id();
        return switch (entry.action()) {
            case REMOVE -> Optional.of(new Target(id, Target.Wanted.STOPPED, Target.NO_INCARNATION, version));
            case ADD -> up ? Optional.of(new Target(id, Target.Wanted.READY, life, version)) : Optional.empty();
            case RESTART -> up ? Optional.of(new Target(id, Target.Wanted.READY, life + 1, version)) : Optional.empty();
            case UPDATE -> Optional.empty();
        };
    }
}
