package dev.muster.supervisor.probe;

import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.spec.HealthCheck;
import dev.muster.supervisor.spec.LivenessPolicy;
import dev.muster.supervisor.spec.Probe;
import dev.muster.supervisor.spec.Recycle;
import dev.muster.supervisor.spec.ServicePolicy;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who is to be asked what, as the newest snapshot has it. Probe thread only. */
final class Rounds {

    private final Tools tools;
    private final Map<WorkerId, Watch> watches = new HashMap<>();

    /** What the duties of a worker depend on: another value ends them and begins others. */
    private record Rules(
            int incarnation,
            Phase phase,
            StartPolicy start,
            Optional<HealthCheck> readiness,
            LivenessPolicy liveness,
            Optional<Recycle> recycle,
            Optional<Duration> watchdog) {
        static Rules of(Worker worker) {
            ServicePolicy policy = worker.spec().policy();
            return new Rules(
                    worker.incarnation(),
                    worker.phase(),
                    policy.start(),
                    policy.readiness(),
                    policy.liveness(),
                    policy.recycle(),
                    worker.spec().launch().watchdog());
        }
    }

    private record Watch(Rules rules, List<Duty> duties) {}

    Rounds(Tools tools) {
        this.tools = tools;
    }

    /** Whether there is anything to do for workers of the service at any time. */
    static boolean concern(ServiceSpec service) {
        ServicePolicy policy = service.policy();
        return policy.start().ready() instanceof Probe
                || policy.readiness().isPresent()
                || !policy.liveness().equals(LivenessPolicy.NONE)
                || policy.recycle().isPresent()
                || service.launch().watchdog().isPresent();
    }

    /** Begins and ends duties; those whose worker and rules are as they were go on. */
    void follow(List<Worker> workers) {
        Map<WorkerId, Watch> left = new HashMap<>(watches);
        for (Worker worker : workers) {
            if (!concern(worker.spec()) || worker.pid().isEmpty()) {
                continue;
            }
            Rules rules = Rules.of(worker);
            Watch before = left.get(worker.id());
            if (before != null && before.rules().equals(rules)) {
                left.remove(worker.id());
            } else {
                end(before);
                left.remove(worker.id());
                watches.put(worker.id(), new Watch(rules, duties(worker)));
            }
        }
        left.forEach((gone, watch) -> {
            end(watch);
            watches.remove(gone);
        });
    }

    private List<Duty> duties(Worker worker) {
        ServicePolicy policy = worker.spec().policy();
        List<Duty> duties = new ArrayList<>();
        if (worker.phase() == Phase.STARTING && policy.start().ready() instanceof Probe probe) {
            duties.add(Asking.begin(worker, Asking.Purpose.START, probe, 1, tools));
        }
        if (worker.phase() == Phase.READY) {
            policy.readiness().ifPresent(check -> duties.add(asking(worker, Asking.Purpose.READINESS, check)));
            policy.liveness().check().ifPresent(check -> duties.add(asking(worker, Asking.Purpose.LIVENESS, check)));
            policy.liveness().stalled().ifPresent(time -> duties.add(Standstill.begin(worker, time, tools)));
            policy.recycle().ifPresent(rule -> duties.add(Wearing.begin(worker, rule, tools)));
            worker.spec().launch().watchdog().ifPresent(time -> duties.add(Watchdog.begin(worker, time, tools)));
        }
        return duties;
    }

    private Asking asking(Worker worker, Asking.Purpose purpose, HealthCheck check) {
        return Asking.begin(worker, purpose, check.probe(), check.failures(), tools);
    }

    private static void end(@Nullable Watch watch) {
        if (watch != null) {
            watch.duties().forEach(Duty::end);
        }
    }

    /** Nobody is asked any more. */
    void close() {
        watches.values().forEach(Rounds::end);
        watches.clear();
    }
}
