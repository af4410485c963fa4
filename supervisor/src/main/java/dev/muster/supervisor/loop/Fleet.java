package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.Downfall;
import dev.muster.supervisor.core.Effect;
import dev.muster.supervisor.core.FleetOrder;
import dev.muster.supervisor.core.Goal;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Renewal;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.SlotChange;
import dev.muster.supervisor.core.Step;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.core.WorkerMachine;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** All state of the loop, and the one place where a step becomes true. Loop thread only. */
final class Fleet {

    /** A spawn takes a millisecond: so many at a time keep a request from waiting while a thousand workers start. */
    private static final int STARTS_PER_TURN = 4;

    private final Slots slots = new Slots();
    private final Surroundings surroundings;
    private final Dispatch dispatch;
    private final SpareDesk spares;
    private final Schedules schedules;
    private final Crons crons;
    private final Withdrawals withdrawals = new Withdrawals();
    private final Rollouts rollouts;
    private final QuietStarts quietStarts;
    /** Those of the withdrawals that are restarted by hand. */
    private final Set<WorkerId> renewals = new HashSet<>();

    private final ArrayDeque<WorkerId> mayStart = new ArrayDeque<>();
    private FleetSpec spec = new FleetSpec("", Map.of(), Map.of());
    /** The specification with the services that are no more and have workers still: these end in an order, too. */
    private FleetSpec departures = spec;

    private FleetOrder farewells = new FleetOrder(departures);
    private FleetOrder order = new FleetOrder(spec);
    private Desired desired = Desired.NONE;
    /** What was inherited is not compared with the configuration yet: nothing begins. */
    private boolean unapplied;

    private boolean left;
    private boolean stopping;
    private String ending = "the fleet is shutting down";
    private boolean askedToEnd;
    private int exitCode;
    private boolean changed = true;
    private boolean orderChanged;
    private boolean rolling;
    private int waiting;
    private int alive;

    Fleet(Surroundings surroundings, Mailbox mailbox) {
        this.surroundings = surroundings;
        this.spares = new SpareDesk(this, surroundings);
        this.dispatch = new Dispatch(surroundings, mailbox, spares);
        this.rollouts = new Rollouts(dispatch);
        this.quietStarts = new QuietStarts(dispatch);
        this.schedules = new Schedules(this, surroundings, mailbox);
        this.crons = new Crons(this, surroundings, mailbox);
    }

    Schedules schedules() {
        return schedules;
    }

    SpareDesk spares() {
        return spares;
    }

    Crons crons() {
        return crons;
    }

    QuietStarts quietStarts() {
        return quietStarts;
    }

    Slots slots() {
        return slots;
    }

    FleetSpec spec() {
        return spec;
    }

    void adopt(FleetSpec newSpec) {
        departures = departing(newSpec);
        farewells = new FleetOrder(departures);
        spec = newSpec;
        unapplied = false;
        order = new FleetOrder(newSpec);
        schedules.follow(newSpec);
        crons.follow(newSpec);
        orderChanged = true;
        changed = true;
        dispatch.follow(newSpec);
        spares.follow(newSpec.services().values());
    }

    private FleetSpec departing(FleetSpec newSpec) {
        Map<String, ServiceSpec> services = new LinkedHashMap<>(newSpec.services());
        slots.all().keySet().forEach(id -> departures
                .service(id.service())
                .ifPresent(service -> services.putIfAbsent(id.service(), service)));
        return newSpec.withServices(services);
    }

    /** Something else that a snapshot shows is another. */
    void touch() {
        changed = true;
    }

    /** A spare is there, or none is to be waited for any more. */
    void sparesChanged() {
        changed = true;
        rolling = true;
    }

    Desired desired() {
        return desired;
    }

    /** What was wanted by hand. */
    void desire(Desired newDesired) {
        if (!desired.equals(newDesired)) {
            desired = newDesired;
            changed = true;
            schedules.reconsider();
        }
    }

    FleetOrder order() {
        return order;
    }

    Rollouts rollouts() {
        return rollouts;
    }

    /** Begins to replace workers one by one. @return the number of the rollout */
    int roll(Rollout.Kind kind, List<Rollout.Stage> stages, Instant now) {
        rolling = true;
        changed = true;
        return rollouts.begin(kind, stages, now);
    }

    void join(Rollout joined) {
        rolling = true;
        changed = true;
        rollouts.put(joined);
    }

    /** The events of a restart, or of a start of a worker that is not up, after which the newest configuration holds. */
    List<WorkerEvent> renewal(Worker worker, WorkerEvent event) {
        return spec.service(worker.id().service())
                .map(service -> Renewal.events(worker, service, event))
                .orElse(List.of(event));
    }

    /** Goes on with those that are replaced one by one; false when nothing was to be done. */
    boolean roll(Instant now) {
        if (!rolling || rollouts.isIdle()) {
            rolling = false;
            return false;
        }
        rolling = false;
        List<Rollout> before = rollouts.all();
        List<SlotChange> changes =
                rollouts.next(spec, slots.all().values(), order, withdrawals.waiting(), spares::isComing, now);
        changed |= !before.equals(rollouts.all());
        for (SlotChange change : changes) {
            // An essential worker may end the fleet in the middle of it.
            if (!stopping) {
                carryOut(change, now);
            }
        }
        return !changes.isEmpty();
    }

