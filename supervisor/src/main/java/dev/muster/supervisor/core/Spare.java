package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.ServiceSpec;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * A process of a service that has no slot: it boots, or is booted and waits for one. Instants are the loop's monotonic time. Immutable.
 *
 * @param number of all spares of this master
 * @param spec what it was booted from
 * @param since when its stage began
 * @param behind whether it is behind the others that want the processors
 */
public record Spare(int number, ServiceSpec spec, Stage stage, OptionalInt pid, Instant since, boolean behind) {

    /** How far it is. */
    public enum Stage {
        BOOTING,
        READY,
        /** It was told to end, and is not gone yet. */
        ENDING
    }

    Spare now(Stage next, Instant now) {
        return new Spare(number, spec, next, pid, now, behind);
    }

    Spare inFront() {
        return new Spare(number, spec, stage, pid, since, false);
    }

    Spare withPid(int known) {
        return new Spare(number, spec, stage, OptionalInt.of(known), since, behind);
    }
}
