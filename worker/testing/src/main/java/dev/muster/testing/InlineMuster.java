package dev.muster.testing;

import dev.muster.queue.DeadLetter;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.JobState;
import dev.muster.queue.PeekedJob;
import dev.muster.queue.RunLimit;
import dev.muster.queue.inline.InlineHost;
import dev.muster.queue.inline.InlineSpace;
import dev.muster.wire.Json;
import dev.muster.wire.QueueAddress;
import dev.muster.wire.WorkerEnvironment;
import dev.muster.worker.InlineWorker;
import dev.muster.worker.WorkQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Workers and queues within a test: no process, no file, no time that passes by itself. Handlers run on the test's thread, in {@link #drain};
 * {@code run()} of a service has a thread of its own, but goes on only while a method of this class waits for it. Everything else is what a
 * worker does: the same payloads, back-offs, attempts and dead letters. Time limits ({@code max-run-time}) and concurrency are not there.
 *
 * <p>Use it by itself, in a try or with JUnit's {@code @AutoClose}, or by {@link MusterExtension}. On the thread that made it.
 */
public final class InlineMuster implements AutoCloseable {

    /** A service that puts a job for every job that it handles would never come to an end. */
    private static final int MOST = 100_000;

    private final Turns turns;
    private final ManualClock clock;
    private final Crashes crashes = new Crashes();
    private final InlineSpace space;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final Map<String, WorkerQueues> opened = new LinkedHashMap<>();
    private final List<StartedWorker> workers = new ArrayList<>();
    private final List<Handled> handled = new ArrayList<>();
    private final Set<String> died = new TreeSet<>();
    private int next;

    /** A queue as the test itself uses it. */
    private record WorkerQueues(InlineWorker worker, JobQueue queue) {}

    /** Begins at the time of day. */
    public InlineMuster() {
        this(Instant.now());
    }

    /**
     * Begins at another time.
     *
     * @param begin to the millisecond
     */
    public InlineMuster(Instant begin) {
        turns = new Turns(begin.truncatedTo(ChronoUnit.MILLIS));
        clock = new ManualClock(turns);
        space = InlineSpace.open(new Host());
    }

    /**
     * What the time is for workers and queues. It begins with the time of day, and stands still.
     *
     * @return the same for the whole test
     */
    public ManualClock clock() {
        return clock;
    }

    /**
     * How a queue is configured, before it is used: the keys of a queue of the configuration, as {@code Map.of("max-attempts", 3,
     * "max-backlog", 10)}; durations are Durations or milliseconds. A queue of which nothing is said has the defaults, and back-offs do not vary.
     *
     * @param queue its name
     * @param settings by the keys of the configuration
     * @return this
     * @throws IllegalStateException when the queue is in use already
     */
    public InlineMuster withQueue(String queue, Map<String, ?> settings) {
        if (opened.containsKey(queue)) {
            throw new IllegalStateException("the queue " + queue + " is in use; configure it first");
        }
        parameters.put(
                queue,
                settings.entrySet().stream()
                        .filter(entry -> !RunLimit.PARAMETERS.contains(entry.getKey()))
                        .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
                        .collect(Collectors.joining("&")));
        return this;
    }

    private static String text(Object value) {
        return value instanceof Duration duration ? Long.toString(duration.toMillis()) : value.toString();
    }

    /**
     * A URL by which code that is no worker opens a queue of this test with {@link JobQueues#open(String, String)}.
     *
     * @param queue its name
     * @return for the life of this object, and in this process
     */
    public String url(String queue) {
        return url(queue, "test");
    }

    private String url(String queue, String worker) {
        String given = parameters.getOrDefault(queue, "");
        String steady = given.contains("retry-jitter=") ? "" : "retry-jitter=0" + (given.isEmpty() ? "" : "&");
        return space.url(queue, worker, steady + given);
    }

    /**
     * Starts a worker: makes its service and calls run(), until that returns or waits.
     *
     * @param plan which service, with which settings and queues
     * @return ready, unless its run() waits for something before that
     * @throws IllegalStateException when run() throws
     */
    public StartedWorker start(TestWorker plan) {
        long slot = 1
                + workers.stream()
                        .filter(each -> each.name().startsWith(plan.service() + "."))
                        .count();
        String name = plan.service() + "." + slot;
        StartedWorker worker = new StartedWorker(name, plan, turns, incarnation -> worker(name, incarnation, plan));
        workers.add(worker);
        turns.add(worker::runDue);
        worker.begin();
        turns.runReady();
        return worker;
    }

