package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Effect;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Rolling;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Instant;

/** Carries out effects. What a port throws ends here: it concerns one worker, not the loop. Loop thread only. */
final class Dispatch implements Effect.Cases<Boolean> {

    private final Surroundings surroundings;
    private final Mailbox mailbox;
    private final SpareDesk spares;

    Dispatch(Surroundings surroundings, Mailbox mailbox, SpareDesk spares) {
        this.surroundings = surroundings;
        this.mailbox = mailbox;
        this.spares = spares;
    }

    @Override
    public Boolean spawn(Effect.Spawn effect) {
        if (spares.assign(effect, surroundings.monotonic().instant())) {
            return true;
        }
        try {
            surroundings.processes().spawn(effect.id(), effect.incarnation(), effect.spec());
            return true;
        } catch (RuntimeException | Error e) {
            surroundings.fault(effect, e);
            // Posted, not delivered: the step that asked for the spawn comes first.
            mailbox.post(new FromProcess(
                    effect.id(), new WorkerEvent.SpawnFailed(effect.incarnation(), "cannot be spawned: " + e)));
            return false;
        }
    }

    @Override
    public Boolean adopt(Effect.Adopt effect) {
        try {
            surroundings.processes().adopt(effect.id(), effect.incarnation(), effect.spec());
            return true;
        } catch (RuntimeException | Error e) {
            surroundings.fault(effect, e);
            return false;
        }
    }

    @Override
    public Boolean signal(Effect.Signal effect) {
        try {
            surroundings.processes().signal(effect.id(), effect.incarnation(), effect.signal(), effect.group());
            return true;
        } catch (RuntimeException | Error e) {
            surroundings.fault(effect, e);
            return false;
        }
    }

    void prioritize(WorkerId id, int incarnation, Rolling.BootPriority priority) {
        try {
            surroundings.processes().prioritize(id, incarnation, priority);
        } catch (RuntimeException | Error e) {
            surroundings.fault(id + "#" + incarnation, e);
        }
    }

    void tell(Rollout rollout, Instant at) {
        try {
            surroundings.journal().rollout(rollout, at);
        } catch (RuntimeException | Error e) {
            surroundings.fault(rollout.kind(), e);
        }
    }

    void expect(Worker worker) {
        try {
            surroundings.processes().expect(worker.id(), worker.spec());
        } catch (RuntimeException | Error e) {
            surroundings.fault(worker.id(), e);
        }
    }

    void follow(FleetSpec fleet) {
        try {
            surroundings.processes().follow(fleet);
        } catch (RuntimeException | Error e) {
            surroundings.fault(fleet, e);
        }
    }

    void tell(Worker before, Worker after, WorkerEvent cause, Instant at) {
        try {
            surroundings.journal().transition(before, after, cause, at);
        } catch (RuntimeException | Error e) {
            surroundings.fault(cause, e);
        }
    }
}
