package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.RestartPolicy;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.SimulatedWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of one slot, judged from what was asked for and what was told, never from the machine's own bookkeeping. It
 * outlives the removal of the slot.
 */
final class Oracle implements WorkerEvent.Cases<Boolean> {

    private final WorkerId id;
    private final SimulatedWorld world;
    private boolean wanted;
    private boolean retired;
    /** One run is wanted, not more. */
    private boolean single;

    private boolean rested;
    private boolean again;
    private int incarnation;
    private boolean over = true;
    private boolean spawnTold;
    private boolean readyTold;
    private boolean wasReady;
    private boolean asked;
    /** From when on it was unwell, of a life that failed its liveness. */
    private @Nullable Instant unwellSince;

    private boolean stoppedByForce;
    private boolean outOfMemory;
    private String complaint = "";
    private Phase phaseBefore = Phase.STOPPED;
    private @Nullable ExitStatus exit;
    private boolean requested;
    private boolean paced;
    private boolean goesOn;
    private Instant startedAt = Instant.MIN;
    private Instant exitedAt = Instant.MIN;
    private Instant overAt = Instant.MIN;
    private final ArrayDeque<Instant> restarts = new ArrayDeque<>();
    private Instant now = Instant.MIN;
    private ServiceSpec spec;

    Oracle(WorkerId id, ServiceSpec spec, SimulatedWorld world) {
        this.id = id;
        this.spec = spec;
        this.world = world;
    }

    boolean wanted() {
        return wanted && !retired;
    }

    int incarnation() {
        return incarnation;
    }

    /** The slot was removed and comes back: what was wanted of it is forgotten, its lives go on counting. */
    void reborn(ServiceSpec newSpec) {
        spec = newSpec;
        wanted = false;
        retired = false;
        again = false;
        single = false;
        paced = false;
        restarts.clear();
    }

    /** Takes note of the event, then checks what the machine made of it. */
    void check(Worker before, WorkerEvent event, Step step, Instant at) {
        now = at;
        goesOn = before.phase() == Phase.STARTING || before.phase() == Phase.READY;
        phaseBefore = before.phase();
        rested = Runs.rests(before);
        requested = event.match(this);
        step.effects()
                .forEach(effect -> effect.match(new Effect.Cases<Boolean>() {
                    @Override
                    public Boolean spawn(Effect.Spawn spawn) {
                        checkSpawn(before, event, spawn);
                        return true;
                    }

                    @Override
                    public Boolean adopt(Effect.Adopt adopt) {
                        return true;
                    }

                    @Override
                    public Boolean signal(Effect.Signal signal) {
                        checkSignal(signal);
                        return true;
                    }
                }));
        checkWaiting(before, event, step.worker());
        checkState(before, event, step.worker());
    }

    /** Who waits before a restart has been slowed down before; how long it waits is another matter. */
    private void checkWaiting(Worker before, WorkerEvent event, Worker after) {
        boolean waits = after.phase() == Phase.STOPPED && after.goal() == Goal.UP && !after.surplus();
        if (before.phase() == Phase.STOPPED || !waits) {
            return;
        }
        if (!(event instanceof WorkerEvent.Held)) {
            Violation.unless(!after.spec().ties().after().isEmpty(), "waits though it comes after nobody", after);
            checkRestart(before, after);
            paced = true;
        }
    }

    private void checkSpawn(Worker before, WorkerEvent event, Effect.Spawn spawn) {
        Violation.unless(!world.anyAlive(id), "two live incarnations", spawn);
        Violation.unless(over, "spawned before the old life was known to be over", spawn);
        Violation.unless(spawn.incarnation() == incarnation + 1, "wrong incarnation", spawn);
        Violation.unless(wanted, "spawned while wanted DOWN", spawn);
        Violation.unless(!retired, "a surplus slot respawned", spawn);
        if (!paced || !(event instanceof WorkerEvent.Proceed)) {
            checkRestart(before, spawn);
        }
        paced = false;
        incarnation++;
        over = false;
        spawnTold = false;
        readyTold = false;
        wasReady = false;
        asked = false;
        unwellSince = null;
        stoppedByForce = false;
        complaint = "";
        exit = null;
        outOfMemory = false;
        again = false;
        startedAt = now;
    }

    private void checkRestart(Worker before, Object what) {
        if (requested || again) {
            restarts.clear();
        } else {
            checkPace(before, what);
        }
    }

