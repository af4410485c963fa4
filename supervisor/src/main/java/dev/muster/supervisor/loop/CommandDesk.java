package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.FleetOrder;
import dev.muster.supervisor.core.Goal;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Reconciler;
import dev.muster.supervisor.core.Runs;
import dev.muster.supervisor.core.Scaling;
import dev.muster.supervisor.core.SlotChange;
import dev.muster.supervisor.core.Staffing;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.loop.Decision.Outcome;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.Signals;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides commands: turns each into events for workers, and says what that meant. Loop thread only. */
final class CommandDesk implements Command.Cases<CommandReply> {

    private static final String ENDING = "the fleet is shutting down";

    private final Fleet fleet;
    private final Instant now;

    CommandDesk(Fleet fleet, Instant now) {
        this.fleet = fleet;
        this.now = now;
    }

    @Override
    public CommandReply start(Command.Start command) {
        return fleet.stopping() ? CommandReply.refused(ENDING) : each(command.ids(), this::start);
    }

    @Override
    public CommandReply stop(Command.Stop command) {
        Map<WorkerId, WorkerEvent> together = new LinkedHashMap<>();
        Set<WorkerId> surplus = command.ids().stream()
                .filter(id -> isSurplus(fleet.slots().get(id)))
                .collect(Collectors.toSet());
        fleet.supersede(services(command.ids()), "stop", now);
        // Who helped out until now is being stopped by that already: another Stop would kill it.
        CommandReply reply = each(
                command.ids(),
                worker -> isSurplus(worker) && !surplus.contains(worker.id())
                        ? decision(worker, Outcome.DONE, "stopping")
                        : stop(worker, together));
        fleet.withdraw(together, now);
        return reply;
    }

    @Override
    public CommandReply restart(Command.Restart command) {
        if (fleet.stopping()) {
            return CommandReply.refused(ENDING);
        }
        fleet.supersede(services(command.ids()), command.rolling() ? "another rolling restart" : "restart", now);
        if (command.rolling()) {
            return new RollingDesk(fleet, now).restart(command.ids());
        }
        Map<WorkerId, WorkerEvent> together = new LinkedHashMap<>();
        CommandReply reply = each(command.ids(), worker -> restart(worker, together));
        fleet.renew(together, now);
        return reply;
    }

    @Override
    public CommandReply recycle(Command.Recycle command) {
        return fleet.stopping() ? CommandReply.refused(ENDING) : new RollingDesk(fleet, now).recycle(command.reasons());
    }

    private static boolean isSurplus(@Nullable Worker worker) {
        return worker != null && worker.surplus();
    }

    private static Set<String> services(List<WorkerId> ids) {
        return ids.stream().map(WorkerId::service).collect(Collectors.toSet());
    }

    @Override
    public CommandReply runOnce(Command.RunOnce command) {
        if (fleet.stopping()) {
            return CommandReply.refused(ENDING);
        }
        List<Worker> slots = command.ids().stream()
                .map(fleet.slots()::get)
                .flatMap(Stream::ofNullable)
                .toList();
        Optional<Worker> slot = Runs.free(slots, fleet.desired().stopped())
                .or(() -> Runs.free(slots, Set.of())); // a schedule that is suspended is no reason against one run
        if (slot.isEmpty()) {
            return CommandReply.refused(
                    slots.isEmpty()
                            ? "there is no such worker"
                            : slots.get(0).id() + " is " + slots.get(0).phase()
                                    + ": run-once needs a worker that is down");
        }
        fleet.deliver(slot.get().id(), new WorkerEvent.Run("run once on request"), now);
        return CommandReply.accepted("", List.of(decision(slot.get(), Outcome.DONE, "running once")));
    }

    @Override
    public CommandReply sendSignal(Command.SendSignal command) {
        Optional<Integer> number = Signals.find(command.signal());
        if (number.isEmpty()) {
            return CommandReply.refused("there is no signal " + command.signal());
        }
        String name = Signals.name(number.get());
        return each(command.ids(), worker -> signal(worker, name));
    }

    @Override
    public CommandReply scale(Command.Scale command) {
        if (fleet.stopping()) {
            return CommandReply.refused(ENDING);
        }
        Scaling.Result result = command.scaling().on(fleet.spec(), command.service());
        if (!result.accepted()) {
            return CommandReply.refused(result.refusal());
        }
        if (command.scaling().isAuto()) {
            fleet.desire(fleet.desired().unscale(command.service()));
            return CommandReply.accepted("its backlog decides from now on", List.of());
        }
        fleet.supersede(List.of(command.service()), "scale", now);
        fleet.desire(fleet.desired().scale(fleet.spec(), result.spec(), command.service()));
        return enforce(carriedOn(result.spec()).service(command.service()).orElseThrow());
    }