    /** Something else is wanted of workers of these services. */
    void supersede(Collection<String> services, String by, Instant now) {
        if (!rollouts.isIdle()) {
            changed = true;
            rollouts.supersede(services, by, spec, List.copyOf(slots.all().values()), now)
                    .forEach(change -> carryOut(change, now));
        }
    }

    /** Adds the slot if it is a new one, and gives its worker the events. */
    void carryOut(SlotChange change, Instant now) {
        if (change.kind() == SlotChange.Kind.ADD) {
            add(change.id(), change.spec(), now);
        }
        change.events().forEach(event -> deliver(change.id(), event, now));
    }

    /** From here on this master does nothing any more. @return why it goes on instead */
    Optional<String> leave(Instant now) {
        Optional<String> refusal = schedules.busy()
                ? Optional.of("a scheduled run is just beginning; ask again")
                : surroundings.succession().refusal();
        left = refusal.isEmpty();
        if (left) {
            supersede(spec.services().keySet(), "another master", now);
        }
        return refusal;
    }

    /** Whether another one is to take over. */
    boolean hasLeft() {
        return left;
    }

    boolean stopping() {
        return stopping;
    }

    /** Whether somebody asked for the end. */
    boolean askedToEnd() {
        return askedToEnd;
    }

    void askToEnd() {
        askedToEnd = true;
    }

    /** From here on no life begins; the present ones go on until they are asked to stop. */
    void retireAll(Instant now) {
        supersede(spec.services().keySet(), "the end of the fleet", now);
        stopping = true;
        changed = true;
        spares.touch();
        withdrawals.clear();
        renewals.clear();
        for (Worker worker : List.copyOf(slots.all().values())) {
            deliver(worker.id(), new WorkerEvent.Retire(ending), now);
        }
    }

    /** Asks those to stop whose turn it is. */
    void stopNext(Instant now) {
        for (WorkerId id : order.mustStop(slots.all().values())) {
            deliver(id, new WorkerEvent.Stop(ending), now);
        }
    }

    /** What the master is to end with: 0, or the exit code of an essential worker that has failed for good. */
    int exitCode() {
        return exitCode;
    }

    private void fall(Downfall downfall, Instant now) {
        exitCode = downfall.exitCode();
        ending += " " + downfall.why();
        retireAll(now);
        stopNext(now);
    }

    /** Stopping, and no process is left. */
    boolean ended() {
        return stopping && alive == 0;
    }

    void inherit(Inheritance inheritance, Instant now) {
        unapplied = true;
        desired = inheritance.desired();
        inheritance.lives().forEach(slots::remember);
        schedules.inherit(inheritance.runs());
        crons.inherit(inheritance.runs());
        for (Inheritance.Orphan orphan : inheritance.orphans()) {
            add(orphan.id(), orphan.spec(), now);
            deliver(orphan.id(), orphan.news(), now);
        }
        // Before anything is compared: whoever was stopped by hand is not away for a while, but for good.
        desired.stopped().forEach(id -> stayStopped(id, now));
    }

    /** Whom a specification, or a former master, has up, and somebody wanted down. */
    void stayStopped(WorkerId id, Instant now) {
        Worker worker = slots.get(id);
        if (worker != null && worker.goal() == Goal.UP && worker.run() == 0) {
            deliver(id, new WorkerEvent.Stop("stopped on request"), now);
        }
    }

    void add(WorkerId id, ServiceSpec service, Instant now) {
        slots.put(Worker.fresh(id, service, slots.lastIncarnation(id), now));
        changed = true;
    }

    /** Steps the worker, keeps the result, carries out the effects, tells the journal. An unknown worker is none of ours. */
    void deliver(WorkerId id, WorkerEvent event, Instant now) {
        Worker before = slots.get(id);
        if (before == null) {
            return;
        }
        Step step = WorkerMachine.step(before, event, now, surroundings.random().getAsDouble());
        Worker after = step.worker();
        if (!after.equals(before)) {
            keep(before, after);
        }
        for (Effect effect : step.effects()) {
            effect.match(dispatch);
        }
        quietStarts.follow(before, after, rollouts.all(), now);
        if (visible(before, after)) {
            dispatch.tell(before, after, event, now);
        }
        if (stopping && before.phase().alive() && !after.phase().alive()) {
            stopNext(now);
        } else if (!stopping) {
            Downfall.in(before, after)
                    .ifPresentOrElse(downfall -> fall(downfall, now), () -> takeAlong(before, after, now));
        }
    }

    /** As {@link #withdraw}; the lives that follow show the newest configuration. */
    void renew(Map<WorkerId, WorkerEvent> events, Instant now) {
        renewals.addAll(events.keySet());
        withdraw(events, now);
    }

