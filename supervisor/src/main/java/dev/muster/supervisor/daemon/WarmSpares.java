package dev.muster.supervisor.daemon;

import dev.muster.supervisor.archive.Trees;
import dev.muster.supervisor.control.SpareLinks;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.log.OutputException;
import dev.muster.supervisor.log.SparePipes;
import dev.muster.supervisor.loop.FromSpare;
import dev.muster.supervisor.loop.Mailbox;
import dev.muster.supervisor.loop.SpareProcesses;
import dev.muster.supervisor.process.Background;
import dev.muster.supervisor.process.Cgroup;
import dev.muster.supervisor.process.Cgroups;
import dev.muster.supervisor.process.Child;
import dev.muster.supervisor.process.ExitListener;
import dev.muster.supervisor.process.Reaper;
import dev.muster.supervisor.process.SpawnException;
import dev.muster.supervisor.process.Spawner;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.Rolling.BootPriority;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.ToWorker;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that are booted and have no slot. They are told apart by names that no other master gives: one that has become a worker
 * keeps, when this master is no more, the control group that is named for it. Loop thread, but for their ends.
 */
final class WarmSpares implements SpareProcesses {
    private static final Logger LOG = LoggerFactory.getLogger(WarmSpares.class);
    private static final int SIGKILL = 9;

    /** Of whose end nothing follows. */
    private static final ExitListener NOBODY = new ExitListener() {
        @Override
        public void exited(Child child, ExitStatus status) {}

        @Override
        public void groupEmpty(Child child) {}
    };

    /** Who makes a life of a spare. */
    interface Heir {
        /**
         * Makes it.
         *
         * @return false when there is nothing left to make it of
         */
        boolean inherit(WorkerId id, int incarnation, ServiceSpec spec, Booted spare);

        /** The process knows by now; what may wait until then. */
        void inherited(WorkerId id, int incarnation, ServiceSpec spec);
    }

    private final String stem = Cgroups.SPARE + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + "-";
    private final Mailbox mailbox;
    private final Home home;
    private final WorkerLaunch launch;
    private final Spawner spawner = new Spawner();
    private final Reaper reaper;
    private final Bounds bounds;
    private final Heir heir;
    private final Map<Integer, Booted> spares = new ConcurrentHashMap<>();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private @Nullable SpareLinks links;

    WarmSpares(Mailbox mailbox, Home home, WorkerLaunch launch, Reaper reaper, Bounds bounds, Heir heir) {
        this.mailbox = mailbox;
        this.home = home;
        this.launch = launch;
        this.reaper = reaper;
        this.bounds = bounds;
        this.heir = heir;
    }

    /** By what they are spoken to; before the loop runs. */
    void speakThrough(SpareLinks channels) {
        links = channels;
        clear(scratch());
        try (DirectoryStream<Path> former = Files.newDirectoryStream(fifos(), "*." + Cgroups.SPARE + "*")) {
            for (Path fifo : former) {
                Files.delete(fifo); // of one that never had a slot
            }
        } catch (IOException | DirectoryIteratorException none) {
            LOG.debug("{}: nothing of former spares is taken away: {}", fifos(), none.toString());
        }
    }

    private Path fifos() {
        return home.run().resolve("fifo");
    }

    /** Those of a former master. Before the loop runs. */
    void endFormer(List<Child> former) {
        for (Child spare : former) {
            LOG.info("pid {}: is a spare of a former master and is ended", spare.pid());
            spare.signalGroup(SIGKILL);
            reaper.watch(spare, NOBODY);
        }
    }

    private Path scratch() {
        return home.state().resolve("spares");
    }

    @Override
    public void boot(int number, ServiceSpec spec, boolean behind) {
        String name = spec.name() + "." + stem + number;
        Optional<Cgroup> cgroup = Optional.empty();
        @Nullable SparePipes pipes = null;
        try {
            Optional<String> stamp = launch.stamp(spec);
            if (stamp.isEmpty()) {
                ended(spec.name(), number, "its class path cannot be read, or has too many files");
                return;
            }
            cgroup = bounds.begin(name, spec);
            pipes = SparePipes.create(spec.name(), name, fifos());
            Optional<Path> scratch = scratch(name, spec);
            Child child =
                    spawner.spawn(launch.spare(name, spec, pipes.output(), cgroup.map(Cgroup::directory), scratch));
            begun(new Booted(number, name, spec, child, cgroup, pipes, scratch, stamp.get()), behind);
        } catch (SpawnException | OutputException e) {
            if (pipes != null) {
                pipes.discard();
            }
            cgroup.ifPresent(Cgroup::remove);
            ended(spec.name(), number, String.valueOf(e.getMessage()));
        }
    }

    /** What is wrong with a service's spares is told once, until it is something else. */
    private void ended(String service, int number, String why) {
        if (!why.equals(troubles.put(service, why))) {
            LOG.warn("{}: a spare is none: {}", service, why);
        }
        mailbox.post(FromSpare.ended(service, number, why));
    }

    private void begun(Booted spare, boolean behind) {
        int pid = spare.child.pid();
        spares.put(spare.number, spare);
        mailbox.post(FromSpare.spawned(spare.spec.name(), spare.number, pid));
        if (behind) {
            Precedence.set(spare.name, spare.background(), BootPriority.LOW);
        }
        SpareLinks speaking = links;
        if (speaking != null) {
            speaking.expect(pid, () -> {
                mailbox.post(FromSpare.ready(spare.spec.name(), spare.number));
                spare.isWarm();
            });
        }
        reaper.watch(spare.child, spare);
    }

