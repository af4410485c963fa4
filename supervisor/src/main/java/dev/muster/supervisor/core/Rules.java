package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.Signals;
import dev.muster.supervisor.spec.StartPolicy;
import java.time.Instant;
import java.util.Optional;

/** The table of the worker machine: for each event, what it means in each phase. Pure. */
final class Rules implements WorkerEvent.Cases<Step> {

    private static final String ABRT = "ABRT";
    private static final int MIB = 20;

    private final Worker worker;
    private final Want want;
    private final Life life;
    private final Instant now;
    private final Moves moves;

    Rules(Worker worker, Instant now, double random) {
        this.worker = worker;
        this.want = worker.want();
        this.life = worker.life();
        this.now = now;
        this.moves = new Moves(now, random);
    }

    // ---- what is wanted

    @Override
    public Step start(WorkerEvent.Start event) {
        if (want.surplus()) {
            return worker.unchanged();
        }
        return switch (worker.phase()) {
            case STOPPED -> want.goal() == Goal.UP ? worker.unchanged() : waitForTurn(lasting(), event.why());
            case STARTING, READY -> worker.unchanged();
            case STOPPING, KILLING -> want.goal() == Goal.UP ? worker.unchanged() : again(lasting(), event.why());
            case BACKOFF, FAILED ->
                moves.spawnOnRequest(worker.with(want.lasting().up(event.why())));
        };
    }

    private Worker lasting() {
        return worker.with(want.lasting());
    }

    @Override
    public Step run(WorkerEvent.Run event) {
        if (want.surplus() || !Runs.rests(worker)) {
            return worker.unchanged();
        }
        Worker single = worker.with(want.single(life.incarnation() + 1));
        return worker.phase() == Phase.STOPPED
                ? waitForTurn(single, event.why())
                : moves.spawnOnRequest(single.with(single.want().up(event.why())));
    }

    @Override
    public Step proceed(WorkerEvent.Proceed event) {
        boolean may = FleetOrder.waits(worker) || FleetOrder.blocked(worker);
        return may ? moves.proceed(worker) : worker.unchanged();
    }

    @Override
    public Step held(WorkerEvent.Held event) {
        boolean waits = FleetOrder.waits(worker);
        if (!waits && !FleetOrder.blocked(worker)) {
            return worker.unchanged();
        }
        if (event.hopeless()) {
            return moves.block(worker, event.why());
        }
        Step waiting = waits ? worker.unchanged() : moves.await(worker);
        return waiting.worker()
                .with(waiting.worker().state().because(event.why()))
                .unchanged();
    }

    @Override
    public Step stop(WorkerEvent.Stop event) {
        Worker unwanted = worker.with(want.down(event.why()));
        return switch (worker.phase()) {
            case STOPPED -> want.goal() == Goal.DOWN ? worker.unchanged() : moves.stopped(worker, event.why());
            case STARTING, READY -> moves.askToStop(unwanted, event.why());
            // A stop that finds a restart or a failed start under way only takes away the next life; it is no second
            // stop.
            case STOPPING ->
                want.goal() == Goal.DOWN
                        ? moves.kill(worker, "stopped again; killing")
                        : unwanted.with(worker.state().because(event.why())).unchanged();
            case KILLING -> unwanted.unchanged();
            case BACKOFF, FAILED -> moves.stopped(worker, event.why());
        };
    }

    @Override
    public Step kill(WorkerEvent.Kill event) {
        Worker unwanted = worker.with(want.down(event.why()));
        return switch (worker.phase()) {
            case STOPPED -> want.goal() == Goal.DOWN ? worker.unchanged() : moves.stopped(worker, event.why());
            case STARTING, READY, STOPPING -> moves.kill(unwanted, event.why() + "; killing");
            case KILLING -> unwanted.unchanged();
            case BACKOFF, FAILED -> moves.stopped(worker, event.why());
        };
    }

    @Override
    public Step restart(WorkerEvent.Restart event) {
        return want.surplus() ? worker.unchanged() : restart(worker, event.why());
    }

    @Override
    public Step follow(WorkerEvent.Follow event) {
        boolean up = worker.phase() == Phase.STARTING || worker.phase() == Phase.READY;
        return up && want.allowsLife()
                ? moves.askToStop(worker.with(want.upWithAnother(event.why())), event.why())
                : worker.unchanged();
    }

    @Override
    public Step specChanged(WorkerEvent.SpecChanged event) {
        ServiceSpec spec = event.spec();
        Worker adopted = scheduled(worker.with(spec), worker.spec().schedule().isPresent());
        if (spec.launch().equals(worker.spec().launch())) {
            return worker.phase() == Phase.STARTING ? moves.readyIfSpawnSuffices(adopted) : adopted.unchanged();
        }
        // A run goes on as it began, and the next one shows the change; so does a life that is to follow anyway.
        boolean run = adopted.run() > 0;
        if (run || !want.allowsLife() || worker.phase() == Phase.STOPPED || want.again()) {
            return adopted.unchanged();
        }
        String why = "its configuration changed";
        if (worker.phase() == Phase.BACKOFF || worker.phase() == Phase.FAILED) {
            return restart(adopted, why);
        }
        // The life that ends is asked in its own way, by the signal and grace of the specification it knows.
        Step step = restart(worker.with(adopted.want()), why);
        return new Step(step.worker().with(spec), step.effects());
    }

