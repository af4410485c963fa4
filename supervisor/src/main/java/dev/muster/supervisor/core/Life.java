package dev.muster.supervisor.core;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One incarnation of a slot, from its spawn until its process group is empty. Immutable.
 *
 * @param incarnation counts the lives of the slot from 1; 0 before the first
 * @param pid of the group's leader, from the moment its spawn was confirmed
 * @param asked the number of the stop signal that we sent it, 0 when we never asked it to stop
 * @param fault why we ended it although it was wanted, such as a start that took too long; empty when we did not
 * @param exit how its leader ended; members of its group may be left
 */
record Life(
        int incarnation,
        OptionalInt pid,
        Optional<Instant> startedAt,
        Optional<Instant> readyAt,
        int asked,
        String fault,
        Optional<LastExit> exit) {

    /** The state before the first life after {@code incarnation}. */
    static Life none(int incarnation) {
        return new Life(incarnation, OptionalInt.empty(), Optional.empty(), Optional.empty(), 0, "", Optional.empty());
    }

    /** The next life, whose process is not there yet. */
    Life next(Instant now) {
        return new Life(
                incarnation + 1, OptionalInt.empty(), Optional.of(now), Optional.empty(), 0, "", Optional.empty());
    }

    Life spawned(int newPid) {
        return new Life(incarnation, OptionalInt.of(newPid), startedAt, readyAt, asked, fault, exit);
    }

    Life ready(Instant now) {
        return new Life(incarnation, pid, startedAt, Optional.of(now), asked, fault, exit);
    }

    Life askedToStop(int signal) {
        return new Life(incarnation, pid, startedAt, readyAt, signal, fault, exit);
    }

    Life condemned(String why) {
        return new Life(incarnation, pid, startedAt, readyAt, asked, why, exit);
    }

    Life exited(LastExit last) {
        return new Life(incarnation, pid, startedAt, readyAt, asked, fault, Optional.of(last));
    }

    /** Its process exists as far as we were told. */
    boolean running() {
        return pid.isPresent() && exit.isEmpty();
    }

    /** We were told that its process exists or existed: its group can be signalled. */
    boolean confirmed() {
        return pid.isPresent() || exit.isPresent();
    }

    /** Over, with nothing left: only the number is remembered. */
    Life over() {
        return none(incarnation);
    }
}
