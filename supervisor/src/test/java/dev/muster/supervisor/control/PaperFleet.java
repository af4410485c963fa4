package dev.muster.supervisor.control;

import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueStats;
import dev.muster.queue.ledger.QueueFigures;
import dev.muster.supervisor.cli.text.StatusText;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Rollout;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.event.FleetEvents;
import dev.muster.supervisor.event.Records;
import dev.muster.supervisor.log.Line;
import dev.muster.supervisor.log.LineListener;
import dev.muster.supervisor.log.LogStream;
import dev.muster.supervisor.log.Question;
import dev.muster.supervisor.log.Tail;
import dev.muster.supervisor.loop.Command;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.loop.FromProcess;
import dev.muster.supervisor.loop.Journal;
import dev.muster.supervisor.loop.Mailbox;
import dev.muster.supervisor.loop.Processes;
import dev.muster.supervisor.loop.SnapshotPublisher;
import dev.muster.supervisor.loop.Succession;
import dev.muster.supervisor.loop.SupervisorLoop;
import dev.muster.supervisor.loop.Surroundings;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.Rolling;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A real loop and a real control server over processes that exist on paper: each is ready as soon as it was spawned and ends when it
 * gets its stop signal, unless a test says otherwise. Thread-safe.
 */
public final class PaperFleet implements Processes, LogSource, AutoCloseable {
    /** Above the largest pid that Linux gives out (pid_max is at most 2^22), so that no figure of a stranger is read. */
    private static final int FIRST_PID = 1 << 23;

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Mailbox mailbox = new Mailbox();
    private final SnapshotPublisher snapshots = new SnapshotPublisher();
    private final AtomicInteger nextPid = new AtomicInteger(FIRST_PID);
    private final Map<WorkerId, Integer> spawns = new ConcurrentHashMap<>();
    private final Map<WorkerId, List<String>> signals = new ConcurrentHashMap<>();
    private final Set<WorkerId> slowToStart = ConcurrentHashMap.newKeySet();
    private final Set<WorkerId> slowToStop = ConcurrentHashMap.newKeySet();
    private final Set<String> crashing = ConcurrentHashMap.newKeySet();
    private final Set<WorkerId> silent = ConcurrentHashMap.newKeySet();
    private final Map<WorkerId, Integer> pids = new ConcurrentHashMap<>();
    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final List<LineListener> listeners = new CopyOnWriteArrayList<>();
    private final Records records;
    private final Thread loop;
    private final ControlServer server;
    private final Home home;
    private volatile Consumer<Question> beforeTail = question -> {};
    private volatile FleetSpec configured;
    private volatile Optional<RuntimeException> broken = Optional.empty();
    private final List<Journal> journals = new CopyOnWriteArrayList<>();
    private volatile Optional<Instant> pausedUntil = Optional.empty();

    /** Returns once the loop has taken the specification; {@link #awaitReady} waits for more. */
    public PaperFleet(Path directory, FleetSpec spec) {
        this(directory, spec, Limits.DEFAULT, fleet -> {});
    }

    /** Lets {@code prepare} say how the first processes behave. */
    public PaperFleet(Path directory, FleetSpec spec, Consumer<PaperFleet> prepare) {
        this(directory, spec, Limits.DEFAULT, prepare);
    }