    private InlineWorker worker(String name, int incarnation, TestWorker plan) {
        Map<String, QueueAddress> addresses = new LinkedHashMap<>();
        plan.queues()
                .forEach((role, queue) ->
                        addresses.put(role, new QueueAddress(queue, url(queue, name + "#" + incarnation))));
        return new InlineWorker(
                new WorkerEnvironment(
                        name,
                        incarnation,
                        Optional.empty(),
                        Json.write(plan.settings()),
                        addresses,
                        Duration.ofSeconds(30),
                        Duration.ZERO,
                        Optional.empty()),
                turns);
    }

    /**
     * A queue for the test to put into; {@code submit} gives a future that is done when the job was drained.
     *
     * @param <T> what its jobs carry
     * @param queue its name; one that nobody knows yet is made
     * @param type of the payload, see {@link dev.muster.worker.WorkerContext#queue}
     * @return the test's own
     */
    public <T> WorkQueue<T> queue(String queue, Class<T> type) {
        return opened(queue).worker().context().queue(queue, type);
    }

    /**
     * The queue as an operator sees it: counts, admin, dead letters.
     *
     * @param queue its name; one that nobody knows yet is made
     * @return the test's own; need not be closed
     */
    public JobQueue queue(String queue) {
        return opened(queue).queue();
    }

    private WorkerQueues opened(String queue) {
        return opened.computeIfAbsent(
                queue,
                name -> new WorkerQueues(
                        worker("test.1", 1, TestWorker.of(() -> context -> {}).withQueue(name, name)),
                        JobQueues.open(name, url(name))));
    }

    /**
     * Runs handlers until no job is ready for one. What becomes ready meanwhile is handled too; what waits for its time is not, see
     * {@link ManualClock#advance}. An Error of a handler, such as a failed assertion, is thrown on.
     *
     * @return what happened to the jobs, those that a run() took among them
     * @throws IllegalStateException after 100,000 deliveries
     */
    public Drained drain() {
        Drained drained = drain(MOST);
        if (drained.count() >= MOST) {
            throw new IllegalStateException(
                    "more than " + MOST + " jobs: does a handler put one for each that it gets?");
        }
        return drained;
    }

    /**
     * As {@link #drain()}, and for so many deliveries at most.
     *
     * @param most at least 0
     * @return what happened to the jobs, those that a run() took among them
     */
    public Drained drain(int most) {
        int from = handled.size();
        boolean any = true;
        while (any && handled.size() - from < most) {
            any = turns.runReady();
            workers.forEach(StartedWorker::lookAtMain);
            revive();
            if (handled.size() - from < most) {
                any |= handleNext();
            }
        }
        return new Drained(handled.subList(from, handled.size()));
    }

    /**
     * Everything that was delivered so far.
     *
     * @return in the order of the ends
     */
    public Drained handled() {
        return new Drained(handled);
    }

    private boolean handleNext() {
        int before = handled.size();
        for (int i = 0; i < workers.size(); i++) {
            next = (next + 1) % workers.size();
            StartedWorker worker = workers.get(next);
            if (handleNext(worker) || handled.size() > before) {
                return true;
            }
        }
        return false;
    }

