package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.RestartPolicy;
import dev.muster.supervisor.spec.Signals;
import dev.muster.supervisor.spec.StartPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The moves that a worker can make, whatever the event: begin a life, ask it to stop, kill it, end it. Pure. */
final class Moves {

    /** KILL cannot be ignored; it is repeated for members that were forked while it was delivered. */
    static final Duration KILL_AGAIN = Duration.ofSeconds(5);

    /** A JVM prints its threads within milliseconds; one that cannot any more is not waited for. */
    static final Duration TESTIMONY = Duration.ofSeconds(1);

    private static final String KILL = "KILL";
    private static final String QUIT = "QUIT";
    private static final String CONT = "CONT";

    private final Instant now;
    private final double random;

    Moves(Instant now, double random) {
        this.now = now;
        this.random = random;
    }

    /** Begins the next incarnation, or waits until it may: whoever comes after others does so before each of its starts. */
    private Step spawn(Worker worker, String reason) {
        return worker.spec().ties().after().isEmpty() ? begin(worker, reason) : await(worker);
    }

    /** Waits for {@code Proceed}. */
    Step await(Worker worker) {
        return worker.with(worker.want().up(worker.want().why()))
                .with(State.resting(Phase.STOPPED, FleetOrder.TURN, now))
                .unchanged();
    }

    /** Begins the next incarnation of a worker that waited. */
    Step proceed(Worker worker) {
        String cause = worker.history().cause();
        return begin(worker, cause.isEmpty() ? worker.want().why() : cause);
    }

    /** Begins the next incarnation from the newest specification. */
    private Step begin(Worker worker, String reason) {
        Life life = worker.life().next(now);
        Instant deadline = now.plus(worker.spec().policy().start().timeout());
        return worker.with(life)
                .with(worker.want().up(worker.want().why()))
                .with(State.waiting(Phase.STARTING, reason, now, deadline))
                .then(new Effect.Spawn(worker.id(), life.incarnation(), worker.spec()));
    }

    /** As {@link #spawn}, because somebody asked for it: earlier failures do not count any more. */
    Step spawnOnRequest(Worker worker) {
        return spawn(worker.with(worker.history().forgiven()), worker.want().why());
    }

    /** As {@link #spawn}, after an end that nobody asked for. */
    Step respawn(Worker worker) {
        return spawn(worker.with(worker.history().restarted()), worker.history().cause());
    }

