package dev.muster.queue.inline;

import dev.muster.queue.Job;
import dev.muster.queue.JobCancelledException;
import dev.muster.queue.JobFailedException;
import dev.muster.queue.JobId;
import dev.muster.queue.JobProgress;
import dev.muster.queue.JobResult;
import dev.muster.queue.Lease;
import dev.muster.queue.inline.InlineHost.Call;
import dev.muster.queue.inline.InlineHost.Fate;
import dev.muster.queue.inline.InlineStore.End;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A claimed job. On the consumer's thread. */
final class InlineLease implements Lease {

    private static final int MAX_NOTE_BYTES = 96;

    private final InlineStore store;
    private final InlineConsumer consumer;
    private final InlineJob job;
    private final long delivery;
    private final int attempt;
    private final int crashes;
    private boolean settled;

    InlineLease(InlineStore store, InlineConsumer consumer, InlineJob job) {
        this.store = store;
        this.consumer = consumer;
        this.job = job;
        this.delivery = job.delivery;
        this.attempt = job.attempt();
        this.crashes = job.crashes;
    }

    @Override
    public JobId id() {
        return job.id;
    }

    @Override
    public Job job() {
        return job.job;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public int crashes() {
        return crashes;
    }

    @Override
    public void checkpoint(byte[] state) {
        if (state.length > MAX_CHECKPOINT_BYTES) {
            throw new IllegalArgumentException("job " + id() + ": a checkpoint of " + state.length
                    + " bytes is too big (at most " + MAX_CHECKPOINT_BYTES + ")");
        }
        store.host().before(consumer.worker(), Call.CHECKPOINT);
        if (settled || lost()) {
            throw new IllegalStateException("job " + id() + " is not ours any more; it has nothing to save");
        }
        job.saved = state.clone();
        store.host().after(consumer.worker(), Call.CHECKPOINT);
    }

    @Override
    public void progress(double fraction, String note) {
        store.host().before(consumer.worker(), Call.PROGRESS);
        store.progress(job, delivery, new JobProgress(fraction, cut(note)));
        store.host().after(consumer.worker(), Call.PROGRESS);
    }

    /** As much of it as the embedded engine keeps. */
    private static String cut(String note) {
        int bytes = 0;
        int end = 0;
        while (end < note.length()) {
            int next = note.offsetByCodePoints(end, 1);
            bytes += note.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_NOTE_BYTES) {
                return note.substring(0, end);
            }
            end = next;
        }
        return note;
    }

    @Override
    public boolean cancelled() {
        return store.isCancelled(job, delivery);
    }

    @Override
    public Optional<byte[]> checkpoint() {
        byte[] saved = job.saved;
        return saved == null ? Optional.empty() : Optional.of(saved.clone());
    }

    @Override
    public boolean lost() {
        return !settled && !store.holds(job, delivery);
    }

    @Override
    public boolean ack() {
        return ack(JobResult.NOTHING);
    }

    @Override
    public boolean ack(JobResult result) {
        List<CompletableFuture<JobResult>> callers = settle(new End(Fate.DONE, "", Duration.ZERO, null));
        if (callers == null) {
            return false;
        }
        int bytes = result.payload().length;
        if (bytes > InlineStore.MAX_PAYLOAD_BYTES) {
            tell(
                    callers,
                    "its result of " + bytes + " bytes is too big (at most " + InlineStore.MAX_PAYLOAD_BYTES + ")");
        } else {
            callers.forEach(caller -> caller.complete(result));
        }
        return true;
    }

    private void tell(List<CompletableFuture<JobResult>> callers, String why) {
        callers.forEach(caller -> caller.completeExceptionally(
                job.cancelled
                        ? new JobCancelledException(store.name(), id(), "cancelled while it ran")
                        : new JobFailedException(store.name(), id(), why)));
    }

    /** There is somebody to tell only when the job was cancelled. */
    private boolean settleOrCancel(End end) {
        List<CompletableFuture<JobResult>> callers = settle(end);
        if (callers != null) {
            tell(callers, "cancelled");
        }
        return callers != null;
    }

    @Override
    public boolean retry(Duration delay, String why) {
        return settleOrCancel(new End(Fate.RETRIED, why, delay, null));
    }

    @Override
    public boolean release() {
        return settleOrCancel(new End(Fate.RELEASED, "", Duration.ZERO, null));
    }

    @Override
    public boolean snooze(Duration delay) {
        return settleOrCancel(new End(Fate.SNOOZED, "", delay, null));
    }

    @Override
    public boolean bury(String why, @Nullable Throwable error) {
        List<CompletableFuture<JobResult>> callers = settle(new End(Fate.BURIED, why, Duration.ZERO, error));
        if (callers != null) {
            tell(callers, why);
        }
        return callers != null;
    }

    /** Its process has died, on whatever thread that is told. */
    void crash(String why) {
        List<CompletableFuture<JobResult>> callers = end(new End(Fate.CRASHED, why, Duration.ZERO, null));
        if (callers != null) {
            tell(callers, why);
        }
    }

    private @Nullable List<CompletableFuture<JobResult>> settle(End end) {
        store.host().before(consumer.worker(), Call.SETTLE);
        List<CompletableFuture<JobResult>> callers = end(end);
        settled = true;
        return callers;
    }

    private @Nullable List<CompletableFuture<JobResult>> end(End end) {
        List<CompletableFuture<JobResult>> callers = store.settle(job, delivery, end, consumer.worker());
        consumer.settled(this);
        if (callers != null) {
            store.host()
                    .ended(
                            consumer.worker(),
                            new InlineHost.Delivery(
                                    store.name(),
                                    id(),
                                    job(),
                                    attempt,
                                    crashes,
                                    end.fate(),
                                    end.why(),
                                    end.delay(),
                                    end.error()));
            store.host().changed();
        }
        return callers;
    }
}
