package dev.muster.worker;

import dev.muster.queue.Consumer;
import dev.muster.queue.JobId;
import dev.muster.queue.JobResult;
import dev.muster.queue.Lease;
import dev.muster.queue.QueueStats;
import dev.muster.wire.JsonException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A role's queue with payloads of one type. */
final class LiveQueue<T> implements WorkQueue<T> {
    /** How long an interrupt may go unnoticed: an engine's wait need not be interruptible. */
    private static final long SLICE_NANOS = 500_000_000;

    private final Queues queues;
    private final RoleQueue role;
    private final Class<T> type;
    private @Nullable Consumer consumer;
    private volatile @Nullable Thread owner; // asked by other threads whether it is them
    private @Nullable LiveLease<T> current;

    LiveQueue(Queues queues, RoleQueue role, Class<T> type) {
        this.queues = queues;
        this.role = role;
        this.type = type;
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
    public WorkLease<T> take() throws InterruptedException {
        while (true) {
            Optional<WorkLease<T>> lease = poll(Duration.ofHours(1));
            if (lease.isPresent()) {
                return lease.get();
            }
            if (queues.stop().stopping()) {
                throw new StoppingException(queues.worker());
            }
        }
    }

    @Override
    public Optional<WorkLease<T>> poll(Duration longest) throws InterruptedException {
        Consumer mine = consumer();
        queues.noteAsked();
        StopSignal stop = queues.stop();
        long deadline = System.nanoTime() + longest.toNanos();
        for (long left = longest.toNanos(); ; left = Math.max(0, deadline - System.nanoTime())) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (stop.quiet()) { // as if the queue were empty: nobody is to spin because we are quiet
                stop.await(Duration.ofNanos(left));
                return Optional.empty();
            }
            LiveLease<T> lease = claim(mine, Duration.ofNanos(Math.min(left, SLICE_NANOS)));
            if (lease != null || left == 0) {
                current = lease;
                return Optional.ofNullable(lease);
            }
        }
    }

    @Override
    public QueueStats stats() {
        return role.queue.stats();
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
        if (current != null) {
            current.close();
        }
        consumer = null;
        role.close(mine);
    }

    private Consumer consumer() {
        Thread caller = Thread.currentThread();
        if (owner != null && owner != caller) {
            throw new IllegalStateException(queues.worker() + ": queue " + role.name + " is consumed by the thread "
                    + owner.getName() + "; the thread " + caller.getName() + " needs a queue() of its own");
        }
        if (current != null && !current.settled()) {
            throw new IllegalStateException(queues.worker() + ": job " + current.id() + " of queue " + role.name
                    + " is still in hand; settle or close it before the next take");
        }
        if (consumer == null) {
            owner = caller;
            consumer = role.openConsumer();
        }
        return consumer;
    }

    private @Nullable LiveLease<T> claim(Consumer mine, Duration longest) {
        queues.inHand().enter(); // before the claim: a stop must not miss a job that is claimed just now
        LiveLease<T> claimed = null;
        try {
            List<Lease> leases = queues.stop().quiet() ? List.of() : mine.poll(1, longest);
            if (!leases.isEmpty()) {
                claimed = accept(leases.get(0));
            }
            return claimed;
        } finally {
            if (claimed == null) {
                queues.inHand().leave();
            }
        }
    }

    private @Nullable LiveLease<T> accept(Lease lease) {
        role.taken.increment();
        if (queues.stop().quiet()) {
            role.released.increment();
            lease.release();
            return null;
        }
        if (lease.attempt() - lease.crashes() > role.policy.maxAttempts()) {
            // Whoever left it unsettled could not know that this was its last chance.
            role.buried.increment();
            lease.bury("attempts used up (" + role.policy.maxAttempts() + ")");
            return null;
        }
        try {
            return new LiveLease<>(lease, Payloads.value(lease.job(), type), role, queues);
        } catch (JsonException e) {
            String why = Payloads.unreadable(e);
            WorkerLog.warn(
                    queues.worker() + ": job " + lease.id() + " of queue " + role.name + ": " + why + "; burying");
            role.buried.increment();
            lease.bury(why, e);
            return null;
        } catch (RuntimeException | Error e) { // perhaps not the job's fault; but nobody else would settle it
            queues.inHand().enter(); // the lease leaves once more
            new LiveLease<>(lease, "", role, queues).failed(e.toString(), e);
            throw e;
        }
    }
}
