package dev.muster.supervisor.log;

import dev.muster.supervisor.journald.SystemJournal;
import dev.muster.supervisor.process.Epoll;
import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.Fifo;
import dev.muster.supervisor.process.PipeTap;
import dev.muster.supervisor.process.Wakeup;
import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what all workers write and puts it into their logs: one thread, {@code muster-output}, over all FIFOs. A worker that
 * writes faster than that waits in its write; nothing is kept in memory but unfinished lines and a small ring for each worker.
 * Thread-safe; no method waits for the pump's thread except {@link #close()}, and {@code open} a moment for the end of a former log and
 * for the disk.
 */
public final class OutputPump implements AutoCloseable {

    private static final long WAKEUP_TOKEN = 0;

    /**
     * Told once for each write, since an unfinished line stays in the pipe and would be reported for ever. Writable is of interest
     * as its absence: the worker waits for room.
     */
    private static final int INTEREST = Epoll.READABLE | Epoll.WRITABLE | Epoll.EDGE;

    /** How long after it was closed a slot's former log is waited for; the caller has other workers to look after. */
    private static final long ENDING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(OutputPump.class);

    private final Epoll epoll = Epoll.create();
    private final Wakeup wakeup = new Wakeup();
    private final ConcurrentLinkedQueue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final ConcurrentHashMap<WorkerId, WorkerLog> logs = new ConcurrentHashMap<>();
    private final Map<WorkerId, Ending> endings = new ConcurrentHashMap<>();
    private final Map<Long, Source> sources = new ConcurrentHashMap<>();
    private final AtomicLong tokens = new AtomicLong(WAKEUP_TOKEN);
    private final FifoReader.Tools tools =
            new FifoReader.Tools(PipeTap.buffer(PartialBudget.LONGEST + FifoReader.CHUNK), PipeTap.create(1 << 20));
    private final ArrayDeque<Source> ready = new ArrayDeque<>();
    /** Sources with an unfinished line in their pipe. Pump's thread. */
    private final Set<Source> unfinished = new HashSet<>();

    private final Subscriptions subscriptions = new Subscriptions();
    private final PartialBudget budget = new PartialBudget();
    private final Consumer<OutputEvent> listener;
    private final Sinks sinks;
    private final SinkOpener opener;
    private final WorkerLog.Shared shared;
    private final Thread thread = new Thread(this::run, "muster-output");
    private final Rhythm rhythm = new Rhythm(thread);
    private volatile boolean closing;

    /** One FIFO. Pump thread only. */
    private static final class Source {
        final long token;
        final WorkerLog log;
        final FifoReader reader;
        boolean queued;
        boolean full;
        int seen;
        /** Nobody has it open for writing any more; of a former pipe only, the others are open to us. */
        boolean ended;

        Source(long token, WorkerLog log, FifoReader reader) {
            this.token = token;
            this.log = log;
            this.reader = reader;
        }
    }

    /** Of a slot that was closed at this moment of {@link System#nanoTime}. */
    private record Ending(CompletableFuture<Void> done, long since) {}

    private OutputPump(Consumer<OutputEvent> listener, InstantSource clock, Optional<SystemJournal> journal) {
        this.listener = listener;
        this.sinks = new Sinks(listener, clock);
        this.opener = new SinkOpener(sinks);
        this.shared = new WorkerLog.Shared(budget, subscriptions, journal, clock);
    }

    /** As below, where no journal gets a copy. */
    public static OutputPump start(Consumer<OutputEvent> listener, InstantSource clock) {
        return start(listener, clock, Optional.empty());
    }

    /**
     * Starts the thread. {@code listener} is called on it, or on that of a device, and must not block.
     *
     * @param journal gets a copy of what those print whose policy says so
     */
    public static OutputPump start(
            Consumer<OutputEvent> listener, InstantSource clock, Optional<SystemJournal> journal) {
        OutputPump pump = new OutputPump(listener, clock, journal);
        pump.epoll.add(pump.wakeup.fd(), Epoll.READABLE, WAKEUP_TOKEN);
        pump.thread.setDaemon(true);
        pump.thread.start();
        return pump;
    }

