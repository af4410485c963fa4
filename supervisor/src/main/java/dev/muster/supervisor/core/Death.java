package dev.muster.supervisor.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The end of a life, as it is told of later. Instants are the loop's monotonic time. Immutable.
 *
 * @param startedAt when it was to be spawned
 * @param readyAt empty when it never was
 * @param exit how its leader ended; empty when it could not be spawned
 * @param oom when it ended for want of memory
 * @param at when its leader ended; its group may have taken longer
 * @param cause why, as a sentence, without what was decided about it
 * @param asked somebody wanted it to end
 * @param clean a success by the service's own rules
 */
public record Death(
        int incarnation,
        OptionalInt pid,
        Instant startedAt,
        Optional<Instant> readyAt,
        Optional<ExitStatus> exit,
        Optional<Oom> oom,
        Instant at,
        String cause,
        boolean asked,
        boolean clean) {

    /** The end that the step from {@code before} to {@code after} was, if it was one. */
    public static Optional<Death> between(Worker before, Worker after, WorkerEvent event, Instant at) {
        boolean over =
                before.phase().alive() && (!after.phase().alive() || after.incarnation() != before.incarnation());
        if (!over) {
            return Optional.empty();
        }
        Life life = event instanceof WorkerEvent.Exited exited
                        && before.life().exit().isEmpty()
                ? before.life().exited(exited.at(at))
                : before.life();
        Ending ending = life.exit()
                .map(exit -> Ending.of(life, exit, before.spec().policy().restart()))
                .orElseGet(() -> Ending.neverSpawned(message(event, after)));
        return Optional.of(new Death(
                life.incarnation(),
                life.pid(),
                life.startedAt().orElse(at),
                life.readyAt(),
                life.exit().map(LastExit::status),
                life.exit().flatMap(LastExit::oom),
                life.exit().map(LastExit::at).orElse(at),
                ending.cause(),
                !before.want().allowsLife() || before.want().again(),
                ending.clean()));
    }

    private static String message(WorkerEvent event, Worker after) {
        return event instanceof WorkerEvent.SpawnFailed failed ? failed.message() : after.reason();
    }

    /** Nobody wanted it, and it was no success. */
    public boolean crash() {
        return !asked && !clean;
    }

    public Duration uptime() {
        return Duration.between(startedAt, at);
    }
}
