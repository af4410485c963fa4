package dev.muster.queue.inline;

import static java.util.Objects.requireNonNull;

import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobProgress;
import dev.muster.queue.JobResult;
import dev.muster.queue.JobState;
import dev.muster.queue.JobTooBigException;
import dev.muster.queue.Priority;
import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueFullException;
import dev.muster.queue.QueueStats;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The jobs of a queue, and where each of them is. Thread-safe: every method holds its lock, and calls nobody while it does. */
final class InlineStore {

    static final int MAX_PAYLOAD_BYTES = 16 << 20;

    /** Ids look as if other jobs had been there before: nobody is to rely on the first one. */
    private static final long FIRST = 101;

    private final InlineUrl url;
    private final InlineHost host;
    private final InlineTicks ticks;
    private final Map<Long, InlineJob> alive = new TreeMap<>();
    private final Map<String, InlineJob> keys = new HashMap<>();
    private final Map<Priority, TreeSet<InlineJob>> ready = new EnumMap<>(Priority.class);
    private final TreeSet<InlineJob> delayed = new TreeSet<>(
            Comparator.<InlineJob>comparingLong(job -> job.stateAtMs).thenComparing(job -> job.number));
    private final List<InlineConsumer> consumers = new ArrayList<>();
    private final List<Runnable> cancelListeners = new CopyOnWriteArrayList<>();
    private final Timings queueTimes = new Timings();
    private final Timings runTimes = new Timings();
    private final Map<Counter, Long> counters = new EnumMap<>(Counter.class);
    private long next = FIRST;
    private long places;
    private long running;
    private long dead;
    private long done;
    private long pausedUntilMs = Long.MIN_VALUE;

    /** What is counted. */
    enum Counter {
        CLAIMS,
        ACKS,
        RETRIES,
        RELEASES,
        BURIES,
        CRASHES,
        REJECTED,
        FENCED
    }

    /** How a delivery ends. */
    record End(InlineHost.Fate fate, String why, Duration delay, @Nullable Throwable error) {}

    InlineStore(InlineUrl url, InlineHost host) {
        this.url = url;
        this.host = host;
        this.ticks = new InlineTicks(url.name());
        for (Priority priority : Priority.values()) {
            ready.put(priority, new TreeSet<>(Comparator.comparingLong(job -> job.place)));
        }
    }

    InlineHost host() {
        return host;
    }

    InlineTicks ticks() {
        return ticks;
    }

    String name() {
        return url.name();
    }

    boolean blocks() {
        return url.block();
    }

    synchronized boolean hasRoom() {
        return backlog() < url.maxBacklog();
    }

    private long backlog() {
        return alive.size() - dead;
    }

    /**
     * Puts a job, or finds the one that has its key.
     *
     * @param before those of the same call that were put before
     */
    synchronized InlineJob put(Job job, List<JobId> before, @Nullable CompletableFuture<JobResult> caller) {
        requireSize(job);
        InlineJob known = job.uniqueKey().isEmpty() ? null : keys.get(job.uniqueKey());
        InlineJob put = known == null ? add(job, before) : known;
        if (caller != null) {
            put.callers.add(caller);
        }
        return put;
    }

    void requireSize(Job job) {
        if (job.payload().length > MAX_PAYLOAD_BYTES) {
            throw new JobTooBigException(name(), job.payload().length, MAX_PAYLOAD_BYTES);
        }
    }

    private InlineJob add(Job job, List<JobId> before) {
        if (!hasRoom()) {
            count(Counter.REJECTED);
            throw QueueFullException.backlog(name(), backlog(), url.maxBacklog(), before);
        }
        InlineJob added = new InlineJob(next++, job, host.nowMs());
        alive.put(added.number, added);
        if (!job.uniqueKey().isEmpty()) {
            keys.put(job.uniqueKey(), added);
        }
        await(added, job.delay());
        return added;
    }

    private void await(InlineJob job, Duration delay) {
        long now = host.nowMs();
        if (delay.toMillis() > 0) {
            job.state = JobState.DELAYED;
            job.stateAtMs = now + delay.toMillis();
            delayed.add(job);
        } else {
            job.place = places++;
            makeReady(job, now);
        }
    }