    /** Only for who may write into the master's own directory. */
    private Optional<Path> scratch(String name, ServiceSpec spec) {
        if (spec.launch().queues().isEmpty()
                || !spec.launch().attributes().account().isNone()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.createDirectories(scratch().resolve(name)));
        } catch (IOException e) {
            LOG.debug("{}: does not warm up: {}", name, e.toString());
            return Optional.empty();
        }
    }

    @Override
    public boolean assign(int number, WorkerId id, int incarnation, ServiceSpec spec) {
        Booted spare = spares.get(number);
        SpareLinks speaking = links;
        if (spare == null || speaking == null || !speaking.isOpen(spare.child.pid())) {
            return false;
        }
        if (!isUpToDate(spare, spec)) {
            LOG.info(
                    "{}: the spare (pid {}) was booted from other files and is not used",
                    spec.name(),
                    spare.child.pid());
            return false;
        }
        if (!heir.inherit(id, incarnation, spec, spare)) {
            return false;
        }
        spares.remove(number);
        speaking.assign(spare.child.pid(), new ToWorker.Assign(launch.assignment(id, incarnation, spec)));
        LOG.info("{}#{}: begins with the spare (pid {})", id, incarnation, spare.child.pid());
        heir.inherited(id, incarnation, spec);
        return true;
    }

    private boolean isUpToDate(Booted spare, ServiceSpec spec) {
        try {
            return launch.stamp(spec).filter(spare.stamp::equals).isPresent();
        } catch (SpawnException unreadable) {
            return false;
        }
    }

    @Override
    public void forward(int number) {
        Booted spare = spares.get(number);
        if (spare != null) {
            Precedence.set(spare.name, spare.background(), BootPriority.NORMAL);
        }
    }

    @Override
    public void end(int number) {
        Booted spare = spares.get(number);
        if (spare != null) {
            spare.kill();
        }
    }

    /** None is left to the next master. */
    void close() {
        spares.values().forEach(Booted::kill);
        clear(scratch());
    }

    private static void clear(Path path) {
        try {
            Trees.delete(path);
        } catch (IOException e) {
            LOG.debug("{} stays until the next start: {}", path, e.toString());
        }
    }

    /** One of them. Its end is its own, until it is somebody's: then it is told to who has inherited it. */
    final class Booted implements ExitListener {
        private final int number;
        private final String name;
        private final ServiceSpec spec;
        private final Child child;
        private final Optional<Cgroup> cgroup;
        private final SparePipes pipes;
        private final Optional<Path> scratch;
        private final String stamp;
        private @Nullable ExitListener owner; // guarded by this
        private boolean ended; // guarded by this
        private volatile boolean unwanted;

        private Booted(
                int number,
                String name,
                ServiceSpec spec,
                Child child,
                Optional<Cgroup> cgroup,
                SparePipes pipes,
                Optional<Path> scratch,
                String stamp) {
            this.number = number;
            this.name = name;
            this.spec = spec;
            this.child = child;
            this.cgroup = cgroup;
            this.pipes = pipes;
            this.scratch = scratch;
            this.stamp = stamp;
        }

        Child child() {
            return child;
        }

        Optional<Cgroup> cgroup() {
            return cgroup;
        }

        SparePipes pipes() {
            return pipes;
        }

        private Background background() {
            return new Background(child, cgroup);
        }

        /** It has no more use for the files of its own. */
        private void isWarm() {
            scratch.filter(Files::exists)
                    .ifPresent(path -> Threads.daemon("muster-spares", () -> WarmSpares.clear(path))
                            .start());
        }

        private void kill() {
            unwanted = true;
            child.signalGroup(SIGKILL);
            cgroup.ifPresent(group -> group.signal(SIGKILL, child.pid()));
        }

        /**
         * From now on its end is somebody else's.
         *
         * @param first done before its end can be told
         * @return false when it has ended already
         */
        synchronized boolean bequeath(ExitListener to, Runnable first) {
            if (ended) {
                return false;
            }
            first.run();
            owner = to;
            return true;
        }

        @Override
        public void exited(Child dead, ExitStatus status) {
            ExitListener told;
            synchronized (this) {
                ended = true;
                told = owner;
            }
            if (told != null) {
                told.exited(dead, status);
                return;
            }
            spares.remove(number);
            SpareLinks speaking = links;
            if (speaking != null) {
                speaking.forget(dead.pid());
            }
            Threads.daemon("muster-spares", () -> clearUp(status)).start();
        }

        private void clearUp(ExitStatus status) {
            String words = pipes.lastWords();
            pipes.discard();
            scratch.ifPresent(WarmSpares::clear);
            String why = status + (words.isEmpty() ? "" : ": " + words);
            if (unwanted) {
                mailbox.post(FromSpare.ended(spec.name(), number, why));
            } else {
                WarmSpares.this.ended(spec.name(), number, why);
            }
        }

        @Override
        public void groupEmpty(Child dead) {
            ExitListener told;
            synchronized (this) {
                told = owner;
            }
            if (told != null) {
                told.groupEmpty(dead);
            } else {
                cgroup.ifPresent(Cgroup::remove);
            }
        }
    }
}