    /** What it does now is a run from the moment that there is a schedule, and none any more when there is not. */
    private Worker scheduled(Worker adopted, boolean before) {
        boolean now = adopted.spec().schedule().isPresent();
        if (now == before) {
            return adopted;
        }
        return adopted.with(now ? want.single(Math.max(1, life.incarnation())) : want.lasting());
    }

    @Override
    public Step retire(WorkerEvent.Retire event) {
        if (want.surplus()) {
            return worker.unchanged();
        }
        Worker retired = worker.with(want.retired(event.why()));
        return worker.phase().alive() ? retired.unchanged() : moves.stopped(retired, event.why());
    }

    @Override
    public Step keep(WorkerEvent.Keep event) {
        return worker.with(want.kept()).unchanged();
    }

    @Override
    public Step signalRequest(WorkerEvent.SignalRequest event) {
        if (!life.running()) {
            return worker.unchanged();
        }
        int number = Signals.number(event.signal());
        boolean asksToStop =
                number == Signals.number(worker.spec().policy().stop().signal());
        return (asksToStop ? worker.with(life.askedToStop(number)) : worker)
                .then(new Effect.Signal(worker.id(), life.incarnation(), event.signal(), false));
    }

    // ---- what the process did

    /** Only a slot that has had no life under this master takes one over. */
    @Override
    public Step adopted(WorkerEvent.Adopted event) {
        boolean free = worker.phase() == Phase.STOPPED && event.incarnation() > life.incarnation() && !want.surplus();
        return free ? moves.adopt(worker, event) : worker.unchanged();
    }

    @Override
    public Step resumed(WorkerEvent.Resumed event) {
        boolean fresh = worker.phase() == Phase.STOPPED
                && event.incarnation() == life.incarnation()
                && want.equals(Want.NOTHING);
        return fresh ? moves.resume(worker, event.bequest()) : worker.unchanged();
    }

    @Override
    public Step spawned(WorkerEvent.Spawned event) {
        if (!concerns(event.incarnation()) || life.confirmed()) {
            return worker.unchanged();
        }
        Worker born = worker.with(life.spawned(event.pid()));
        return switch (worker.phase()) {
            case STARTING -> moves.readyIfSpawnSuffices(born);
            case STOPPING -> moves.sendStop(born);
            case KILLING -> moves.sendKill(born);
            case READY, STOPPED, BACKOFF, FAILED -> born.unchanged();
        };
    }

    @Override
    public Step spawnFailed(WorkerEvent.SpawnFailed event) {
        return concerns(event.incarnation()) && !life.confirmed()
                ? moves.over(worker, Ending.neverSpawned(event.message()))
                : worker.unchanged();
    }

    @Override
    public Step ready(WorkerEvent.Ready event) {
        boolean awaited = concerns(event.incarnation()) && worker.phase() == Phase.STARTING;
        return awaited ? moves.ready(worker) : worker.unchanged();
    }

    @Override
    public Step starting(WorkerEvent.Starting event) {
        boolean awaited = concerns(event.incarnation()) && worker.phase() == Phase.STARTING;
        return awaited ? moves.goOnStarting(worker.with(life.heard()), event.more()) : worker.unchanged();
    }

    /** Unlike an operator's restart this never makes a worker wanted: a stop that was first wins. */
    @Override
    public Step restartAsked(WorkerEvent.RestartAsked event) {
        boolean lives = concerns(event.incarnation()) && life.exit().isEmpty();
        return lives && want.allowsLife() ? restart(worker, event.why()) : worker.unchanged();
    }

    @Override
    public Step readinessChanged(WorkerEvent.ReadinessChanged event) {
        return isUp(event.incarnation())
                ? worker.with(life.serves(event.complaint())).unchanged()
                : worker.unchanged();
    }

    @Override
    public Step livenessFailed(WorkerEvent.LivenessFailed event) {
        Fault fault = new Fault("liveness failed: " + event.why(), now.minus(event.failing()), "");
        return isUp(event.incarnation()) ? moves.condemn(worker, fault) : worker.unchanged();
    }

    /** As systemd: a program that promised to report ends by SIGABRT, which leaves a core where those are kept. */
    @Override
    public Step watchdogMissed(WorkerEvent.WatchdogMissed event) {
        String signal = worker.spec().launch().program() instanceof Program.MainClass ? "" : ABRT;
        String why = "liveness failed: no sign of life for " + Spans.text(event.silent());
        Fault fault = new Fault(why, now.minus(event.silent()), signal);
        return isUp(event.incarnation()) ? moves.condemn(worker, fault) : worker.unchanged();
    }

