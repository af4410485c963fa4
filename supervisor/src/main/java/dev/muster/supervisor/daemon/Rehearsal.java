package dev.muster.supervisor.daemon;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.log.WorkerOutput;
import dev.muster.supervisor.loop.Command;
import dev.muster.supervisor.loop.FromProcess;
import dev.muster.supervisor.loop.Journal;
import dev.muster.supervisor.loop.LoopItem;
import dev.muster.supervisor.loop.Mailbox;
import dev.muster.supervisor.loop.Processes;
import dev.muster.supervisor.loop.SnapshotPublisher;
import dev.muster.supervisor.loop.Succession;
import dev.muster.supervisor.loop.SupervisorLoop;
import dev.muster.supervisor.loop.Surroundings;
import dev.muster.supervisor.process.SpawnException;
import dev.muster.supervisor.process.Spawner;
import dev.muster.supervisor.spec.Environment;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.Launch;
import dev.muster.supervisor.spec.Rolling;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.Staff;
import dev.muster.supervisor.spec.WorkerId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a fleet of one worker, which exists on paper only, die and be restarted some hundred times: deaths are rare, so the way from
 * one to the next spawn would never be compiled, and interpreted it takes half of a restart's time. One thread, once, shortly after
 * the start, when the real workers have had the processors for themselves; it touches nothing outside.
 */
final class Rehearsal implements Runnable, Processes, Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final long HEAD_START_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** The JVM's first compiler, the only one of a master, compiles a method after 200 calls. */
    static final int LIVES = 300;

    private static final Duration A_LONG_LIFE = Duration.ofHours(1);
    private static final int SIGKILL = 9;

    private static final Path DEV_NULL = Path.of("/dev/null");
    private static final WorkerOutput NOWHERE = new WorkerOutput(new WorkerId("rehearsal", 1), DEV_NULL, DEV_NULL);

    private final FleetSpec fleet;
    private final WorkerLaunch launch;
    private final Spawner spawner = new Spawner();
    private final Mailbox mailbox = new Mailbox();
    private Instant now = Instant.EPOCH;
    private int lives;
    private @Nullable LoopItem death;

    Rehearsal(FleetSpec fleet, Home home) {
        this.fleet = fleet;
        this.launch = new WorkerLaunch(home);
    }

    @Override
    public void run() {
        LockSupport.parkNanos(HEAD_START_NANOS);
        fleet.services().values().stream().findFirst().ifPresent(service -> {
            long begun = System.nanoTime();
            int restarts = rehearse(service);
            LOG.debug("rehearsed {} restarts ({} ms)", restarts, (System.nanoTime() - begun) / 1_000_000);
        });
    }

    /** Returns how many lives it was: fewer than wanted when the service's own rules end it before. */
    int rehearse(ServiceSpec service) {
        InstantSource clock = () -> now;
        SupervisorLoop loop = new SupervisorLoop(
                mailbox,
                new SnapshotPublisher(),
                new Surroundings(this, this, clock, clock, () -> 0.5, Succession.NONE));
        Launch launched = service.launch();
        Environment plain = Environment.of(launched.environment().plain());
        ServiceSpec one = service.withStaff(Staff.of(1)).withLaunch(launched.with(plain));
        mailbox.post(new Command.Apply(fleet.withServices(Map.of(service.name(), one))));
        turn(loop);
        while (death != null && lives < LIVES) {
            LoopItem last = death;
            death = null;
            now = now.plus(A_LONG_LIFE);
            mailbox.post(last);
            turn(loop);
        }
        return lives;
    }

    private static void turn(SupervisorLoop loop) {
        boolean busy = true;
        while (busy) {
            busy = loop.runOnce();
        }
    }

    @Override
    public void follow(FleetSpec fleet) {}

    @Override
    public void expect(WorkerId id, ServiceSpec spec) {}

    @Override
    public void spawn(WorkerId id, int incarnation, ServiceSpec spec) {
        try {
            spawner.prepare(launch.request(id, incarnation, spec, NOWHERE, Optional.empty()))
                    .close();
        } catch (SpawnException hopeless) {
            return;
        }
        lives++;
        ExitStatus killed = ExitStatus.signalled(SIGKILL);
        death = new FromProcess(id, new WorkerEvent.Exited(incarnation, killed, true));
        mailbox.post(new FromProcess(id, new WorkerEvent.Spawned(incarnation, 1)));
        mailbox.post(new FromProcess(id, new WorkerEvent.Ready(incarnation)));
    }

    @Override
    public void adopt(WorkerId id, int incarnation, ServiceSpec spec) {}

    @Override
    public void signal(WorkerId id, int incarnation, String signal, boolean group) {}

    @Override
    public void prioritize(WorkerId id, int incarnation, Rolling.BootPriority priority) {}

    @Override
    public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {}

    @Override
    public void fault(Object what, Throwable fault) {
        LOG.debug("the rehearsal failed at {}", what, fault);
    }
}