    /** Ends lives, each when those are over that come after it. */
    void withdraw(Map<WorkerId, WorkerEvent> events, Instant now) {
        events.forEach(withdrawals::add);
        orderChanged = true;
        withdrawNext(now);
    }

    /** Whether a life is to end and waits for others to end first. */
    boolean isToEnd(WorkerId id) {
        return withdrawals.waiting().contains(id);
    }

    /** The life may go on, or is ended otherwise. */
    void keepUp(WorkerId id) {
        renewals.remove(id);
        orderChanged |= withdrawals.remove(id).isPresent();
    }

    /** Who is restarted when this worker is asked to be. */
    List<WorkerId> followers(Worker worker) {
        return order.followers(worker, slots.all().values());
    }

    private void withdrawNext(Instant now) {
        Map<WorkerId, WorkerEvent> next = withdrawals.next(farewells);
        while (!next.isEmpty()) {
            next.keySet().forEach(id -> Optional.ofNullable(slots.get(id)).ifPresent(withdrawals::asked));
            next.forEach((id, event) -> withdraw(id, event, now));
            next = withdrawals.next(farewells);
        }
    }

    /** Somebody may have stopped it meanwhile: another Stop would kill it. */
    private void withdraw(WorkerId id, WorkerEvent event, Instant now) {
        Worker worker = slots.get(id);
        boolean renewed = renewals.remove(id);
        if (worker != null && worker.goal() == Goal.UP) {
            List<WorkerEvent> events = renewed ? renewal(worker, event) : List.of(event);
            events.forEach(one -> deliver(id, one, now));
        }
        orderChanged = true;
    }

    /** Restarts those that are restarted with a worker when it is, and ends those that have waited for its end. */
    private void takeAlong(Worker before, Worker after, Instant now) {
        boolean ended =
                before.phase().alive() && (!after.phase().alive() || after.incarnation() != before.incarnation());
        if (ended) {
            renewals.remove(after.id());
            // If it was quicker than we, of what it was to be asked for only a stop is left to do.
            withdrawals
                    .remove(after.id())
                    .filter(WorkerEvent.Stop.class::isInstance)
                    .ifPresent(stop -> withdraw(after.id(), stop, now));
        }
        Map<WorkerId, WorkerEvent> followers = new LinkedHashMap<>();
        for (WorkerId id : order.followers(before, after, slots.all().values())) {
            if (!isToEnd(id)) {
                followers.put(id, new WorkerEvent.Follow("restarted with " + before.id()));
            }
        }
        if (!followers.isEmpty()) {
            withdraw(followers, now);
        } else if (withdrawals.over(after)) {
            withdrawNext(now);
        }
    }

    /** Gives the deadline event to the longest overdue worker; false when none is due. */
    boolean fireDeadline(Instant now) {
        WorkerId due = slots.due(now).orElse(null);
        if (due == null || unapplied) {
            return false;
        }
        try {
            deliver(due, new WorkerEvent.DeadlineReached(), now);
        } catch (RuntimeException | Error e) {
            slots.silence(due);
            throw e;
        }
        return true;
    }

    /** Lets some of the waiting workers start whose turn it is; false when there are none. */
    boolean startNext(Instant now) {
        if (waiting == 0 || unapplied) {
            return false;
        }
        if (orderChanged) {
            orderChanged = false;
            FleetOrder.Turn turn = order.turn(slots.all().values(), withdrawals.waiting());
            mayStart.clear();
            mayStart.addAll(turn.mayStart());
            turn.held().forEach((id, held) -> deliver(id, held, now));
        }
        mayStart.stream()
                .limit(2L * STARTS_PER_TURN)
                .map(slots::get)
                .filter(Objects::nonNull)
                .forEach(dispatch::expect);
        for (int i = 0; i < STARTS_PER_TURN && !mayStart.isEmpty(); i++) {
            deliver(mayStart.remove(), new WorkerEvent.Proceed(), now);
        }
        return !mayStart.isEmpty() || (orderChanged && waiting > 0);
    }

    /** Whether anything changed since the last call. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    private void keep(Worker before, Worker after) {
        changed = true;
        spares.touch(after.id());
        rolling = true;
        if (after.surplus() && after.phase() == Phase.STOPPED && !stopping) {
            slots.remove(after.id());
        } else {
            slots.put(after);
        }
        waiting += count(pending(after)) - count(pending(before));
        alive += count(after.phase().alive()) - count(before.phase().alive());
        orderChanged |= order.concerns(before, after);
        schedules.touched(after.id().service());
    }

    private static boolean pending(Worker worker) {
        return FleetOrder.waits(worker) || FleetOrder.blocked(worker);
    }

    private static boolean visible(Worker before, Worker after) {
        return before.phase() != after.phase()
                || before.goal() != after.goal()
                || before.surplus() != after.surplus()
                || before.incarnation() != after.incarnation()
                || before.done() != after.done()
                || !before.complaint().equals(after.complaint())
                || !before.pid().equals(after.pid());
    }

    private static int count(boolean condition) {
        return condition ? 1 : 0;
    }
}