    @Override
    public CommandReply apply(Command.Apply command) {
        if (fleet.stopping()) {
            return CommandReply.refused(ENDING);
        }
        SortedSet<WorkerId> held = fleet.desired().stopped();
        fleet.desire(command.reset() ? Desired.NONE : fleet.desired().against(command.spec()));
        fleet.supersede(fleet.spec().services().keySet(), "apply", now);
        CommandReply reply = apply(fleet.desired().on(command.spec()), command.rolling());
        if (command.reset()) {
            held.stream()
                    .map(fleet.slots()::get)
                    .filter(worker -> worker != null && worker.spec().autostart() && !scheduled(worker))
                    .forEach(worker -> fleet.deliver(worker.id(), new WorkerEvent.Start("started by a reset"), now));
        }
        return reply;
    }

    @Override
    public CommandReply shutdown(Command.Shutdown command) {
        // A fleet that ends by itself, for an essential worker's sake, was not asked yet.
        boolean impatient = command.now() || fleet.askedToEnd();
        fleet.askToEnd();
        if (!fleet.stopping()) {
            fleet.retireAll(now);
        }
        List<Worker> left = fleet.slots().all().values().stream()
                .filter(worker -> worker.phase().alive())
                .toList();
        if (impatient) {
            left.forEach(worker -> fleet.deliver(worker.id(), new WorkerEvent.Kill(ENDING), now));
        } else {
            fleet.stopNext(now);
        }
        String what = impatient ? "killing" : "stopping";
        List<Decision> decisions = left.stream()
                .map(worker -> decision(worker, Outcome.DONE, what))
                .toList();
        return CommandReply.accepted(impatient ? "killing what is left" : ENDING, decisions);
    }

    @Override
    public CommandReply reexec(Command.Reexec command) {
        if (fleet.stopping()) {
            return CommandReply.refused(ENDING);
        }
        return fleet.leave(now)
                .map(CommandReply::refused)
                .orElseGet(() -> CommandReply.accepted("the master is being replaced", List.of()));
    }

    private Decision start(Worker worker) {
        if (worker.surplus()) {
            return decision(worker, Outcome.REFUSED, "is being removed");
        }
        fleet.desire(fleet.desired().start(worker.id()));
        if (scheduled(worker)) {
            return decision(worker, Outcome.SCHEDULED, "runs when its schedule says so");
        }
        if (fleet.isToEnd(worker.id())) {
            fleet.keepUp(worker.id());
            return decision(worker, Outcome.DONE, "stays up");
        }
        WorkerEvent start = new WorkerEvent.Start("started on request");
        boolean moved = changes(worker, isUp(worker) ? List.of(start) : fleet.renewal(worker, start));
        return moved
                ? decision(worker, Outcome.DONE, "starting")
                : decision(worker, Outcome.UNCHANGED, already(worker));
    }

    /** Who is up waits until those have ended that come after it and are stopped as well; a second request waits for nobody. */
    private Decision stop(Worker worker, Map<WorkerId, WorkerEvent> together) {
        if (!fleet.stopping() && !worker.surplus()) {
            fleet.desire(fleet.desired().stop(worker.id()));
        }
        if (isUp(worker) && !fleet.isToEnd(worker.id()) && !fleet.stopping()) {
            together.put(worker.id(), new WorkerEvent.Stop("stopped on request"));
            return decision(worker, Outcome.DONE, "stopping");
        }
        fleet.keepUp(worker.id());
        boolean under = worker.phase() == Phase.STOPPING && worker.goal() == Goal.DOWN;
        boolean moved = changes(worker, List.of(new WorkerEvent.Stop("stopped on request")));
        if (!moved || (worker.goal() == Goal.DOWN && !under)) {
            return decision(worker, Outcome.UNCHANGED, already(worker));
        }
        return decision(worker, Outcome.DONE, under ? "killing" : "stopping");
    }

    private Decision restart(Worker worker, Map<WorkerId, WorkerEvent> together) {
        if (worker.surplus()) {
            return decision(worker, Outcome.REFUSED, "is being removed");
        }
        if (!scheduled(worker) || !Runs.rests(worker)) {
            fleet.desire(fleet.desired().start(worker.id()));
        }
        if (isUp(worker)) {
            String why = "restarted on request";
            List<WorkerId> followers = fleet.followers(worker);
            followers.forEach(id -> together.putIfAbsent(id, new WorkerEvent.Follow("restarted with " + worker.id())));
            // Those that follow it are told already: its end must not tell them again.
            together.put(worker.id(), followers.isEmpty() ? new WorkerEvent.Restart(why) : new WorkerEvent.Follow(why));
            return decision(worker, Outcome.DONE, "restarting");
        }
        if (scheduled(worker) && Runs.rests(worker)) {
            return decision(worker, Outcome.REFUSED, "has no run to restart; run-once begins one");
        }
        // One that finds a restart under way is part of it: whoever asks gets a life that begins after the question.
        boolean moved = changes(worker, fleet.renewal(worker, new WorkerEvent.Restart("restarted on request")));
        return decision(worker, Outcome.DONE, moved ? "restarting" : "restarting already");
    }

    private static boolean scheduled(Worker worker) {
        return worker.spec().schedule().isPresent();
    }

