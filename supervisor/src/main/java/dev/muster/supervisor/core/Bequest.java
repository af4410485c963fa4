package dev.muster.supervisor.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a master leaves to the next one of a slot, beside its process: what it was about, and what earlier lives mean for the next one. Instants
 * are the loop's monotonic time. Immutable.
 *
 * @param again once the present life has ended, or without waiting when there is none, another one is to begin unless somebody says otherwise
 * @param done the last life did what it was for, and no other one is to follow
 * @param run the first life of the single run that it has, or had last; 0 when it is to be up all the time
 * @param reason for the phase
 * @param deadline of the phase
 * @param readyAt when the present life became ready, if it did
 * @param asked the number of the stop signal that the life was sent, 0 for none
 * @param fault why it is ended although it is wanted
 * @param exit how its leader has ended; members of its group may be left
 */
public record Bequest(
        Phase phase,
        boolean again,
        boolean done,
        int run,
        String reason,
        Optional<Instant> deadline,
        Optional<Instant> readyAt,
        int asked,
        Optional<Fault> fault,
        Optional<LastExit> exit,
        History history) {

    /** Of a process of which nothing is known but whether it was ready. */
    public static Bequest plain(boolean ready) {
        return alive(ready ? Phase.READY : Phase.STARTING, 0, History.NONE);
    }

    private static Bequest alive(Phase phase, int run, History history) {
        return new Bequest(
                phase,
                false,
                false,
                run,
                "",
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                history);
    }

    /**
     * What is worth keeping of a worker; empty when the next master has to know nothing of it but the configuration. Whoever is being stopped
     * by hand is wanted again as far as this goes: that he is not is written down elsewhere, and holds against this.
     */
    public static Optional<Bequest> of(Worker worker) {
        boolean waits = FleetOrder.waits(worker) || FleetOrder.blocked(worker);
        // What a run that has not begun is about is known to its times.
        boolean elsewhere = worker.run() > 0 && waits;
        boolean rests = worker.phase() == Phase.STOPPED && !waits && !worker.done();
        if (elsewhere || rests || worker.incarnation() == 0) {
            return Optional.empty();
        }
        Want want = worker.want();
        return Optional.of(new Bequest(
                waits ? Phase.STOPPED : worker.phase(),
                waits || want.again() || (worker.run() == 0 && worker.phase().alive() && !want.allowsLife()),
                worker.done(),
                worker.run(),
                worker.reason(),
                worker.deadline(),
                worker.readyAt(),
                worker.life().asked(),
                worker.life().fault(),
                worker.life().exit(),
                worker.history()));
    }

    /** Who is told to know that the leader has ended. */
    public Bequest with(LastExit newExit) {
        return new Bequest(
                phase, again, done, run, reason, deadline, readyAt, asked, fault, Optional.of(newExit), history);
    }

    /** The same of a process that has been started since then. */
    public Bequest begun() {
        return alive(Phase.STARTING, run, history);
    }

    /** Of a process that has ended, nobody knows how: its next life begins as soon as it may, and this end is held against nobody. */
    public Bequest interrupted(String why) {
        return new Bequest(
                Phase.STOPPED,
                true,
                false,
                run,
                why,
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                history.ended(Optional.empty(), why));
    }

    /** By the clock of another loop. */
    public Bequest shifted(Duration by) {
        return new Bequest(
                phase,
                again,
                done,
                run,
                reason,
                deadline.map(at -> at.plus(by)),
                readyAt.map(at -> at.plus(by)),
                asked,
                fault.map(found -> found.shifted(by)),
                exit.map(last -> last.shifted(by)),
                history.shifted(by));
    }

    /** The deadline, which cannot be further away than this whatever was written down. */
    Instant deadline(Instant now, Duration most) {
        Instant last = now.plus(most);
        return deadline.filter(at -> at.isBefore(last)).orElse(last);
    }
}
