package dev.muster.worker;

import dev.muster.queue.Consumer;
import dev.muster.queue.JobId;
import dev.muster.queue.JobResult;
import dev.muster.queue.Lease;
import dev.muster.queue.QueueStats;
import dev.muster.queue.RunLimit;
import dev.muster.wire.JsonException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A role's queue with payloads of one type. */
final class LiveQueue<T> implements WorkQueue<T> {
    /** How long an interrupt may go unnoticed: an engine's wait need not be interruptible. */
    private static final long SLICE_NANOS = 500_000_000;

    private final Queues queues;
    private final RoleQueue role;
    private final Class<T> type;
    private final Optional<RunLimit> limit;
    private volatile @Nullable Consumer consumer;
    private volatile @Nullable Thread owner; // asked by other threads whether it is them
    private volatile List<LiveLease<T>> current = List.of(); // looked at by other threads, too
    private final Set<LiveLease<T>> beside = ConcurrentHashMap.newKeySet(); // claimed while others were in hand

    /** @param limit how long a job may take */
    LiveQueue(Queues queues, RoleQueue role, Class<T> type, Optional<RunLimit> limit) {
        this.queues = queues;
        this.role = role;
        this.type = type;
        this.limit = limit;
    }

    @Override
    public JobId put(T payload) {
        return put(payload, PutOptions.NONE);
    }

    @Override
    public JobId put(T payload, PutOptions options) {
        JobId id = join(role.queue.put(options.applyTo(Payloads.job(payload))));
        role.puts.increment();
        return id;
    }

    @Override
    public List<JobId> putAll(List<T> payloads) {
        List<JobId> ids = join(role.queue.putAll(
                payloads.stream().map(payload -> Payloads.job(payload)).toList()));
        role.puts.add(ids.size());
        return ids;
    }

    @Override
    public Optional<JobId> putOnce(String timetable, Instant tick, T payload) {
        Optional<JobId> id = join(role.queue.putOnce(timetable, tick, Payloads.job(payload)));
        id.ifPresent(put -> role.puts.increment());
        return id;
    }

    @Override
    public <R> CompletableFuture<R> submit(T payload, Class<R> resultType) {
        CompletableFuture<JobResult> result =
                role.queue.submit(Payloads.job(payload)).toCompletableFuture();
        if (result.isCompletedExceptionally()) {
            join(result);
        }
        role.puts.increment();
        return result.thenApply(done -> Payloads.value(done, resultType));
    }

    private static <V> V join(CompletionStage<V> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public LiveLease<T> take() throws InterruptedException {
        while (true) {
            LiveLease<T> lease = next(Duration.ofHours(1));
            if (lease != null) {
                return lease;
            }
            if (queues.stop().stopping()) {
                throw new StoppingException(queues.worker());
            }
        }
    }

    @Override
    public Optional<WorkLease<T>> poll(Duration longest) throws InterruptedException {
        return Optional.ofNullable(next(longest));
    }

    @Nullable
    LiveLease<T> next(Duration longest) throws InterruptedException {
        List<LiveLease<T>> leases = claim(1, longest);
        return leases.isEmpty() ? null : leases.get(0);
    }

    @Override
    public List<WorkLease<T>> poll(int max, Duration longest) throws InterruptedException {
        if (max < 1) {
            throw new IllegalArgumentException(
                    queues.worker() + ": queue " + role.name + ": expected a batch of at least 1, found " + max);
        }
        return List.copyOf(claim(max, longest));
    }

    private List<LiveLease<T>> claim(int max, Duration longest) throws InterruptedException {
        Consumer mine = consumer();
        queues.noteAsked();
        StopSignal stop = queues.stop();
        long deadline = stop.nanoTime() + longest.toNanos();
        for (long left = longest.toNanos(); ; left = Math.max(0, deadline - stop.nanoTime())) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (stop.quiet()) { // as if the queue were empty: nobody is to spin because we are quiet
                stop.await(Duration.ofNanos(left));
                return List.of();
            }
            current = claim(mine, max, Duration.ofNanos(Math.min(left, stop.slice(SLICE_NANOS))), true);
            if (!current.isEmpty() || left == 0) {
                return current;
            }
        }
    }

    /**
     * Claims jobs while others may be in hand, each of which is begun by whoever runs it. Waits for the first one, for {@link #wakeup} or for
     * a moment.
     *
     * @throws StoppingException when the worker is stopping
     */
    List<LiveLease<T>> takeBeside(int max) throws InterruptedException {
        StopSignal stop = queues.stop();
        queues.noteAsked();
        if (stop.stopping()) {
            throw new StoppingException(queues.worker());
        }
        if (stop.quiet()) {
            stop.await(Duration.ofNanos(SLICE_NANOS));
            return List.of();
        }
        Consumer mine = owned();
        List<LiveLease<T>> claimed = claim(mine, max, Duration.ofNanos(SLICE_NANOS), false);
        beside.addAll(claimed);
        return claimed;
    }