    private static boolean isUp(Worker worker) {
        boolean up = worker.phase() == Phase.STARTING || worker.phase() == Phase.READY;
        return up && worker.goal() == Goal.UP;
    }

    private Decision signal(Worker worker, String signal) {
        if (worker.pid().isEmpty()) {
            return decision(worker, Outcome.REFUSED, "has no process");
        }
        fleet.deliver(worker.id(), new WorkerEvent.SignalRequest(signal), now);
        return decision(worker, Outcome.DONE, "SIG" + signal + " sent");
    }

    /** The present slots of a service that its backlog scales stay as they are. */
    private FleetSpec carriedOn(FleetSpec spec) {
        List<WorkerId> present = fleet.slots().all().values().stream()
                .filter(worker -> !worker.surplus())
                .map(Worker::id)
                .toList();
        return Staffing.carriedOn(spec, present, fleet.desired());
    }

    private CommandReply apply(FleetSpec spec, boolean rolling) {
        FleetSpec wanted = carriedOn(spec);
        List<SlotChange> changes = Reconciler.plan(wanted, fleet.slots().all());
        fleet.adopt(wanted);
        CommandReply reply = rolling ? roll(changes) : carryOut(changes);
        fleet.desired().stopped().forEach(id -> fleet.stayStopped(id, now));
        return reply;
    }

    private CommandReply roll(List<SlotChange> changes) {
        CommandReply others = carryOut(changes.stream()
                .filter(change -> !RollingDesk.isReplaced(change))
                .toList());
        return new RollingDesk(fleet, now).apply(changes, others);
    }

    /**
     * Gives a service another number of workers; whoever runs an older configuration still goes on with it. The others are left alone:
     * those who help out there while workers are replaced have no place in a specification.
     */
    CommandReply enforce(ServiceSpec service) {
        Map<String, ServiceSpec> services = new LinkedHashMap<>(fleet.spec().services());
        services.put(service.name(), service);
        FleetSpec spec = fleet.spec().withServices(services);
        List<SlotChange> changes = Reconciler.plan(spec, fleet.slots().all()).stream()
                .filter(change -> change.id().service().equals(service.name()))
                .filter(change -> change.kind() != SlotChange.Kind.UPDATE && change.kind() != SlotChange.Kind.RESTART)
                .toList();
        fleet.adopt(spec);
        CommandReply reply = carryOut(changes);
        fleet.desired().stopped().forEach(id -> fleet.stayStopped(id, now));
        return reply;
    }

    /** Those who are removed end as in a shutdown, each when those are gone that come after it. */
    private CommandReply carryOut(List<SlotChange> changes) {
        List<Decision> decisions = new ArrayList<>();
        Map<WorkerId, WorkerEvent> together = new LinkedHashMap<>();
        for (SlotChange change : changes) {
            List<WorkerEvent> due = new ArrayList<>();
            Worker before = fleet.slots().get(change.id());
            int life = before == null ? fleet.slots().lastIncarnation(change.id()) : before.incarnation();
            decisions.add(new Decision(change.id(), Outcome.DONE, life, message(change.kind())));
            if (change.kind() == SlotChange.Kind.KEEP) {
                fleet.keepUp(change.id());
            }
            for (WorkerEvent event : change.events()) {
                if (event instanceof WorkerEvent.Stop && before != null && isUp(before)) {
                    together.put(change.id(), event);
                } else {
                    due.add(event);
                }
            }
            fleet.carryOut(new SlotChange(change.id(), change.kind(), change.spec(), due), now);
        }
        fleet.withdraw(together, now);
        return CommandReply.accepted(changes.isEmpty() ? "nothing to do" : changes.size() + " workers", decisions);
    }

    private CommandReply each(List<WorkerId> ids, Function<Worker, Decision> decide) {
        List<Decision> decisions = new ArrayList<>();
        for (WorkerId id : ids) {
            Worker worker = fleet.slots().get(id);
            decisions.add(
                    worker == null
                            ? new Decision(id, Outcome.REFUSED, 0, "there is no such worker")
                            : decide.apply(worker));
        }
        return CommandReply.accepted("", decisions);
    }

    private boolean changes(Worker worker, List<WorkerEvent> events) {
        events.forEach(event -> fleet.deliver(worker.id(), event, now));
        return !worker.equals(fleet.slots().get(worker.id()));
    }

    static String message(SlotChange.Kind kind) {
        return switch (kind) {
            case ADD -> "added";
            case KEEP -> "kept";
            case UPDATE -> "updated";
            case RESTART -> "restarting";
            case REMOVE -> "removing";
        };
    }

    private static Decision decision(Worker before, Outcome outcome, String message) {
        return new Decision(before.id(), outcome, before.incarnation(), message);
    }

    private static String already(Worker worker) {
        return FleetOrder.waits(worker)
                ? "waits for its turn already"
                : "is " + worker.phase().name().toLowerCase(Locale.ROOT) + " already";
    }
}
