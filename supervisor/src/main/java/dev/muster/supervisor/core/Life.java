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
 * @param fault why we end it although it is wanted, such as a start that took too long; empty when we do not
 * @param complaint why it does not serve at the moment although it is up; empty when it does
 * @param exit how its leader ended; members of its group may be left
 * @param unheard it may have said something to a former master, or to nobody, that we do not know
 */
record Life(
        int incarnation,
        OptionalInt pid,
        Optional<Instant> startedAt,
        Optional<Instant> readyAt,
        int asked,
        Optional<Fault> fault,
        String complaint,
        Optional<LastExit> exit,
        boolean unheard) {

    /** The state before the first life after {@code incarnation}. */
    static Life none(int incarnation) {
        return new Life(
                incarnation,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                "",
                Optional.empty(),
                false);
    }

    /** The next life, whose process is not there yet. */
    Life next(Instant now) {
        Life next = none(incarnation + 1);
        return new Life(
                next.incarnation, next.pid, Optional.of(now), next.readyAt, 0, next.fault, "", next.exit, false);
    }

    Life spawned(int newPid) {
        return new Life(
                incarnation, OptionalInt.of(newPid), startedAt, readyAt, asked, fault, complaint, exit, unheard);
    }

    Life ready(Instant now) {
        return new Life(incarnation, pid, startedAt, Optional.of(now), asked, fault, complaint, exit, unheard);
    }

    Life askedToStop(int signal) {
        return new Life(incarnation, pid, startedAt, readyAt, signal, fault, complaint, exit, unheard);
    }

    Life condemned(Fault why) {
        return new Life(incarnation, pid, startedAt, readyAt, asked, Optional.of(why), complaint, exit, unheard);
    }

    Life serves(String newComplaint) {
        return new Life(incarnation, pid, startedAt, readyAt, asked, fault, newComplaint, exit, unheard);
    }

    Life exited(LastExit last) {
        LastExit told = fault.flatMap(Fault::oom)
                .filter(wanted -> last.oom().isEmpty())
                .map(wanted -> new LastExit(last.status(), last.at(), Optional.of(wanted)))
                .orElse(last);
        return new Life(incarnation, pid, startedAt, readyAt, asked, fault, complaint, Optional.of(told), unheard);
    }

    /** One that another master began. */
    Life inherited() {
        return new Life(incarnation, pid, startedAt, readyAt, asked, fault, complaint, exit, true);
    }

    /** It says now where it stands. */
    Life heard() {
        return new Life(incarnation, pid, startedAt, readyAt, asked, fault, complaint, exit, false);
    }

    /** Condemned, and given a moment to leave evidence before it is asked to stop. */
    boolean testifies() {
        return fault.isPresent() && asked == 0 && running();
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