    /** One of those that {@link #takeBeside} has claimed is about to be settled. */
    void release(LiveLease<T> lease) {
        beside.remove(lease);
    }

    /** Ends the wait of a claim. Any thread. */
    void wakeup() {
        Consumer mine = consumer;
        if (mine != null) {
            mine.wakeup();
        }
    }

    /** Those that may be in hand. Any thread. */
    void addHeld(Collection<LiveLease<?>> held) {
        held.addAll(current);
        held.addAll(beside);
    }

    boolean isQuiet() {
        return queues.stop().quiet();
    }

    @Override
    public QueueStats stats() {
        return role.queue.stats();
    }

    /** Whoever has consumed it does not any more. */
    void comeToThisThread() {
        owner = Thread.currentThread();
    }

    boolean isStopping() {
        return queues.stop().stopping();
    }

    /** Does nothing unless this thread consumes. */
    void closeIfOf(Thread caller) {
        Consumer mine = consumer;
        if (owner != caller || mine == null) {
            return;
        }
        try {
            current.forEach(LiveLease::close);
        } finally {
            consumer = null;
            role.close(mine);
        }
    }

    private Consumer consumer() {
        Consumer mine = owned();
        for (LiveLease<T> lease : current) {
            if (!lease.settled()) {
                throw new IllegalStateException(queues.worker() + ": job " + lease.id() + " of queue " + role.name
                        + " is still in hand; settle or close it before the next take");
            }
        }
        return mine;
    }

    private Consumer owned() {
        Thread caller = Thread.currentThread();
        if (owner != null && owner != caller) {
            throw new IllegalStateException(queues.worker() + ": queue " + role.name + " is consumed by the thread "
                    + owner.getName() + "; the thread " + caller.getName() + " needs a queue() of its own");
        }
        Consumer open = consumer;
        if (open == null) {
            owner = caller;
            open = role.openConsumer();
            consumer = open;
        }
        return open;
    }

    private List<LiveLease<T>> claim(Consumer mine, int max, Duration longest, boolean begin) {
        queues.inHand().enter(); // before the claim: a stop must not miss a job that is claimed just now
        try {
            return accept(queues.stop().quiet() ? List.of() : mine.poll(max, longest), mine, begin);
        } finally {
            queues.inHand().leave();
        }
    }

    /**
     * Each of those that it returns is in hand.
     *
     * @param begin they are run here, one after the other
     */
    private List<LiveLease<T>> accept(List<Lease> leases, Consumer holder, boolean begin) {
        List<LiveLease<T>> accepted = new ArrayList<>(leases.size());
        int seen = 0;
        Thread runner = begin ? Thread.currentThread() : null;
        role.taken.add(leases.size());
        try {
            for (Lease lease : leases) {
                seen++;
                LiveLease<T> live = accept(lease, holder, runner);
                if (live != null) {
                    accepted.add(live);
                }
            }
            if (begin && accepted.size() > 1) {
                accepted.forEach(lease -> lease.company(accepted));
            }
            if (begin && !accepted.isEmpty() && limit.isPresent()) {
                queues.watch().begin(accepted, holder, role, limit);
            }
            return accepted;
        } catch (RuntimeException | Error e) { // nobody will see the others either
            accepted.forEach(LiveLease::release);
            leases.subList(seen, leases.size()).forEach(this::release);
            throw e;
        }
    }

    private void release(Lease lease) {
        role.released.increment();
        lease.release();
    }

    private @Nullable LiveLease<T> accept(Lease lease, Consumer holder, @Nullable Thread runner) {
        if (queues.stop().quiet()) {
            release(lease);
            return null;
        }
        if (lease.attempt() - lease.crashes() > role.policy.maxAttempts()) {
            // Whoever left it unsettled could not know that this was its last chance.
            role.buried.increment();
            lease.bury("attempts used up (" + role.policy.maxAttempts() + ")");
            return null;
        }
        try {
            return inHand(lease, Payloads.value(lease.job(), type), holder, runner);
        } catch (JsonException e) {
            String why = Payloads.unreadable(e);
            WorkerLog.warn(
                    queues.worker() + ": job " + lease.id() + " of queue " + role.name + ": " + why + "; burying");
            role.buried.increment();
            lease.bury(why, e);
            return null;
        } catch (RuntimeException | Error e) { // perhaps not the job's fault; but nobody else would settle it
            inHand(lease, "", holder, runner).failed(e.toString(), e);
            throw e;
        }
    }

    private <P> LiveLease<P> inHand(Lease lease, P payload, Consumer holder, @Nullable Thread runner) {
        queues.inHand().enter(); // until it is settled
        return new LiveLease<>(lease, payload, role, queues, limit, holder, runner);
    }
}
