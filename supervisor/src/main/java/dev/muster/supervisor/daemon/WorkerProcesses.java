package dev.muster.supervisor.daemon;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Oom;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.log.OutputException;
import dev.muster.supervisor.log.OutputPump;
import dev.muster.supervisor.log.Speaker;
import dev.muster.supervisor.log.WorkerOutput;
import dev.muster.supervisor.loop.FromProcess;
import dev.muster.supervisor.loop.Mailbox;
import dev.muster.supervisor.loop.Processes;
import dev.muster.supervisor.process.Background;
import dev.muster.supervisor.process.Cgroup;
import dev.muster.supervisor.process.Child;
import dev.muster.supervisor.process.ExitListener;
import dev.muster.supervisor.process.Reaper;
import dev.muster.supervisor.process.SpawnException;
import dev.muster.supervisor.process.Spawner;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.Program;
import dev.muster.supervisor.spec.Resources;
import dev.muster.supervisor.spec.Rolling;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.Signals;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop's hand on real processes: spawns them, keeps hold of the present life of each slot, and posts what becomes of it.
 * Called on the loop thread, from which those children descend that end with the master; exits arrive on the reaper's.
 */
final class WorkerProcesses implements Processes, WarmSpares.Heir {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcesses.class);
    private static final int DRAIN_SECONDS = 1;
    private static final int SIGKILL = 9;
    private static final Executor SOON = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    /**
     * The present, or last, life of a slot.
     *
     * @param warm whether it has begun with a spare
     */
    private record Life(
            int incarnation, Child child, Optional<Cgroup> cgroup, boolean warm, Optional<ExitStatus> exit) {
        Life(int incarnation, Child child, Optional<Cgroup> cgroup) {
            this(incarnation, child, cgroup, false, Optional.empty());
        }

        boolean isGone() {
            return child.groupIsGone() && cgroup.filter(Cgroup::isPopulated).isEmpty();
        }

        Life ended(ExitStatus status) {
            return new Life(incarnation, child, cgroup, warm, Optional.of(status));
        }
    }

    private final Mailbox mailbox;
    private final OutputPump output;
    private final QueueKeeper queues;
    private final Reaper reaper;
    private final Home home;
    private final NextLives nextLives;
    private final WarmSpares spares;
    private final SharedMemory memory = new SharedMemory();
    private final Obituary obituary;
    private final ExitWords exits;
    private final Bounds bounds;
    private final ConcurrentMap<WorkerId, Life> lives = new ConcurrentHashMap<>();
    private final ConcurrentMap<WorkerId, Child> orphans = new ConcurrentHashMap<>();

    WorkerProcesses(
            Mailbox mailbox, OutputPump output, QueueKeeper queues, Reaper reaper, Home home, Archives archives) {
        this.mailbox = mailbox;
        this.output = output;
        this.queues = queues;
        this.reaper = reaper;
        this.home = home;
        this.exits = new ExitWords(home.run());
        WorkerLaunch launch = new WorkerLaunch(home, Optional.of(archives));
        this.nextLives = new NextLives(launch, new Spawner());
        this.obituary = new Obituary(new HeapDumps(home), new WorkerWords(output));
        this.bounds = new Bounds(home);
        this.spares = new WarmSpares(mailbox, home, launch, reaper, bounds, this);
    }

    @Override
    public void follow(FleetSpec fleet) {
        nextLives.share(memory.share(fleet));
        Map<WorkerId, Resources> before = new HashMap<>();
        lives.keySet().forEach(id -> before.put(id, bounds.of(id)));
        bounds.follow(fleet);
        lives.forEach((id, life) -> {
            if (!bounds.of(id).equals(before.get(id))) {
                bound(id, life);
            }
        });
    }

    /** What of a specification cannot be had here. Any thread. */
    List<String> warnings(FleetSpec fleet) {
        return bounds.warnings(fleet);
    }

    private void bound(WorkerId id, Life life) {
        Resources resources = bounds.of(id);
        bounds.bound(
                life.child(),
                life.cgroup(),
                resources,
                bytes -> post(
                        id,
                        new WorkerEvent.OverMemory(
                                life.incarnation(), bytes, resources.memoryMax().orElse(0L))));
    }

    @Override
    public void expect(WorkerId id, ServiceSpec spec) {
        output.expect(id, spec.policy().logs(), home.logs());
    }

    @Override
    public void spawn(WorkerId id, int incarnation, ServiceSpec spec) {
        Child child;
        WorkerOutput pipes;
        Speaker speaker = new Speaker(incarnation);
        Optional<Cgroup> cgroup = bounds.begin(id, spec);
        try {
            pipes = openOutput(id, speaker, spec);
            exits.prepare(spec.launch().user());
            child = nextLives.spawn(id, incarnation, spec, pipes, cgroup.map(Cgroup::directory));
        } catch (SpawnException | OutputException e) {
            cgroup.ifPresent(Cgroup::remove);
            post(id, new WorkerEvent.SpawnFailed(incarnation, String.valueOf(e.getMessage())));
            return;
        }
        speaker.hasPid(child.pid());
        Life life = new Life(incarnation, child, cgroup);
        lives.put(id, life);
        post(id, new WorkerEvent.Spawned(incarnation, child.pid())); // before the watch, so that no exit overtakes it
        if (!bounds.of(id).equals(Resources.NONE)) {
            bound(id, life);
        }
        reaper.watch(child, new Ending(id, incarnation, cgroup, spec));
        nextLives.prepare(id, incarnation + 1, spec, pipes);
    }

    @Override
    public WarmSpares spares() {
        return spares;
    }

    @Override
    public boolean inherit(WorkerId id, int incarnation, ServiceSpec spec, WarmSpares.Booted spare) {
        Child child = spare.child();
        try {
            openOutput(id, new Speaker(incarnation, child.pid()), spec);
            output.exchange(id, spare.pipes());
        } catch (OutputException e) {
            LOG.warn("{}#{}: does not begin with the spare: {}", id, incarnation, e.getMessage());
            return false;
        }
        exits.prepare(spec.launch().user());
        Life life = new Life(incarnation, child, spare.cgroup(), true, Optional.empty());
        boolean lives = spare.bequeath(new Ending(id, incarnation, spare.cgroup(), spec), () -> {
            this.lives.put(id, life);
            post(id, new WorkerEvent.Spawned(incarnation, child.pid()));
        });
        return lives;
    }

    @Override
    public void inherited(WorkerId id, int incarnation, ServiceSpec spec) {
        Life life = lives.get(id);
        if (life != null && !bounds.of(id).equals(Resources.NONE)) {
            bound(id, life);
        }
        nextLives.prepare(id, incarnation + 1, spec, outputOf(id));
    }

    /** Who {@link #adopt} is going to take hold of, or of whose group; before the loop runs. */
    void expect(Map<WorkerId, Child> children) {
        orphans.putAll(children);
    }

    @Override
    public void adopt(WorkerId id, int incarnation, ServiceSpec spec) {
        Child child = orphans.remove(id);
        Optional<Cgroup> cgroup = bounds.find(id, child == null ? 0 : child.pid());
        if (child != null) {
            Life life = new Life(incarnation, child, cgroup);
            lives.put(id, life);
            bound(id, life);
            Precedence.adopt(
                    id + "#" + incarnation,
                    new Background(child, cgroup),
                    spec.policy().rolling().bootPriority());
        }
        try {
            WorkerOutput pipes = openOutput(id, new Speaker(incarnation, child == null ? 0 : child.pid()), spec);
            nextLives.prepare(id, incarnation + 1, spec, pipes);
        } catch (OutputException e) {
            LOG.warn("{}#{}: is adopted, but its output is not read: {}", id, incarnation, e.getMessage());
        }
        Ending ending = new Ending(id, incarnation, cgroup, spec);
        if (child == null) {
            ending.groupEmpty();
        } else if (child.hasLeader()) {
            reaper.watch(child, ending);
        } else {
            reaper.watchGroup(child, ending);
        }
    }

    /** How those lives have ended of which the loop may not know yet. */
    Map<WorkerId, ExitStatus> ends() {
        Map<WorkerId, ExitStatus> ends = new HashMap<>();
        lives.forEach((id, life) -> life.exit().ifPresent(status -> ends.put(id, status)));
        return ends;
    }

    private WorkerOutput outputOf(WorkerId id) {
        return OutputPump.pipes(id, home.run().resolve("fifo"));
    }

    private WorkerOutput openOutput(WorkerId id, Speaker speaker, ServiceSpec spec) {
        return output.open(
                id, speaker, spec.policy().logs(), home.logs(), home.run().resolve("fifo"));
    }

    @Override
    public void signal(WorkerId id, int incarnation, String signal, boolean group) {
        Life life = lives.get(id);
        if (life == null || life.incarnation() != incarnation) {
            return;
        }
        int number = Signals.number(signal);
        if (!group) {
            life.child().signal(number);
            return;
        }
        boolean reached = life.child().signalGroup(number);
        life.cgroup().ifPresent(all -> all.signal(number, life.child().pid()));
        if (!reached && life.isGone()) {
            post(id, new WorkerEvent.GroupEmpty(incarnation));
        }
    }

    @Override
    public void prioritize(WorkerId id, int incarnation, Rolling.BootPriority priority) {
        Life life = lives.get(id);
        boolean boots = life != null && life.incarnation() == incarnation && !life.warm(); // who is warm takes nothing
        if (life != null && boots) {
            Precedence.set(id + "#" + incarnation, new Background(life.child(), life.cgroup()), priority);
        }
    }

    /** Nobody is watched any more. */
    void close() {
        spares.close();
        bounds.close();
    }

    /** The slot is no more: nothing is kept of it. */
    void forget(WorkerId id) {
        lives.remove(id);
        nextLives.forget(id);
        output.close(id);
    }

    private void post(WorkerId id, WorkerEvent event) {
        mailbox.post(new FromProcess(id, event));
    }

    /** Tells the loop of one life's end, once the last words are in the log. Reaper's thread. */
    private final class Ending implements ExitListener {
        private final WorkerId id;
        private final int incarnation;
        private final Optional<Cgroup> cgroup;
        private final Program program;
        private final Optional<String> user;
        private final Instant born = Instant.now();
        /** Completes when the news so far has been posted. Reaper's thread. */
        private CompletableFuture<Void> told = CompletableFuture.completedFuture(null);

        Ending(WorkerId id, int incarnation, Optional<Cgroup> cgroup, ServiceSpec spec) {
            this.id = id;
            this.incarnation = incarnation;
            this.cgroup = cgroup;
            this.program = spec.launch().program();
            this.user = spec.launch().user();
        }

        @Override
        public void exited(Child child, ExitStatus reaped) {
            // An adopted one is not ours to wait for.
            ExitStatus status = reaped.equals(ExitStatus.unknown())
                    ? exits.read(id, user, incarnation, child.pid()).orElse(reaped)
                    : reaped;
            bounds.ended(child);
            boolean alone =
                    child.groupIsGone() && cgroup.filter(Cgroup::isPopulated).isEmpty();
            lives.computeIfPresent(id, (worker, life) -> life.incarnation() == incarnation ? life.ended(status) : life);
            Optional<Oom> killed =
                    cgroup.filter(group -> status.signal() == SIGKILL).flatMap(group -> bounds.oom(id, group));
            if (alone) {
                cgroup.ifPresent(Cgroup::remove); // before the next life makes it again
            }
            if (Obituary.isDue(program, status)) {
                tellWithObituary(child, status, alone);
            } else {
                tell(new WorkerEvent.Exited(incarnation, status, alone, killed)); // first, for a restart waits for it
            }
            Autopsy autopsy = Autopsy.of(id, incarnation, child, status);
            queues.workerDied(
                    autopsy.witness(), told.thenApply(news -> Instant.now()), at -> autopsy.report(output, home, at));
        }

        @Override
        public void groupEmpty(Child child) {
            groupEmpty();
        }

        void groupEmpty() {
            if (cgroup.filter(Cgroup::isPopulated).isPresent()) {
                SOON.execute(this::groupEmpty); // whoever has left the process group has not left this one
                return;
            }
            cgroup.ifPresent(Cgroup::remove);
            tell(new WorkerEvent.GroupEmpty(incarnation));
        }

        /**
         * Once the last words are in the log; a disk that hangs may delay the news, but not for ever. The end of the group
         * waits for the news of its leader.
         */
        private void tell(WorkerEvent event) {
            CompletableFuture<Void> drained = output.drained(id);
            if (told.isDone() && drained.isDone()) {
                post(id, event);
                return;
            }
            told = complete(drained).thenRun(() -> post(id, event));
        }

        private CompletableFuture<Void> complete(CompletableFuture<Void> drained) {
            return told.thenCombine(
                    drained.completeOnTimeout(null, DRAIN_SECONDS, TimeUnit.SECONDS)
                            .exceptionally(broken -> null),
                    (before, now) -> null);
        }

        /** What its last words and files say belongs to the news. It reads files, so that it has a thread of its own. */
        private void tellWithObituary(Child child, ExitStatus status, boolean alone) {
            told = complete(output.drained(id))
                    .thenApplyAsync(
                            drained -> obituary.of(id, incarnation, child.pid(), born),
                            task -> Threads.daemon("muster-obituary", task).start())
                    .exceptionally(broken -> {
                        LOG.warn("{}#{}: cannot tell whether it was out of memory", id, incarnation, broken);
                        return Optional.empty();
                    })
                    .thenAccept(oom -> post(id, new WorkerEvent.Exited(incarnation, status, alone, oom)));
        }
    }
}