    private void makeReady(InlineJob job, long sinceMs) {
        job.state = JobState.READY;
        job.stateAtMs = sinceMs;
        job.since = System.nanoTime();
        readyOf(job).add(job);
    }

    private Set<InlineJob> readyOf(InlineJob job) {
        return requireNonNull(ready.get(job.job.priority()));
    }

    private void wakeSleepers() {
        long now = host.nowMs();
        while (!delayed.isEmpty() && delayed.first().stateAtMs <= now) {
            InlineJob due = delayed.first();
            delayed.remove(due);
            due.place = places++;
            makeReady(due, due.stateAtMs);
        }
    }

    /** Whether there is something to claim now. */
    synchronized boolean hasReady() {
        wakeSleepers();
        return !paused()
                && running < url.maxRunning()
                && ready.values().stream().anyMatch(lane -> !lane.isEmpty());
    }

    synchronized @Nullable InlineJob claim(String worker) {
        if (!hasReady()) {
            return null;
        }
        for (TreeSet<InlineJob> lane : ready.values()) {
            InlineJob job = lane.pollFirst();
            if (job != null) {
                long nanos = System.nanoTime();
                queueTimes.add(nanos - job.since);
                job.claimed(worker);
                job.stateAtMs = host.nowMs();
                job.since = nanos;
                running++;
                count(Counter.CLAIMS);
                return job;
            }
        }
        return null;
    }

    synchronized boolean holds(InlineJob job, long delivery) {
        return job.state == JobState.RUNNING && job.delivery == delivery;
    }

    /**
     * Ends a delivery.
     *
     * @return whoever waits for the job's end and is to be told; null when the job was not held any more
     */
    synchronized @Nullable List<CompletableFuture<JobResult>> settle(
            InlineJob job, long delivery, End end, String worker) {
        if (!holds(job, delivery)) {
            count(Counter.FENCED);
            return null;
        }
        leaveHands(job);
        if (job.cancelled && end.fate() != InlineHost.Fate.DONE) {
            return bury(job, reasonOf(end), trace(end.error()), worker);
        }
        switch (end.fate()) {
            case DONE -> {
                count(Counter.ACKS);
                return finish(job);
            }
            case BURIED -> {
                job.failures++;
                return bury(job, end.why(), trace(end.error()), worker);
            }
            case RETRIED -> {
                count(Counter.RETRIES);
                job.failures++;
                await(job, end.delay());
            }
            case SNOOZED -> {
                count(Counter.RELEASES);
                await(job, end.delay());
            }
            case RELEASED -> {
                count(Counter.RELEASES);
                job.interruptions++;
                makeReady(job, host.nowMs());
            }
            case CRASHED -> {
                count(Counter.CRASHES);
                job.crash(worker, end.why(), host.nowMs());
                if (job.crashes >= url.crashMax()) {
                    return bury(job, job.crashes + " workers died with it", "", worker);
                }
                makeReady(job, host.nowMs());
            }
        }
        return List.of();
    }

    private static String reasonOf(End end) {
        return end.fate() == InlineHost.Fate.BURIED && end.why().contains("cancelled") ? end.why() : "cancelled";
    }

    synchronized void progress(InlineJob job, long delivery, JobProgress said) {
        if (holds(job, delivery)) {
            job.progress(said);
        }
    }

    synchronized boolean isCancelled(InlineJob job, long delivery) {
        return job.cancelled && holds(job, delivery);
    }

    private void leaveHands(InlineJob job) {
        running--;
        runTimes.add(Math.max(1, System.nanoTime() - job.since));
    }