    /** Its threads would tell nothing of where its memory is: it is asked to stop at once. */
    @Override
    public Step overMemory(WorkerEvent.OverMemory event) {
        boolean up = worker.phase() == Phase.STARTING || worker.phase() == Phase.READY;
        if (!up || event.incarnation() != life.incarnation() || !life.running()) {
            return worker.unchanged();
        }
        String much = (event.bytes() >> MIB) + " MiB of " + (event.max() >> MIB) + " MiB";
        String why = "over memory-max: " + much;
        Oom oom = new Oom(Oom.By.MEMORY_MAX, much, "");
        Worker condemned = worker.with(life.condemned(new Fault(why, now, "", Optional.of(oom))));
        return moves.askToStop(condemned, Moves.sentence(worker, why));
    }

    private boolean isUp(int incarnation) {
        return incarnation == life.incarnation() && worker.phase() == Phase.READY && life.running();
    }

    @Override
    public Step exited(WorkerEvent.Exited event) {
        if (!concerns(event.incarnation()) || life.exit().isPresent()) {
            return worker.unchanged();
        }
        Worker dead = worker.with(life.exited(event.at(now)));
        if (event.groupEmpty()) {
            return over(dead);
        }
        return switch (worker.phase()) {
            case STARTING, READY ->
                moves.kill(dead, event.at(now).text("") + "; killing what is left of its process group");
            // Who outlives the leader of a group that was asked to stop may use the rest of its grace.
            case STOPPING -> dead.unchanged();
            case KILLING -> moves.sendKill(dead);
            case STOPPED, BACKOFF, FAILED -> worker.unchanged();
        };
    }

    @Override
    public Step groupEmpty(WorkerEvent.GroupEmpty event) {
        return concerns(event.incarnation()) && life.exit().isPresent() ? over(worker) : worker.unchanged();
    }

    // ---- time

    @Override
    public Step deadlineReached(WorkerEvent.DeadlineReached event) {
        Optional<Instant> deadline = worker.deadline();
        if (deadline.isEmpty() || now.isBefore(deadline.get())) {
            return worker.unchanged();
        }
        return switch (worker.phase()) {
            case STARTING -> startTookTooLong();
            case STOPPING -> life.testifies() ? moves.askToStopAfterTestimony(worker) : moves.kill(worker, stubborn());
            case KILLING -> moves.killAgain(worker);
            case BACKOFF, FAILED -> moves.respawn(worker);
            case STOPPED, READY -> worker.unchanged();
        };
    }

    /** Whoever may have said that it is ready when nobody listened is not killed for its silence. */
    private Step startTookTooLong() {
        if (life.unheard() && saysItOnce()) {
            return moves.ready(
                    worker.with(worker.state().because("taken for ready: it may have said so before it was adopted")));
        }
        String fault =
                "not ready within " + Spans.text(worker.spec().policy().start().timeout());
        Life condemned = life.condemned(new Fault(fault, life.startedAt().orElse(now), ""));
        return moves.askToStop(worker.with(condemned), Moves.sentence(worker, fault));
    }

    private boolean saysItOnce() {
        StartPolicy.Ready ready = worker.spec().policy().start().ready();
        return ready.equals(StartPolicy.Ready.NOTIFY) || ready instanceof StartPolicy.LogLine;
    }

    private String stubborn() {
        String who = life.exit().isPresent() ? "a member of its process group is" : "still";
        return who + " there " + Spans.text(worker.spec().policy().stop().grace()) + " after the stop signal; killing";
    }

    // ---- shared

    private boolean concerns(int incarnation) {
        return incarnation == life.incarnation() && worker.phase().alive();
    }

    private Step over(Worker dead) {
        return moves.over(
                dead,
                Ending.of(
                        dead.life(),
                        dead.life().exit().orElseThrow(),
                        dead.spec().policy().restart()));
    }

    private Step waitForTurn(Worker subject, String why) {
        return subject.with(subject.want().up(why))
                .with(worker.history().forgiven())
                .with(worker.state().because(FleetOrder.TURN))
                .unchanged();
    }

    private Step again(Worker subject, String why) {
        return subject.with(subject.want().upAgain(why)).unchanged();
    }

    private Step restart(Worker given, String why) {
        // Nothing is left of a run that is over: whoever restarts its worker wants it up.
        Worker subject = Runs.rests(given) ? given.with(want.lasting()) : given;
        return switch (subject.phase()) {
            case STOPPED -> want.goal() == Goal.UP ? subject.unchanged() : waitForTurn(subject, why);
            case STARTING, READY -> moves.askToStop(subject.with(subject.want().upAgain(why)), why);
            case STOPPING, KILLING -> again(subject, why);
            case BACKOFF, FAILED ->
                moves.spawnOnRequest(subject.with(subject.want().up(why)));
        };
    }
}