    private boolean handleNext(StartedWorker worker) {
        if (!crashes.isAnyPlanned()) {
            try {
                return worker.handleNext();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the test was interrupted", e);
            }
        }
        boolean[] any = new boolean[1];
        Turns.Life life =
                turns.begin(worker.identity(), worker.name() + "-handler", () -> any[0] = worker.handleNext());
        turns.finish(life);
        Throwable thrown = turns.thrown(life);
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw new IllegalStateException(worker.identity() + ": " + thrown, thrown);
        }
        return revive() || any[0];
    }

    /** Workers that have died begin their next life. */
    private boolean revive() {
        boolean any = false;
        for (StartedWorker worker : workers) {
            if (died.remove(worker.identity())) {
                any = true;
                space.crash(worker.identity(), "killed -9 by the test");
                worker.crashed();
            }
        }
        return any;
    }

    /**
     * The next delivery of this job ends with the death of its worker at {@link CrashPoint#FIRST_CALL}.
     *
     * @param id as it was put
     */
    public void crashDuring(JobId id) {
        crashDuring(id, CrashPoint.FIRST_CALL);
    }

    /**
     * The next delivery of this job ends with the death of its worker, as by {@code kill -9}: its thread never goes on, the job is ready
     * again with one crash more, and the worker begins a new life with a new service. What the handler has done stays done, in memory too: what
     * is static, or belongs to the test, is not reset. A thread remains behind, and what it locks stays locked.
     *
     * @param id as it was put
     * @param where how far the handler comes
     */
    public void crashDuring(JobId id, CrashPoint where) {
        crashes.plan((each, job) -> each.equals(id), where);
    }

    /**
     * As {@link #crashDuring(JobId, CrashPoint)}, for the next delivery of a job that is so, whichever it is.
     *
     * @param which asked at each delivery, until it has said yes once
     * @param where how far the handler comes
     */
    public void crashDuring(Predicate<Job> which, CrashPoint where) {
        crashes.plan((id, job) -> which.test(job), where);
    }

    /**
     * What waits in a queue, ready or not.
     *
     * @param <T> what its jobs carry
     * @param queue its name
     * @param type of the payloads
     * @return the payloads, in the order in which they would run
     * @throws IllegalArgumentException when one of them is no T
     */
    public <T> List<T> enqueued(String queue, Class<T> type) {
        return waiting(queue).map(job -> InlineWorker.payload(job.job(), type)).toList();
    }

    private Stream<PeekedJob> waiting(String queue) {
        return queue(queue).admin().peek(Integer.MAX_VALUE).stream()
                .filter(job -> job.state() == JobState.READY || job.state() == JobState.DELAYED);
    }

    /**
     * A job with this payload waits in the queue.
     *
     * @param queue its name
     * @param payload compared as it would stand in the queue
     * @throws AssertionError naming those that do
     */
    public void assertEnqueued(String queue, Object payload) {
        Job wanted = InlineWorker.job(payload);
        if (waiting(queue).noneMatch(job -> Arrays.equals(job.job().payload(), wanted.payload()))) {
            throw new AssertionError(
                    "expected in the queue " + queue + ": " + text(wanted) + ", found " + texts(queue));
        }
    }

    /**
     * A job waits in the queue whose payload is so.
     *
     * @param <T> what its jobs carry
     * @param queue its name
     * @param type of the payloads
     * @param wanted asked about one after the other
     * @throws AssertionError naming those that do
     */
    public <T> void assertEnqueued(String queue, Class<T> type, Predicate<? super T> wanted) {
        if (enqueued(queue, type).stream().noneMatch(wanted)) {
            throw new AssertionError("no job in the queue " + queue + " is as expected, found " + texts(queue));
        }
    }

    /**
     * No job waits in the queue, ready or not.
     *
     * @param queue its name
     * @throws AssertionError naming those that do
     */
    public void assertNothingEnqueued(String queue) {
        if (waiting(queue).findAny().isPresent()) {
            throw new AssertionError("expected nothing in the queue " + queue + ", found " + texts(queue));
        }
    }

    private String texts(String queue) {
        String texts = waiting(queue).map(job -> text(job.job())).collect(Collectors.joining(", "));
        return texts.isEmpty() ? "nothing" : texts;
    }

    private static String text(Job job) {
        return new String(job.payload(), StandardCharsets.UTF_8);
    }

    /**
     * The jobs of a queue that were put aside, and why.
     *
     * @param queue its name
     * @return those that were put first come first
     */
    public List<DeadLetter> dead(String queue) {
        return queue(queue).deadLetters().list(Integer.MAX_VALUE);
    }

    /** Stops the workers, the last one first, and forgets the queues. */
    @Override
    public void close() {
        try {
            for (int i = workers.size() - 1; i >= 0; i--) {
                workers.get(i).stop();
            }
        } finally {
            space.close();
        }
    }

    private final class Host implements InlineHost {

        @Override
        public long nowMs() {
            return turns.instant().toEpochMilli();
        }

        @Override
        public void await(BooleanSupplier condition, long untilMs) {
            try {
                turns.awaitUntil(condition, turns.nanosOf(untilMs));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void claimed(String worker, String queue, JobId id, Job job) {
            if (turns.hasTurns(Thread.currentThread())) {
                crashes.claimed(id, job);
            }
        }

        @Override
        public void before(String worker, Call call) {
            dieIfDue(worker, call, false);
        }

        @Override
        public void after(String worker, Call call) {
            dieIfDue(worker, call, true);
        }

        private void dieIfDue(String worker, Call call, boolean after) {
            if (crashes.isDue(call, after)) {
                died.add(worker);
                turns.abandonThisThread();
            }
        }

        @Override
        public void ended(String worker, Delivery end) {
            handled.add(new Handled(
                    worker,
                    end.queue(),
                    end.id(),
                    end.job(),
                    end.attempt(),
                    end.crashes(),
                    Handled.Fate.valueOf(end.fate().name()),
                    end.why(),
                    end.delay()));
        }
    }
}