    private static String trace(@Nullable Throwable error) {
        if (error == null) {
            return "";
        }
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private List<CompletableFuture<JobResult>> finish(InlineJob job) {
        alive.remove(job.number);
        done++;
        return leave(job);
    }

    private List<CompletableFuture<JobResult>> bury(InlineJob job, String why, String trace, String worker) {
        count(Counter.BURIES);
        job.state = JobState.DEAD;
        job.stateAtMs = host.nowMs();
        job.die(why, trace, worker);
        dead++;
        return leave(job);
    }

    private List<CompletableFuture<JobResult>> leave(InlineJob job) {
        keys.remove(job.job.uniqueKey(), job);
        List<CompletableFuture<JobResult>> callers = List.copyOf(job.callers);
        job.callers.clear();
        return callers;
    }

    /** By an operator. */
    synchronized List<CompletableFuture<JobResult>> buryWaiting(InlineJob job, String why) {
        leaveLane(job);
        return bury(job, why, "", "by hand");
    }

    /** By an operator; it waits or is dead. */
    synchronized List<CompletableFuture<JobResult>> remove(InlineJob job) {
        if (job.state == JobState.DEAD) {
            dead--;
        } else {
            leaveLane(job);
        }
        return finish(job);
    }

    private void leaveLane(InlineJob job) {
        delayed.remove(job);
        readyOf(job).remove(job);
    }

    /** By an operator: a new chance for a dead job. */
    synchronized void revive(InlineJob job) {
        dead--;
        job.forgive();
        if (!job.job.uniqueKey().isEmpty()) {
            keys.putIfAbsent(job.job.uniqueKey(), job);
        }
        await(job, Duration.ZERO);
    }

    synchronized void pause(long untilMs) {
        pausedUntilMs = untilMs;
    }

    synchronized long pausedUntilMs() {
        return pausedUntilMs;
    }

    private boolean paused() {
        return pausedUntilMs > host.nowMs();
    }

    synchronized Optional<InlineJob> find(JobId id) {
        try {
            return Optional.ofNullable(alive.get(Long.parseLong(id.value())));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether there was a job with the id. */
    synchronized boolean knew(JobId id) {
        try {
            long number = Long.parseLong(id.value());
            return number >= FIRST && number < next;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Those that are in the state, the next one first. */
    synchronized List<InlineJob> all(JobState state) {
        wakeSleepers();
        Predicate<InlineJob> wanted = job -> job.state == state;
        return switch (state) {
            case READY -> ready.values().stream().flatMap(TreeSet::stream).toList();
            case DELAYED -> List.copyOf(delayed);
            case RUNNING, DEAD -> alive.values().stream().filter(wanted).toList();
        };
    }

    void onCancel(Runnable listener) {
        cancelListeners.add(listener);
    }

    /** Not under the lock. */
    void tellOfCancel() {
        cancelListeners.forEach(Runnable::run);
        host.changed();
    }

    synchronized void add(InlineConsumer consumer) {
        consumers.add(consumer);
    }

    synchronized void remove(InlineConsumer consumer) {
        consumers.remove(consumer);
    }

    /** Not under the lock: what follows is told to the host. */
    void crash(String worker, String why) {
        List<InlineConsumer> died;
        synchronized (this) {
            died = consumers.stream()
                    .filter(consumer -> consumer.worker().equals(worker))
                    .toList();
        }
        died.forEach(consumer -> consumer.die(why));
    }

    private void count(Counter what) {
        counters.merge(what, 1L, Long::sum);
    }

    private long counted(Counter what) {
        return counters.getOrDefault(what, 0L);
    }

    synchronized QueueStats stats() {
        wakeSleepers();
        long now = host.nowMs();
        long waiting = ready.values().stream().mapToLong(TreeSet::size).sum();
        long oldest = ready.values().stream()
                .flatMap(TreeSet::stream)
                .mapToLong(job -> now - job.stateAtMs)
                .max()
                .orElse(0);
        return new QueueStats(waiting, delayed.size(), running, dead, done, next - FIRST, Math.max(0, oldest));
    }

    synchronized QueueCounters counters() {
        return new QueueCounters(
                counted(Counter.CLAIMS),
                counted(Counter.ACKS),
                counted(Counter.RETRIES),
                counted(Counter.RELEASES),
                counted(Counter.BURIES),
                counted(Counter.CRASHES),
                0,
                counted(Counter.REJECTED),
                counted(Counter.FENCED),
                queueTimes.timing(),
                runTimes.timing());
    }
}