    /**
     * Makes (or finds) the worker's FIFOs in {@code fifoDir} and its log in {@code logDir}, and reads from now on, over all
     * processes of the slot. When it is open already only the policy is brought up to date. FIFOs that a former master has
     * left are read first. A slot that comes back waits up to a second for its former log to be closed, and each one as long for its
     * log to be opened.
     *
     * @param speaker the life that is about to begin, or is adopted
     * @throws OutputException when that cannot be; the message names the path and the remedy
     */
    public WorkerOutput open(WorkerId worker, Speaker speaker, LogPolicy policy, Path logDir, Path fifoDir) {
        synchronized (logs) {
            WorkerLog known = logs.get(worker);
            if (known != null) {
                known.spokenBy(speaker);
                reconfigure(worker, policy);
                return known.output();
            }
            // Files and FIFOs have one owner: the slot's former log, until its last lines are stored.
            awaitEnding(worker);
            FifoDirectory.prepare(fifoDir);
            WorkerOutput output = FifoDirectory.paths(fifoDir, worker);
            SinkOpener.Opened opened = opener.open(worker, policy, logDir);
            WorkerLog log = null;
            try {
                log = new WorkerLog(output, FifoDirectory.open(output), logDir, opened, shared);
            } finally {
                if (log == null) {
                    opened.sink().close();
                }
            }
            log.spokenBy(speaker);
            logs.put(worker, log);
            reconfigure(worker, policy);
            watch(log, log.reader(LogStream.OUT));
            watch(log, log.reader(LogStream.ERR));
            return output;
        }
    }

    /** {@link #open} will be called for it soon: where its log is not open, that begins now, beside whatever the caller does meanwhile. */
    public void expect(WorkerId worker, LogPolicy policy, Path logDir) {
        synchronized (logs) {
            if (!logs.containsKey(worker) && !endings.containsKey(worker)) {
                opener.expect(worker, policy, logDir);
            }
        }
    }

    /** Measured from its closing: a disk that hangs costs that long once, however many slots come back and are tried again. */
    private void awaitEnding(WorkerId worker) {
        Ending former = endings.get(worker);
        if (former == null) {
            return;
        }
        long left = Math.max(0, former.since + ENDING_NANOS - System.nanoTime());
        boolean ended = former.done
                .thenApply(done -> true)
                .completeOnTimeout(false, left, TimeUnit.NANOSECONDS)
                .join();
        if (!ended) {
            throw new OutputException(
                    "the last lines of the slot's former log are not stored yet; does the disk hang?");
        }
    }

    /** For a slot whose lives nobody counts. */
    WorkerOutput open(WorkerId worker, LogPolicy policy, Path logDir, Path fifoDir) {
        return open(worker, new Speaker(0), policy, logDir, fifoDir);
    }

    private void watch(WorkerLog log, FifoReader reader) {
        long token = tokens.incrementAndGet();
        sources.put(token, new Source(token, log, reader));
        epoll.add(reader.fifo(), INTEREST, token);
    }

    /** Where a slot's FIFOs are, or would be. */
    public static WorkerOutput pipes(WorkerId worker, Path fifoDir) {
        return FifoDirectory.paths(fifoDir, worker);
    }

    /**
     * A process that has pipes of its own has become the slot's: what waits in them, and all that follows, is the slot's output. What others of
     * a former life have open is read until the last of them has closed it, or the master ends. The slot is open.
     *
     * @throws OutputException when that cannot be
     */
    public void exchange(WorkerId worker, SparePipes pipes) {
        synchronized (logs) {
            WorkerLog log = logs.get(worker);
            if (log == null) {
                throw new OutputException(worker + " has no log");
            }
            pipes.takeNames(log.output());
            List<FifoReader> former = log.exchange(pipes.streams());
            watch(log, log.reader(LogStream.OUT));
            watch(log, log.reader(LogStream.ERR));
            order(() -> former.forEach(reader -> retire(log, reader)));
        }
    }

    /** Holds it no longer open for writing ourselves, so that its end is told. */
    private void retire(WorkerLog log, FifoReader reader) {
        sources.values().removeIf(source -> source.reader == reader);
        reader.readToEnd(tools);
        Fd kept = Fifo.onlyToRead(reader.fifo());
        reader.close();
        watch(log, log.reader(reader.stream(), kept));
    }

