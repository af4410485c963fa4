package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.RestartPolicy;
import java.time.Duration;
import java.time.Instant;

/**
 * What the end of a life amounts to. Immutable.
 *
 * @param cause as a sentence
 * @param clean a success by the service's own rules; anything else is a failure
 * @param healthy it was ready and lived long enough for earlier trouble to be forgotten
 */
record Ending(String cause, boolean clean, boolean healthy) {

    /** 128 + n is how a shell, and a JVM with shutdown hooks, tells an end by signal n. */
    private static final int SIGNAL_BASE = 128;

    static Ending neverSpawned(String message) {
        return new Ending(message, false, false);
    }

    /**
     * Judges a life whose leader has ended. A life that never became ready is a failed start whatever its exit code says, and
     * an end by our stop signal is a success only when it was we who sent it.
     */
    static Ending of(Life life, LastExit exit, RestartPolicy policy) {
        Duration enough = policy.backoff().resetAfter();
        if (life.fault().isPresent()) {
            Fault fault = life.fault().get();
            boolean well =
                    life.readyAt().isPresent() && lived(life, fault.since()).compareTo(enough) >= 0;
            return new Ending(fault.why(), false, well);
        }
        ExitStatus status = exit.status();
        if (life.readyAt().isEmpty()) {
            return new Ending(exit.text(" before it was ready"), false, false);
        }
        boolean meant = policy.successCodes().contains(status.code()) || byOurSignal(life.asked(), status);
        boolean clean = meant && exit.oom().isEmpty();
        return new Ending(exit.text(""), clean, lived(life, exit.at()).compareTo(enough) >= 0);
    }

    private static boolean byOurSignal(int asked, ExitStatus status) {
        return asked > 0 && (status.signal() == asked || status.code() == SIGNAL_BASE + asked);
    }

    private static Duration lived(Life life, Instant end) {
        return Duration.between(life.startedAt().orElse(end), end);
    }
}