    private void checkPace(Worker before, Object what) {
        RestartPolicy policy = before.spec().policy().restart();
        Violation.unless(!single || policy.when() == When.ON_FAILURE, "a single run was repeated", what);
        boolean healthy = wasReady && lived().compareTo(policy.backoff().resetAfter()) >= 0;
        Duration least = before.phase() == Phase.FAILED
                ? policy.backoff().max()
                : healthy ? Duration.ZERO : policy.backoff().initial();
        Duration shortest = Duration.ofMillis(
                (long) (least.toMillis() * (1 - policy.backoff().jitter())));
        Violation.unless(!now.isBefore(overAt.plus(shortest)), "restarted too soon", what);
        if (!clean() && policy.limit().isPresent() && before.phase() != Phase.FAILED) {
            restarts.add(overAt);
            Instant start = overAt.minus(policy.limit().get().within());
            restarts.removeIf(moment -> !moment.isAfter(start));
            Violation.unless(restarts.size() <= policy.limit().get().restarts(), "more restarts than the limit", what);
        }
    }

    private void checkSignal(Effect.Signal signal) {
        Violation.unless(signal.incarnation() == incarnation && !over, "a signal to a dead incarnation", signal);
        Violation.unless(spawnTold || exit != null, "a signal to an unborn incarnation", signal);
        Violation.unless(signal.group() || exit == null, "a signal to a dead leader", signal);
        asked |= signal.signal().equals(spec.policy().stop().signal());
        stoppedByForce |= signal.signal().equals("ABRT");
        boolean kills = signal.signal().equals("KILL") && unwellSince != null && exit == null;
        Violation.unless(!kills || asked || stoppedByForce, "killed without having been asked to stop", signal);
    }

    private void checkState(Worker before, WorkerEvent event, Worker after) {
        spec = after.spec();
        wasReady |= after.phase() == Phase.READY;
        boolean entered = before.phase() != after.phase();
        if (entered && after.phase() == Phase.STOPPED && wanted && !retired && after.goal() == Goal.DOWN) {
            Violation.unless(mayEnd(), "stopped though wanted", after);
            wanted = false;
        }
        if (entered && after.phase() == Phase.READY) {
            boolean spawned = spec.policy().start().ready() == StartPolicy.Ready.SPAWNED && spawnTold;
            Violation.unless(readyTold || spawned, "ready without having said so", after);
        }
        if (entered && after.phase() == Phase.FAILED) {
            RestartPolicy policy = spec.policy().restart();
            boolean tried = !(event instanceof WorkerEvent.Held)
                    && policy.when() != When.NEVER
                    && !(single && policy.when() == When.ALWAYS)
                    && policy.then() == RestartPolicy.Then.KEEP_TRYING;
            Violation.unless(after.deadline().isPresent() == tried, "wrong deadline in FAILED", after);
        }
        Violation.unless(after.incarnation() == incarnation, "wrong incarnation", after);
        Violation.unless(after.phase().alive() != over, "phase and process do not agree", after);
        Violation.unless((after.goal() == Goal.UP) == (wanted && !(retired && over)), "wrong goal", after);
        Violation.unless(after.surplus() == retired, "surplus forgotten", after);
        Violation.unless(after.pid().isPresent() == (spawnTold && exit == null && !over), "wrong pid", after);
        boolean asksToStop = before.phase() == Phase.READY && after.phase() == Phase.STOPPING;
        Violation.unless(!asksToStop || !wanted || again || unwellSince != null, "stopped without a reason", after);
        Violation.unless(unwellSince == null || after.phase() != Phase.READY, "unwell and left alone", after);
        Violation.unless(after.complaint().equals(complaint), "wrong complaint", after);
        Violation.unless(deadlineFits(after), "a deadline exactly when the phase waits", after);
    }

    private boolean deadlineFits(Worker after) {
        boolean present = after.deadline().isPresent();
        boolean later = !present || !after.deadline().get().isBefore(now);
        return later
                && switch (after.phase()) {
                    case STARTING, STOPPING, KILLING, BACKOFF -> present;
                    case STOPPED, READY -> !present;
                    case FAILED -> true;
                };
    }

    /** A success by the service's own rules: the only end after which a wanted worker may rest. */
    private boolean mayEnd() {
        return clean() && (single || spec.policy().restart().when() != When.ALWAYS);
    }

    private boolean clean() {
        if (!wasReady || exit == null || unwellSince != null || outOfMemory) {
            return false;
        }
        return exit.code() == 0 || (asked && (exit.code() == 143 || exit.signal() == 15));
    }

    private Duration lived() {
        Instant end = unwellSince == null ? exitedAt : unwellSince;
        return exit == null ? Duration.ZERO : Duration.between(startedAt, end);
    }

    // ---- what was asked for; true when a life may begin because of it

