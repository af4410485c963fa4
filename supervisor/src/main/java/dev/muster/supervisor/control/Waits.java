package dev.muster.supervisor.control;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.loop.SnapshotPublisher;
import dev.muster.supervisor.spec.Signals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The requests that are held until workers are where somebody wants them, or until their time is over. Control thread only. */
final class Waits implements SocketLoop.Timed {
    /** Nobody is held longer at a time; whoever has more patience asks again. */
    static final long LONGEST_MILLIS = TimeUnit.HOURS.toMillis(1);

    private final SocketLoop loop;
    private final SnapshotPublisher snapshots;
    private final List<Wait> waits = new ArrayList<>();

    /** One request. It remembers which target was pending when last looked at: as long as that one is, all the others need no look. */
    private static final class Wait {
        final Call call;
        final Wanted wanted;
        final long deadline;
        private int pending;

        Wait(Call call, Wanted wanted, long deadline) {
            this.call = call;
            this.wanted = wanted;
            this.deadline = deadline;
        }

        boolean isSettled(FleetSnapshot fleet) {
            List<Target> targets = wanted.targets();
            for (int seen = 0; seen < targets.size(); seen++) {
                Target target = targets.get(pending);
                if (target.judge(fleet.worker(target.id()), fleet.version()) == Target.Outcome.PENDING) {
                    return false;
                }
                pending = (pending + 1) % targets.size();
            }
            return wanted.rollout().isEmpty()
                    || fleet.rollout(wanted.rollout().getAsLong())
                            .filter(rollout -> rollout.end().isEmpty())
                            .isEmpty();
        }
    }

    /**
     * What somebody waits for.
     *
     * @param rollout the number of one that is to end
     */
    record Wanted(List<Target> targets, OptionalLong rollout) {}

    Waits(SocketLoop loop, SnapshotPublisher snapshots) {
        this.loop = loop;
        this.snapshots = snapshots;
    }

    /** Answers now, or when the targets are settled, or when the time is over. */
    void add(Call call, Wanted wanted, long timeoutMillis) {
        long millis = Math.max(0, Math.min(timeoutMillis, LONGEST_MILLIS));
        Wait wait = new Wait(call, wanted, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
        FleetSnapshot fleet = snapshots.current();
        if (millis == 0 || wait.isSettled(fleet)) {
            call.answer(state(wanted, fleet));
            return;
        }
        call.hold();
        waits.add(wait);
        loop.ring(this);
    }

    boolean isEmpty() {
        return waits.isEmpty();
    }

    /** Looks at the newest snapshot. */
    void look() {
        FleetSnapshot fleet = snapshots.current();
        long now = System.nanoTime();
        for (Wait wait : List.copyOf(waits)) {
            if (wait.call.connection().isClosed()) {
                waits.remove(wait);
            } else if (wait.isSettled(fleet) || now - wait.deadline >= 0) {
                waits.remove(wait);
                wait.call.answerHeld(() -> state(wait.wanted, fleet));
            }
        }
    }

    @Override
    public boolean tick(long nanoTime) {
        look();
        return !waits.isEmpty();
    }

    private static Map<String, @Nullable Object> exit(ExitStatus status) {
        Map<String, @Nullable Object> exit = new LinkedHashMap<>();
        exit.put("code", status.isExit() ? status.code() : null);
        exit.put("signal", status.isSignal() ? Signals.name(status.signal()) : null);
        return exit;
    }

    private static Map<String, Object> state(Wanted wanted, FleetSnapshot fleet) {
        Map<String, Object> state = state(wanted.targets(), fleet);
        if (wanted.rollout().isPresent()) {
            Rollout rollout = fleet.rollout(wanted.rollout().getAsLong())
                    .orElseThrow(() -> new Refusal(ErrorCode.INVALID_PARAMS, "rollout: it is too long over"));
            state.put("rolling", RollingView.of(rollout, fleet));
            state.merge("settled", rollout.end().isPresent(), (all, one) -> all.equals(true) && one.equals(true));
        }
        return state;
    }

    private static Map<String, Object> state(List<Target> targets, FleetSnapshot fleet) {
        List<Map<String, @Nullable Object>> workers = new ArrayList<>();
        boolean settled = true;
        for (Target target : targets) {
            Optional<Worker> worker = fleet.worker(target.id());
            Target.Outcome outcome = target.judge(worker, fleet.version());
            settled &= outcome != Target.Outcome.PENDING;
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("id", target.id().toString());
            line.put("outcome", outcome.toString());
            line.put("phase", worker.map(w -> w.phase().name()).orElse("GONE"));
            line.put(
                    "pid",
                    worker.isPresent() && worker.get().pid().isPresent()
                            ? worker.get().pid().getAsInt()
                            : null);
            worker.flatMap(Worker::lastExit)
                    .filter(exit -> target.wanted() == Target.Wanted.ENDED && outcome == Target.Outcome.MET)
                    .ifPresent(exit -> line.put("exit", exit(exit.status())));
            line.put("reason", worker.map(Worker::reason).orElse("the slot is gone"));
            workers.add(line);
        }
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("settled", settled);
        state.put("workers", workers);
        return state;
    }
}