    PaperFleet(Path directory, FleetSpec spec, Limits limits, Consumer<PaperFleet> prepare) {
        home = new Home(
                directory.resolve("muster.conf"),
                directory.resolve("state"),
                directory.resolve("run"),
                directory.resolve("logs"),
                directory);
        configured = spec;
        try {
            Files.createDirectories(home.run());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        records = Records.start(home, InstantSource.system(), (worker, from, until) -> said(worker));
        journals.add(new FleetEvents(records, InstantSource.system()));
        Surroundings surroundings = Surroundings.live(this, new PaperJournal(journals), Succession.NONE);
        loop = new Thread(new SupervisorLoop(mailbox, snapshots, surroundings), "paper-loop");
        loop.setDaemon(true);
        loop.start();
        server = ControlServer.start(
                home,
                new ControlPorts(
                        mailbox,
                        snapshots,
                        surroundings.monotonic(),
                        this::readConfiguration,
                        this::queues,
                        this,
                        records),
                StatusText::drawn,
                limits,
                Access.ofProcess());
        journals.add(new PeerNews(server.channels()));
        prepare.accept(this);
        Command.Apply apply = new Command.Apply(spec);
        mailbox.post(apply);
        apply.reply().join();
    }

    /** Waits until every worker that there is shall be ready and is. */
    public PaperFleet awaitReady() {
        Await.until("a ready fleet", () -> snapshots.current().workers().stream()
                .allMatch(worker -> worker.phase().name().equals("READY")));
        return this;
    }

    public Home home() {
        return home;
    }

    public ControlClient client() {
        return ControlClient.connect(home.controlSocket());
    }

    Records records() {
        return records;
    }

    private List<String> said(WorkerId worker) {
        return lines.stream()
                .filter(line -> line.worker().equals(worker))
                .map(Line::text)
                .toList();
    }

    WorkerChannels channels() {
        return server.channels();
    }

    void onSnapshot(Consumer<FleetSnapshot> listener) {
        snapshots.addListener(listener);
    }

    public Worker worker(String id) {
        return snapshots.current().worker(WorkerId.parse(id)).orElseThrow();
    }

    public boolean exists(String id) {
        return snapshots.current().worker(WorkerId.parse(id)).isPresent();
    }

    public int spawns(String id) {
        return spawns.getOrDefault(WorkerId.parse(id), 0);
    }

    List<String> signals(String id) {
        return signals.getOrDefault(WorkerId.parse(id), List.of());
    }

    /** From now on the worker does not say that it is ready. */
    public void startsSlowly(String id) {
        slowToStart.add(WorkerId.parse(id));
    }

    /** From now on the worker ignores its stop signal. */
    public void stopsSlowly(String id) {
        slowToStop.add(WorkerId.parse(id));
    }

    /** From now on processes of the service die as soon as they are spawned. */
    public void crashes(String service) {
        crashing.add(service);
    }

    /** From now on nobody hears of the worker's processes until {@link #spawned}. */
    void spawnsSilently(String id) {
        silent.add(WorkerId.parse(id));
    }

    void spawned(String id, int pid) {
        mailbox.post(new FromProcess(
                WorkerId.parse(id), new WorkerEvent.Spawned(worker(id).incarnation(), pid)));
    }

    /** The next process of the worker gets this pid. */
    void nextPid(String id, int pid) {
        pids.put(WorkerId.parse(id), pid);
    }

    public void exit(String id, ExitStatus status) {
        WorkerId worker = WorkerId.parse(id);
        mailbox.post(new FromProcess(worker, new WorkerEvent.Exited(worker(id).incarnation(), status, true)));
    }

    void ready(String id) {
        mailbox.post(new FromProcess(
                WorkerId.parse(id), new WorkerEvent.Ready(worker(id).incarnation())));
    }

    /** A readiness probe of the worker fails, or succeeds again when {@code why} is empty. */
    public void complains(String id, String why) {
        mailbox.post(new FromProcess(
                WorkerId.parse(id), new WorkerEvent.ReadinessChanged(worker(id).incarnation(), why)));
    }

    /** What the configuration says from now on. */
    public void configure(FleetSpec spec) {
        configured = spec;
        broken = Optional.empty();
    }

    /** From now on the configuration cannot be read. */
    public void breakConfiguration(RuntimeException why) {
        broken = Optional.of(why);
    }

    /** Its queue is paused from now on. */
    public void pauseQueue(Instant until) {
        pausedUntil = Optional.of(until);
    }

    private FleetSpec readConfiguration() {
        broken.ifPresent(why -> {
            throw why;
        });
        return configured;
    }

    private Map<String, QueueFigures> queues() {
        QueueStats stats = new QueueStats(3, 0, 1, 0, 12, 16, 80);
        return Map.of("numbers", new QueueFigures(stats, QueueCounters.NONE, pausedUntil));
    }

    /** The worker prints a line, a second after the one before. */
    public void print(String worker, LogStream stream, String text) {
        Line line = new Line(
                WorkerId.parse(worker),
                stream,
                Optional.of(NOON.plusSeconds(lines.size())),
                text.getBytes(StandardCharsets.UTF_8));
        lines.add(line);
        listeners.forEach(listener -> listener.line(line));
    }

    /** Happens whenever lines of the past are asked for, just before. */
    void beforeTail(Consumer<Question> event) {
        beforeTail = event;
    }

    public boolean isFollowed() {
        return !listeners.isEmpty();
    }

    @Override
    public Tail tail(WorkerId worker, Question question) {
        beforeTail.accept(question);
        Optional<Instant> since = question.since();
        List<Line> own = lines.stream()
                .filter(line -> line.worker().equals(worker))
                .filter(line -> !question.errOnly() || line.stream() == LogStream.ERR)
                .filter(line -> since.isEmpty() || !line.at().orElseThrow().isBefore(since.get()))
                .toList();
        return new Tail(own.subList(Math.max(0, own.size() - question.lines()), own.size()), true);
    }

    @Override
    public Runnable subscribe(Predicate<WorkerId> workers, LineListener listener) {
        LineListener filtered = line -> {
            if (workers.test(line.worker())) {
                listener.line(line);
            }
        };
        listeners.add(filtered);
        return () -> listeners.remove(filtered);
    }

    @Override
    public void follow(FleetSpec fleet) {}

    @Override
    public void expect(WorkerId id, ServiceSpec spec) {}

    @Override
    public void spawn(WorkerId id, int incarnation, ServiceSpec spec) {
        spawns.merge(id, 1, Integer::sum);
        if (silent.contains(id)) {
            return;
        }
        int pid = pids.getOrDefault(id, nextPid.incrementAndGet());
        mailbox.post(new FromProcess(id, new WorkerEvent.Spawned(incarnation, pid)));
        if (crashing.contains(id.service())) {
            mailbox.post(new FromProcess(id, new WorkerEvent.Exited(incarnation, ExitStatus.exited(1), true)));
        } else if (!slowToStart.contains(id)) {
            mailbox.post(new FromProcess(id, new WorkerEvent.Ready(incarnation)));
        }
    }

    @Override
    public void adopt(WorkerId id, int incarnation, ServiceSpec spec) {}

    @Override
    public void prioritize(WorkerId id, int incarnation, Rolling.BootPriority priority) {}

    @Override
    public void signal(WorkerId id, int incarnation, String signal, boolean group) {
        signals.computeIfAbsent(id, worker -> new CopyOnWriteArrayList<>()).add(signal);
        if (signal.equals("KILL")) {
            mailbox.post(new FromProcess(id, new WorkerEvent.Exited(incarnation, ExitStatus.signalled(9), true)));
        } else if (signal.equals("TERM") && !slowToStop.contains(id)) {
            mailbox.post(new FromProcess(id, new WorkerEvent.Exited(incarnation, ExitStatus.exited(0), true)));
        }
    }

    @Override
    public void close() {
        server.close();
        mailbox.post(new Command.Shutdown(true));
        records.close();
    }

    private record PaperJournal(List<Journal> journals) implements Journal {
        @Override
        public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {
            journals.forEach(journal -> journal.transition(before, after, cause, at));
        }

        @Override
        public void rollout(Rollout rollout, Instant at) {
            journals.forEach(journal -> journal.rollout(rollout, at));
        }

        @Override
        public void fault(Object what, Throwable fault) {
            throw new AssertionError("fault while handling " + what, fault);
        }
    }
}