    @Override
    public Boolean start(WorkerEvent.Start event) {
        if (!retired) {
            single &= wanted && !rested && phaseBefore != Phase.BACKOFF && phaseBefore != Phase.FAILED;
            again |= !wanted && !over;
            wanted = true;
        }
        return !retired;
    }

    @Override
    public Boolean run(WorkerEvent.Run event) {
        boolean heard = !retired && rested;
        single |= heard;
        wanted |= heard;
        return heard;
    }

    @Override
    public Boolean proceed(WorkerEvent.Proceed event) {
        return true;
    }

    @Override
    public Boolean held(WorkerEvent.Held event) {
        return false;
    }

    @Override
    public Boolean follow(WorkerEvent.Follow event) {
        again |= wanted && !retired && goesOn;
        return false;
    }

    @Override
    public Boolean stop(WorkerEvent.Stop event) {
        stoppedByForce |= !wanted;
        wanted = false;
        paced = false;
        again = false;
        return false;
    }

    @Override
    public Boolean kill(WorkerEvent.Kill event) {
        stoppedByForce = true;
        wanted = false;
        paced = false;
        again = false;
        return false;
    }

    @Override
    public Boolean restart(WorkerEvent.Restart event) {
        if (!retired) {
            single &= !rested;
            again |= !over;
            wanted = true;
        }
        return !retired;
    }

    @Override
    public Boolean specChanged(WorkerEvent.SpecChanged event) {
        boolean concerned = wanted && !single && !event.spec().launch().equals(spec.launch());
        again |= concerned && !over;
        return concerned;
    }

    @Override
    public Boolean retire(WorkerEvent.Retire event) {
        retired = true;
        again = false;
        if (over) {
            wanted = false;
        }
        return false;
    }

    @Override
    public Boolean keep(WorkerEvent.Keep event) {
        retired = false;
        return false;
    }

    @Override
    public Boolean signalRequest(WorkerEvent.SignalRequest event) {
        return false;
    }

    // ---- what was told

    @Override
    public Boolean adopted(WorkerEvent.Adopted event) {
        return false;
    }

    @Override
    public Boolean resumed(WorkerEvent.Resumed event) {
        return false;
    }

    @Override
    public Boolean spawned(WorkerEvent.Spawned event) {
        spawnTold |= event.incarnation() == incarnation && !over;
        return false;
    }

    @Override
    public Boolean spawnFailed(WorkerEvent.SpawnFailed event) {
        if (event.incarnation() == incarnation && !over && !spawnTold) {
            end();
        }
        return false;
    }

    @Override
    public Boolean ready(WorkerEvent.Ready event) {
        readyTold |= event.incarnation() == incarnation && !over;
        return false;
    }

    @Override
    public Boolean starting(WorkerEvent.Starting event) {
        return false;
    }

    @Override
    public Boolean readinessChanged(WorkerEvent.ReadinessChanged event) {
        complaint = isUp(event.incarnation()) ? event.complaint() : complaint;
        return false;
    }

    @Override
    public Boolean livenessFailed(WorkerEvent.LivenessFailed event) {
        if (isUp(event.incarnation())) {
            unwellSince = now.minus(event.failing());
        }
        return false;
    }

    @Override
    public Boolean watchdogMissed(WorkerEvent.WatchdogMissed event) {
        if (isUp(event.incarnation())) {
            unwellSince = now.minus(event.silent());
        }
        return false;
    }

    @Override
    public Boolean overMemory(WorkerEvent.OverMemory event) {
        boolean lives = event.incarnation() == incarnation && !over && spawnTold && exit == null;
        if (lives && goesOn) {
            unwellSince = now;
        }
        return false;
    }

    private boolean isUp(int life) {
        return life == incarnation && !over && spawnTold && exit == null && phaseBefore == Phase.READY;
    }

    @Override
    public Boolean restartAsked(WorkerEvent.RestartAsked event) {
        boolean heard = event.incarnation() == incarnation && !over && exit == null && wanted && !retired;
        again |= heard;
        return heard;
    }

    @Override
    public Boolean exited(WorkerEvent.Exited event) {
        if (event.incarnation() == incarnation && !over && exit == null) {
            exit = event.status();
            outOfMemory = event.oom().isPresent();
            exitedAt = now;
            if (event.groupEmpty()) {
                end();
            }
        }
        return false;
    }

    @Override
    public Boolean groupEmpty(WorkerEvent.GroupEmpty event) {
        if (event.incarnation() == incarnation && exit != null && !over) {
            end();
        }
        return false;
    }

    @Override
    public Boolean deadlineReached(WorkerEvent.DeadlineReached event) {
        return false;
    }

    private void end() {
        over = true;
        complaint = "";
        overAt = now;
        if (retired) {
            wanted = false;
        }
    }
}
