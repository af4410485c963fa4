package dev.muster.supervisor.daemon;

import dev.muster.supervisor.archive.Shelf;
import dev.muster.supervisor.cli.text.StatusText;
import dev.muster.supervisor.control.ControlPorts;
import dev.muster.supervisor.control.ControlServer;
import dev.muster.supervisor.control.ControlSockets;
import dev.muster.supervisor.control.IdleWorkers;
import dev.muster.supervisor.control.LastClaims;
import dev.muster.supervisor.control.PeerNews;
import dev.muster.supervisor.control.Reload;
import dev.muster.supervisor.control.Version;
import dev.muster.supervisor.core.CronNews;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.RunNews;
import dev.muster.supervisor.core.ScaleDecision;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.event.FleetEvents;
import dev.muster.supervisor.event.LogJournal;
import dev.muster.supervisor.event.Records;
import dev.muster.supervisor.journald.SystemJournal;
import dev.muster.supervisor.log.ConsoleView;
import dev.muster.supervisor.log.OutputPump;
import dev.muster.supervisor.loop.Calendar;
import dev.muster.supervisor.loop.Command;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.loop.Journal;
import dev.muster.supervisor.loop.Mailbox;
import dev.muster.supervisor.loop.SnapshotPublisher;
import dev.muster.supervisor.loop.SupervisorLoop;
import dev.muster.supervisor.loop.Surroundings;
import dev.muster.supervisor.probe.LogReadiness;
import dev.muster.supervisor.probe.Prober;
import dev.muster.supervisor.process.OutputTails;
import dev.muster.supervisor.process.Reaper;
import dev.muster.supervisor.schedule.CronTimetable;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.state.DesiredFile;
import dev.muster.supervisor.state.RunsFile;
import dev.muster.supervisor.state.WorkerRecords;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of a running master, wired by hand. Made by {@link #start}, ended by {@link #close} once the fleet is down.
 * Thread-safe.
 */
final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Mailbox mailbox = new Mailbox();
    private final SnapshotPublisher snapshots = new SnapshotPublisher();
    private final QueueKeeper queues = new QueueKeeper();
    private final Records records;
    private final Optional<SystemJournal> journal;
    private final OutputPump output;
    private final Reaper reaper;
    private final OutputTails tails = new OutputTails();
    private final ArchiveMaker archiveMaker;
    private final EventHooks hooks;
    private final CronPutter crons;
    private final SupervisorLoop loop;
    private final WorkerProcesses processes;
    private final Register register;
    private final Surroundings surroundings;
    private final ControlServer control;
    private final Prober prober;
    private final LoadThread load;
    private final Announcer announcer;
    private final Settling settling = Settling.begin();

    private Parts(
            Home home,
            ControlSockets sockets,
            Configuration configuration,
            boolean console,
            Optional<SystemJournal> journal) {
        output = OutputPump.start(
                event -> LOG.warn("{}: {} (lost {} bytes)", event.worker(), event.message(), event.lostBytes()),
                InstantSource.system(),
                journal);
        this.journal = journal;
        records = Records.start(home, InstantSource.system(), new WorkerWords(output));
        reaper = Reaper.start();
        hooks = new EventHooks(reaper, tails, records.events()).start();
        crons = new CronPutter(new CronLaunch(home), queues, reaper, tails);
        Shelf shelf = Shelf.of(home);
        archiveMaker = new ArchiveMaker(shelf, reaper, tails);
        Archives archives = new Archives(shelf, archiveMaker);
        processes = new WorkerProcesses(mailbox, output, queues, reaper, home, archives);
        RunsFile runsFile = new RunsFile(home.state().resolve("runs.json"));
        register = new Register(records(home), new DesiredFile(home.state().resolve("desired.json")), runsFile);
        FleetJournal listeners = new FleetJournal(
                processes,
                List.of(new LogJournal(), new FleetEvents(records, InstantSource.system()), register, archives));
        surroundings = Surroundings.live(
                new LogReadiness(processes, output, mailbox),
                listeners,
                new Replacement(home, console, this::leave),
                new Calendar(new CronTimetable(), register::runs, crons));
        announcer = Announcer.start(ManagerWishes.ofProcess(), snapshots, queues::figures);
        loop = new SupervisorLoop(mailbox, snapshots, surroundings, announcer.pulse());
        control = ControlServer.start(
                sockets,
                new ControlPorts(
                        mailbox,
                        snapshots,
                        surroundings.monotonic(),
                        new Reconfiguration(configuration, processes, announcer, journal.isPresent()),
                        queues::figures,
                        new WorkerOutputs(output),
                        records),
                StatusText::drawn);
        listeners.add(new PeerNews(control.channels()));
        processes.spares().speakThrough(control.channels().spares());
        IdleWorkers idle = new IdleWorkers(control.channels(), queues::figures);
        prober = Prober.start(
                mailbox, snapshots, reaper, tails, new WorkerSigns(control.channels(), idle, surroundings.monotonic()));
        LoadReader reader = new LoadReader(
                queues::figures,
                worker -> control.channels().heartbeat(worker.id(), worker.incarnation()),
                HostReader.ofThisHost()::read,
                surroundings.monotonic());
        load = LoadThread.start(mailbox, snapshots, reader::read);
    }

    /**
     * Starts every thread and hands the first specification to the loop; returns before any worker is up.
     *
     * @param sockets bound; they are the parts' from here on
     */
    static Parts start(
            Home home,
            ControlSockets sockets,
            Configuration configuration,
            FleetSpec first,
            Optional<ConsoleView> view,
            Optional<SystemJournal> journal) {
        Parts parts = new Parts(home, sockets, configuration, view.isPresent(), journal);
        parts.hooks.follow(first.hooks());
        parts.tell(
                EventKind.MASTER_STARTED,
                "muster " + Version.TEXT + " starts fleet " + first.name() + " (pid "
                        + ProcessHandle.current().pid() + ")");
        view.ifPresent(shown -> shown.follow(parts.output)); // before the first line can be printed
        parts.queues.follow(first);
        parts.queues.recoverAll(); // before the first worker: what a former fleet held is ready for it
        parts.snapshots.addListener(parts.new Follower());
        parts.snapshots.addListener(new LastClaims(parts.control.channels()));
        boolean takenOver = parts.adopt(home, first);
        // Before any news of those who were adopted. They serve: what has changed since they were started takes them
        // one by one.
        Command.Apply apply = new Command.Apply(first, false, true);
        CompletableFuture<Void> unused = apply.reply()
                .thenRun(
                        () -> { // on the loop's thread
                            parts.announcer.begun(takenOver);
                            parts.control.admitClients();
                        });
        parts.mailbox.post(apply);
        // Children that end with the master descend from this thread: the kernel takes its end for the master's death.
        Threads.daemon("muster-loop", parts.loop).start();
        Threads.daemon("muster-rehearsal", new Rehearsal(first, home)).start();
        return parts;
    }

    private static WorkerRecords records(Home home) {
        return new WorkerRecords(home.state().resolve("workers"));
    }

    /**
     * Before anything is started: whoever lives still must not get a double.
     *
     * @return whether somebody was there who was ready
     */
    private boolean adopt(Home home, FleetSpec first) {
        Adoption.Found found = Adoption.find(
                home,
                first,
                records(home),
                register.desired(),
                surroundings.monotonic().instant());
        register.inherit(found.slots());
        processes.follow(first);
        processes.expect(found.children());
        processes.spares().endFormer(found.spares());
        mailbox.post(found.inheritance().withRuns(register.formerRuns()));
        return found.wasUp();
    }

    /** Takes note of something that concerns the master. */
    void tell(EventKind what, String why) {
        records.events().tell(what, Map.of("why", why));
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /** Who is told of a reload. */
    Reload reload() {
        return announcer;
    }

    /** Completes when a shutdown has ended the last worker. */
    CompletableFuture<Void> finished() {
        return loop.finished();
    }

    /** What the master is to end with once that is so. */
    int exitCode() {
        return loop.exitCode();
    }

    /** In the order in which nothing is lost: the last words first, the callers' answers last. */
    @Override
    public void close() {
        end("the fleet has ended");
    }

    /** As {@link #close}, for another master that takes over in this process. Loop thread. */
    private void leave() {
        announcer.replaced();
        end("another one takes over");
    }

    private void end(String why) {
        announcer.close();
        settling.close();
        load.close();
        prober.close();
        tell(EventKind.MASTER_STOPPED, why);
        crons.close();
        hooks.close(); // while somebody notices their ends
        archiveMaker.close();
        tails.close();
        reaper.close();
        register.leave(snapshots.current(), processes.ends());
        processes.close();
        register.close();
        output.close();
        queues.close();
        control.close();
        records.close();
        journal.ifPresent(SystemJournal::drain); // another program may take this process over now
    }

    /** Brings what depends on the specification up to date after an apply. Loop thread. */
    private final class Follower implements Consumer<FleetSnapshot> {
        private FleetSpec followed = new FleetSpec("", Map.of(), Map.of());

        @Override
        @SuppressWarnings(
                "ReferenceEquality") // a deep comparison at every snapshot would cost more than a needless follow
        public void accept(FleetSnapshot snapshot) {
            register.desired(snapshot.desired());
            settling.stir();
            if (snapshot.spec() == followed) {
                return;
            }
            followed = snapshot.spec();
            queues.follow(followed);
            hooks.follow(followed.hooks());
            for (Worker worker : snapshot.workers()) {
                followed.service(worker.id().service())
                        .map(ServiceSpec::policy)
                        .ifPresent(policy -> output.reconfigure(worker.id(), policy.logs()));
            }
        }
    }

    /** Tells everybody who keeps something of it. Loop thread. */
    private static final class FleetJournal implements Journal {
        private final WorkerProcesses processes;
        private final List<Journal> journals;

        FleetJournal(WorkerProcesses processes, List<Journal> journals) {
            this.processes = processes;
            this.journals = new ArrayList<>(journals);
        }

        /** Before the loop runs. */
        void add(Journal journal) {
            journals.add(journal);
        }

        @Override
        public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {
            journals.forEach(journal -> journal.transition(before, after, cause, at));
            if (after.surplus() && after.phase() == Phase.STOPPED) {
                processes.forget(after.id());
            }
        }

        @Override
        public void told(String service, RunNews news) {
            journals.forEach(journal -> journal.told(service, news));
        }

        @Override
        public void cron(CronSpec cron, CronNews news) {
            journals.forEach(journal -> journal.cron(cron, news));
        }

        @Override
        public void rollout(Rollout rollout, Instant at) {
            journals.forEach(journal -> journal.rollout(rollout, at));
        }

        @Override
        public void scaled(ServiceSpec service, ScaleDecision decision) {
            journals.forEach(journal -> journal.scaled(service, decision));
        }

        @Override
        public void fault(Object what, Throwable fault) {
            journals.forEach(journal -> journal.fault(what, fault));
        }
    }
}
