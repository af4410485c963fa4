package dev.muster.supervisor.control;

import dev.muster.supervisor.core.Goal;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Runs;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.spec.WorkerId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a waiting client waits for. It names the life that counts, so that a restart is not satisfied by the old process that is
 * still ready, and the first snapshot that counts. Immutable.
 *
 * @param incarnation READY: the first life that counts. ENDED: the first of the run. STOPPED: a later life proves that this one was stopped
 */
record Target(WorkerId id, Wanted wanted, int incarnation, long version) {
    /** For a STOPPED that only the phase can prove. */
    static final int NO_INCARNATION = Integer.MAX_VALUE;

    /** The states that can be waited for. */
    enum Wanted {
        READY,
        STOPPED,
        /** A single run is over. */
        ENDED;

        static Wanted parse(String text) {
            for (Wanted wanted : values()) {
                if (wanted.toString().equals(text)) {
                    return wanted;
                }
            }
            throw new Refusal(ErrorCode.INVALID_PARAMS, "for: expected ready or stopped, not " + text);
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What has become of a target. */
    enum Outcome {
        MET,
        /** It cannot come any more without somebody's doing. */
        MISSED,
        PENDING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Target read(Fields fields) {
        return new Target(
                workerId(fields.text("id")),
                Wanted.parse(fields.text("for")),
                (int) fields.optionalNumber("incarnation").orElse(NO_INCARNATION),
                fields.optionalNumber("version").orElse(0));
    }

    private static WorkerId workerId(String text) {
        try {
            return WorkerId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(ErrorCode.INVALID_PARAMS, "id: " + text + " is no worker");
        }
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", id.toString());
        map.put("for", wanted.toString());
        if (incarnation != NO_INCARNATION) {
            map.put("incarnation", incarnation);
        }
        map.put("version", version);
        return map;
    }

    /** Judges by a snapshot of this {@code version}; the worker is absent when its slot is gone. */
    Outcome judge(Optional<Worker> worker, long snapshotVersion) {
        if (snapshotVersion < version) {
            return Outcome.PENDING;
        }
        return switch (wanted) {
            case READY -> judgeReady(worker);
            case STOPPED -> judgeStopped(worker);
            case ENDED -> judgeEnded(worker);
        };
    }

    private Outcome judgeEnded(Optional<Worker> slot) {
        if (slot.isEmpty()) {
            return Outcome.MET;
        }
        Worker worker = slot.get();
        boolean another = worker.run() != incarnation;
        boolean lived = worker.incarnation() >= incarnation;
        if (lived) {
            return another || Runs.rests(worker) ? Outcome.MET : Outcome.PENDING;
        }
        return pendingUnlessUnwanted(worker);
    }

    private Outcome judgeReady(Optional<Worker> slot) {
        if (slot.isEmpty()) {
            return Outcome.MISSED;
        }
        Worker worker = slot.get();
        boolean counts = worker.incarnation() >= incarnation;
        return switch (worker.phase()) {
            case READY ->
                counts && worker.serves() && worker.goal() == Goal.UP ? Outcome.MET : pendingUnlessUnwanted(worker);
            case FAILED -> Outcome.MISSED;
            // Was ready, did what it was for and ended. One that is wanted up waits for its turn, whatever it did
            // before.
            case STOPPED -> counts && worker.done() ? Outcome.MET : pendingUnlessUnwanted(worker);
            case STARTING, STOPPING, KILLING, BACKOFF -> pendingUnlessUnwanted(worker);
        };
    }

    private static Outcome pendingUnlessUnwanted(Worker worker) {
        return worker.goal() == Goal.UP ? Outcome.PENDING : Outcome.MISSED;
    }

    private Outcome judgeStopped(Optional<Worker> slot) {
        if (slot.isEmpty()) {
            return Outcome.MET;
        }
        Phase phase = slot.get().phase();
        boolean laterLife = slot.get().incarnation() > incarnation;
        return phase == Phase.STOPPED || phase == Phase.FAILED || laterLife ? Outcome.MET : Outcome.PENDING;
    }
}