    /**
     * To be called when a process of this worker has ended and before the next one is spawned: takes note of where its output
     * ends (two system calls; when the pump is just reading there it looks itself as soon as it can).
     *
     * @return completes, on the pump's thread or at once, when all that the process wrote is in the log, an unfinished last
     *     line included; what grandchildren or the next life write is not waited for
     */
    public CompletableFuture<Void> drained(WorkerId worker) {
        WorkerLog log = logs.get(worker);
        if (log == null || closing) {
            return CompletableFuture.completedFuture(null);
        }
        FifoReader out = log.reader(LogStream.OUT);
        FifoReader err = log.reader(LogStream.ERR);
        if (out.lifeEndedQuietly() && err.lifeEndedQuietly()) {
            // A restart waits for this answer: two changes of thread are half of what it takes.
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        OptionalLong outEnd = out.tryMarkLifeEnd();
        OptionalLong errEnd = err.tryMarkLifeEnd();
        order(() -> {
            try {
                out.readUpTo(outEnd.orElseGet(out::markLifeEnd), tools);
                err.readUpTo(errEnd.orElseGet(err::markLifeEnd), tools);
            } finally {
                done.complete(null); // a restart waits for it
            }
        });
        return done;
    }

    /** Brings the rules of an open log up to date; takes effect in order with the output that is read. */
    public void reconfigure(WorkerId worker, LogPolicy policy) {
        WorkerLog log = logs.get(worker);
        if (log != null && !log.policy().equals(policy)) {
            order(() -> reconfigure(log, policy));
        }
    }

    private void reconfigure(WorkerLog log, LogPolicy policy) {
        try {
            log.reconfigure(policy, wanted -> sinks.open(log.output().worker(), wanted, log.logDir()));
        } catch (OutputException e) {
            tellFault(log, e.getMessage() + "; output goes where it went");
        }
    }

    /** Ends a slot for good: removes the FIFOs, reads what is in them, closes the log. The slot may be opened again at once. */
    public void close(WorkerId worker) {
        synchronized (logs) {
            WorkerLog log = logs.remove(worker);
            if (log == null) {
                opener.forget(worker);
                return;
            }
            Ending ending = new Ending(new CompletableFuture<>(), System.nanoTime());
            endings.put(worker, ending);
            order(() -> end(log, ending));
        }
    }

    /** Completes, on the pump's thread, when a slot that was closed has its last lines in its files. */
    CompletableFuture<Void> ending(WorkerId worker) {
        Ending ending = endings.get(worker);
        return ending == null ? CompletableFuture.completedFuture(null) : ending.done;
    }

    /** What the worker's output amounts to, when its log is open. */
    public Optional<OutputCounts> counts(WorkerId worker) {
        return Optional.ofNullable(logs.get(worker)).map(WorkerLog::counts);
    }

    /** The newest lines of a worker; may read files. */
    public Tail tail(WorkerId worker, Question question) {
        WorkerLog log = logs.get(worker);
        if (log == null) {
            return new Tail(List.of(), true);
        }
        return log.tail(question);
    }

    /** Tells the listener all lines that are read from now on of the workers that it wants, those of later slots included. */
    public Subscription subscribe(Predicate<WorkerId> workers, LineListener listener) {
        Subscription subscription = new Subscription(workers, listener);
        subscription.start();
        subscriptions.add(subscription);
        return subscription;
    }

    /** All output that is in memory now: the read buffer, unfinished lines, rings, and what waits for followers. */
    long bufferedBytes() {
        long rings = logs.values().stream().mapToLong(log -> log.ring().bytes()).sum();
        return tools.scratch().capacity() + budget.held() + rings + subscriptions.queuedBytes();
    }

    /** Reads what is there of every worker, closes the logs and ends the thread. The FIFOs stay: workers may live on. */
    @Override
    public void close() {
        closing = true;
        wakeup.wakeToEnd(thread);
    }

    private void order(Runnable order) {
        orders.add(order);
        wakeup.wake();
        rhythm.disturb();
    }

    private void run() {
        while (!closing) {
            try {
                turn();
            } catch (RuntimeException | Error fault) {
                LOG.error("output: a fault was skipped, reading goes on", fault);
            }
        }
        runOrders();
        logs.values().forEach(log -> log.close(tools));
        logs.clear();
        opener.close();
        sinks.close();
        epoll.close();
        wakeup.close();
        tools.tap().close();
    }

    private void turn() {
        int told = epoll.await(ready.isEmpty() ? rhythm.patience(!unfinished.isEmpty()) : 0, this::ready);
        boolean changed = unfinished.removeIf(this::hasChanged);
        rhythm.looked(changed || !ready.isEmpty(), told == 0);
        // One chunk each, then the others have their turn; what comes in meanwhile waits for the next round.
        int turns = ready.size();
        long read = 0;
        for (int turn = 0; turn < turns; turn++) {
            // Somebody may wait for a dead worker's last words while many others flood.
            runOrders();
            read += read(ready.removeFirst());
        }
        rhythm.rest(read, turns, () -> closing || !orders.isEmpty());
    }

    /** Asks for the events of a source whose unfinished line has grown; true when it needs no look any more. */
    private boolean hasChanged(Source source) {
        boolean gone = !sources.containsKey(source.token);
        boolean grown = !gone && source.reader.waiting() != source.seen;
        if (grown) {
            resume(source);
        }
        return gone || grown;
    }

    private void ready(long token, int events) {
        if (token == WAKEUP_TOKEN) {
            wakeup.clear();
            runOrders();
            return;
        }
        Source source = sources.get(token);
        if (source != null) {
            source.full = (events & (Epoll.WRITABLE | Epoll.HANG_UP)) == 0;
            source.ended |= (events & Epoll.HANG_UP) != 0;
            enqueue(source);
        }
    }

    private void enqueue(Source source) {
        if (!source.queued) {
            source.queued = true;
            ready.addLast(source);
        }
    }

    /** How many bytes it was. */
    private long read(Source source) {
        source.queued = false;
        if (!sources.containsKey(source.token)) {
            return 0;
        }
        long before = source.reader.position();
        try {
            boolean more = source.reader.readChunk(tools, source.full);
            if (source.log.congested()) {
                pause(source);
            } else if (more) {
                enqueue(source);
            } else if (source.ended) {
                forget(source);
            } else {
                source.seen = source.reader.waiting();
                if (source.seen > 0) {
                    unfinished.add(source);
                }
            }
        } catch (RuntimeException fault) {
            // Not again, since it would hardly be better. The other workers' output goes on.
            sources.remove(source.token);
            tellFault(source.log, "output is no longer read: " + fault);
        }
        return source.reader.position() - before;
    }

    /** Of a former pipe, which nobody has open any more. */
    private void forget(Source source) {
        sources.remove(source.token);
        source.reader.readToEnd(tools);
        source.reader.close();
    }

    /** Nobody reads the device that this worker's output goes to: let the worker wait in its write, and go on with the others. */
    private void pause(Source source) {
        epoll.modify(source.reader.fifo(), 0, source.token);
        source.log.whenRoom(() -> order(() -> resume(source)));
    }

    /** To ask for events again reports those that hold already. */
    private void resume(Source source) {
        if (sources.containsKey(source.token)) {
            epoll.modify(source.reader.fifo(), INTEREST, source.token);
        }
    }

    private void tellFault(WorkerLog log, String message) {
        listener.accept(new OutputEvent(log.output().worker(), OutputEvent.Kind.WRITE_FAILED, 0, message));
    }

    private void runOrders() {
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
            try {
                order.run();
            } catch (RuntimeException | Error fault) {
                LOG.error("output: an order failed, the others are carried out", fault);
            }
        }
    }

    private void end(WorkerLog log, Ending ending) {
        List<Source> all =
                sources.values().stream().filter(source -> source.log == log).toList();
        sources.values().removeAll(all);
        try {
            all.stream().filter(source -> !log.reads(source.reader)).forEach(source -> source.reader.close());
            log.close(tools);
            FifoDirectory.remove(log.output());
        } finally {
            endings.remove(log.output().worker(), ending);
            ending.done.complete(null);
        }
    }
}