    /** Goes on with a life that another master began; what has to be said when it becomes ready is said to us. */
    Step adopt(Worker worker, WorkerEvent.Adopted event) {
        Bequest left = event.bequest();
        String why = "adopted from a former master";
        Life life = Life.none(event.incarnation() - 1)
                .next(event.startedAt())
                .spawned(event.pid())
                .inherited()
                .askedToStop(left.asked());
        boolean run = left.run() > 0 || worker.spec().schedule().isPresent();
        Want want = run
                ? worker.want().single(left.run() > 0 ? left.run() : event.incarnation())
                : worker.want().lasting();
        Worker adopted = worker.with(want.up(why))
                .with(left.history())
                .with(left.fault().map(life::condemned).orElse(life))
                .with(State.resting(Phase.STARTING, why, now));
        Step step = left.exit().map(exit -> outlive(adopted, left, exit)).orElseGet(() -> switch (left.phase()) {
            case READY ->
                adopted.with(adopted.life().ready(left.readyAt().orElse(event.startedAt())))
                        .with(State.resting(Phase.READY, why, now))
                        .unchanged();
            case STOPPING -> stillStopping(ending(adopted, left), left);
            case KILLING -> kill(ending(adopted, left), left.reason());
            case STARTING, STOPPED, BACKOFF, FAILED ->
                readyIfSpawnSuffices(goOnStarting(adopted, Optional.empty()).worker());
        });
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Adopt(worker.id(), event.incarnation(), worker.spec()));
        effects.addAll(step.effects());
        return new Step(step.worker(), effects);
    }

    /** A life that somebody ends already. */
    private static Worker ending(Worker adopted, Bequest left) {
        Worker wanted = left.again() ? adopted.with(adopted.want().upAgain(left.reason())) : adopted;
        return left.readyAt().map(at -> wanted.with(wanted.life().ready(at))).orElse(wanted);
    }

    /** The leader is dead. One that died unheard may have been ready before. */
    private Step outlive(Worker adopted, Bequest left, LastExit exit) {
        boolean unseen = left.phase() == Phase.STARTING || left.phase() == Phase.READY;
        Worker ending =
                unseen ? adopted.with(adopted.life().ready(adopted.startedAt().orElse(now))) : ending(adopted, left);
        boolean unknown = unseen && exit.status().equals(ExitStatus.unknown()) && adopted.run() == 0;
        // Nobody knows whether it was a failure: it is held against nobody. But a run is not begun twice.
        Worker judged =
                unknown ? ending.with(ending.want().upAgain(ending.want().why())) : ending;
        Worker dead = judged.with(judged.life().exited(exit));
        return left.phase() == Phase.STOPPING
                ? stillStopping(dead, left)
                : kill(dead, exit.status() + " without a master; killing what is left of its process group");
    }

    private Step stillStopping(Worker worker, Bequest left) {
        Instant kill = left.deadline(now, worker.spec().policy().stop().grace());
        return worker.with(State.waiting(Phase.STOPPING, left.reason(), now, kill))
                .unchanged();
    }

    /** Goes on where a former master stopped with a slot that has no process. */
    Step resume(Worker worker, Bequest left) {
        boolean scheduled = worker.spec().schedule().isPresent();
        if (scheduled && left.phase() == Phase.STOPPED && !left.done()) {
            return worker.unchanged(); // its times decide when it begins
        }
        int run = left.run() > 0 || !scheduled ? left.run() : Math.max(1, worker.incarnation());
        Worker slot = worker.with(left.history()).with(worker.want().single(run));
        if (left.done()) {
            return resting(slot.with(slot.want().fulfilled(left.reason())), left.reason());
        }
        Worker wanted = slot.with(slot.want().up(left.reason()));
        boolean waits = left.phase() == Phase.BACKOFF
                || (left.phase() == Phase.FAILED && left.deadline().isPresent());
        if (waits) {
            Instant next = left.deadline(
                    now, worker.spec().policy().restart().backoff().max());
            return wanted.with(State.waiting(left.phase(), left.reason(), now, next))
                    .unchanged();
        }
        return left.phase() == Phase.FAILED
                ? wanted.with(State.resting(Phase.FAILED, left.reason(), now)).unchanged()
                : await(wanted);
    }

    Step ready(Worker worker) {
        return worker.with(worker.life().ready(now))
                .with(State.resting(Phase.READY, worker.reason(), now))
                .unchanged();
    }

    Step goOnStarting(Worker worker, Optional<Duration> more) {
        Instant deadline = now.plus(more.orElse(worker.spec().policy().start().timeout()));
        // Who asks for little does not give away what it has.
        boolean later =
                more.isEmpty() || worker.deadline().filter(deadline::isAfter).isPresent();
        return later ? worker.with(worker.state().until(deadline)).unchanged() : worker.unchanged();
    }

    /** Ready at once when nobody is going to say so. */
    Step readyIfSpawnSuffices(Worker worker) {
        boolean suffices = worker.spec().policy().start().ready().equals(StartPolicy.Ready.SPAWNED);
        return suffices && worker.life().running() ? ready(worker) : worker.unchanged();
    }

    /** Ends a worker that is wanted: a JVM tells where its threads are, then it is asked to stop. */
    Step condemn(Worker worker, Fault fault) {
        Worker condemned = worker.with(worker.life().condemned(fault));
        if (!worker.spec().launch().program().isJvm() || !fault.signal().isEmpty()) {
            return askToStop(condemned, sentence(worker, fault.why()));
        }
        String reason = fault.why() + "; taking a thread dump";
        return condemned
                .with(State.waiting(Phase.STOPPING, reason, now, now.plus(TESTIMONY)))
                .then(new Effect.Signal(worker.id(), worker.incarnation(), QUIT, false));
    }

    /** It has had its moment to leave evidence. */
    Step askToStopAfterTestimony(Worker worker) {
        return askToStop(
                worker, sentence(worker, worker.life().fault().orElseThrow().why()));
    }

    static String sentence(Worker worker, String fault) {
        return fault + "; stopping (KILL in "
                + Spans.text(worker.spec().policy().stop().grace()) + ")";
    }

    /** Sends the stop signal to the group and gives it the grace period. */
    Step askToStop(Worker worker, String reason) {
        Instant kill = now.plus(worker.spec().policy().stop().grace());
        return sendStop(worker.with(State.waiting(Phase.STOPPING, reason, now, kill)));
    }

    /** CONT follows because a stopped process would not see the stop signal. Before its spawn is confirmed there is nobody to ask. */
    Step sendStop(Worker worker) {
        if (!worker.life().running()) {
            return worker.unchanged();
        }
        String signal = worker.life()
                .fault()
                .map(Fault::signal)
                .filter(own -> !own.isEmpty())
                .orElse(worker.spec().policy().stop().signal());
        return worker.with(worker.life().askedToStop(Signals.number(signal)))
                .then(toGroup(worker, signal), toGroup(worker, CONT));
    }

    Step kill(Worker worker, String reason) {
        return sendKill(worker.with(State.waiting(Phase.KILLING, reason, now, now.plus(KILL_AGAIN))));
    }

    Step killAgain(Worker worker) {
        return sendKill(worker.with(worker.state().until(now.plus(KILL_AGAIN))));
    }

    /** The leader may be dead: the group is what is killed. */
    Step sendKill(Worker worker) {
        return worker.life().confirmed() ? worker.then(toGroup(worker, KILL)) : worker.unchanged();
    }

    /** Gives up waiting, but not for good: it is told when there is hope again. */
    Step block(Worker worker, String why) {
        return worker.with(worker.want().upInVain())
                .with(State.resting(Phase.FAILED, why, now))
                .unchanged();
    }

    Step stopped(Worker worker, String why) {
        return resting(worker.with(worker.want().down(why)), why);
    }

    private Step resting(Worker worker, String why) {
        return worker.with(State.resting(Phase.STOPPED, why, now)).unchanged();
    }

    /** The leader is dead and its group is empty, or there never was a process: what comes next. */
    Step over(Worker worker, Ending ending) {
        Worker ended = worker.with(worker.history().ended(worker.life().exit(), ending.cause()))
                .with(worker.life().over());
        Want want = worker.want();
        if (!want.allowsLife()) {
            return stopped(ended, want.why() + " (" + ending.cause() + ")");
        }
        if (want.again()) {
            return spawnOnRequest(ended);
        }
        RestartPolicy rule = worker.spec().policy().restart();
        boolean repeated = rule.when() == RestartPolicy.When.ON_FAILURE && !ending.clean();
        return want.run() > 0 && !repeated
                ? follow(ended, Verdict.onRun(ending, ended.history()))
                : follow(ended, Verdict.on(ending, rule, ended.history(), now, random));
    }

    private Step follow(Worker ended, Verdict verdict) {
        Worker judged = ended.with(verdict.history());
        if (verdict.phase() == Phase.STARTING) {
            return respawn(judged);
        }
        if (verdict.phase() == Phase.STOPPED) {
            return resting(judged.with(judged.want().fulfilled(verdict.reason())), verdict.reason());
        }
        State state = verdict.pause()
                .map(span -> State.waiting(verdict.phase(), verdict.reason(), now, now.plus(span)))
                .orElseGet(() -> State.resting(verdict.phase(), verdict.reason(), now));
        return judged.with(state).unchanged();
    }

    private static Effect toGroup(Worker worker, String signal) {
        return new Effect.Signal(worker.id(), worker.incarnation(), signal, true);
    }
}
