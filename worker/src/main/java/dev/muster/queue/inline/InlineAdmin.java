package dev.muster.queue.inline;

import dev.muster.queue.Cancellation;
import dev.muster.queue.JobCancelledException;
import dev.muster.queue.JobFailedException;
import dev.muster.queue.JobId;
import dev.muster.queue.JobResult;
import dev.muster.queue.JobRunningException;
import dev.muster.queue.JobState;
import dev.muster.queue.NoSuchJobException;
import dev.muster.queue.PeekedJob;
import dev.muster.queue.QueueAdmin;
import dev.muster.queue.QueueProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What an operator does. Thread-safe. */
final class InlineAdmin implements QueueAdmin {

    private final InlineStore store;

    InlineAdmin(InlineStore store) {
        this.store = store;
    }

    @Override
    public List<PeekedJob> peek(int max) {
        synchronized (store) {
            return Stream.of(JobState.READY, JobState.RUNNING, JobState.DELAYED)
                    .flatMap(state -> store.all(state).stream())
                    .limit(max)
                    .map(InlineJob::peeked)
                    .toList();
        }
    }

    @Override
    public Optional<PeekedJob> find(JobId id) {
        synchronized (store) {
            return store.find(id).map(InlineJob::peeked);
        }
    }

    @Override
    public boolean bury(JobId id, String why) {
        List<CompletableFuture<JobResult>> callers;
        synchronized (store) {
            InlineJob job = store.find(id).orElseThrow(() -> new NoSuchJobException(store.name(), id));
            if (job.state == JobState.DEAD) {
                return false;
            }
            refuseRunning(job);
            callers = store.buryWaiting(job, why);
        }
        tell(callers, id, why);
        return true;
    }

    @Override
    public boolean remove(JobId id) {
        List<CompletableFuture<JobResult>> callers;
        synchronized (store) {
            Optional<InlineJob> job = store.find(id);
            if (job.isEmpty()) {
                if (store.knew(id)) {
                    return false;
                }
                throw new NoSuchJobException(store.name(), id);
            }
            refuseRunning(job.get());
            callers = store.remove(job.get());
        }
        tell(callers, id, "removed");
        return true;
    }

    @Override
    public Cancellation cancel(JobId id) {
        List<CompletableFuture<JobResult>> callers;
        synchronized (store) {
            InlineJob job = store.find(id).orElse(null);
            if (job == null && !store.knew(id)) {
                throw new NoSuchJobException(store.name(), id);
            }
            if (job == null || job.state == JobState.DEAD) {
                return Cancellation.TOO_LATE;
            }
            job.cancelled = true;
            callers = job.state == JobState.RUNNING ? null : store.remove(job);
        }
        if (callers == null) {
            store.tellOfCancel();
            return Cancellation.ASKED;
        }
        callers.forEach(caller ->
                caller.completeExceptionally(new JobCancelledException(store.name(), id, "cancelled before it ran")));
        return Cancellation.REMOVED;
    }

    private void refuseRunning(InlineJob job) {
        if (job.state == JobState.RUNNING) {
            throw new JobRunningException(store.name(), job.id);
        }
    }

    private void tell(List<CompletableFuture<JobResult>> callers, JobId id, String why) {
        callers.forEach(caller -> caller.completeExceptionally(new JobFailedException(store.name(), id, why)));
        store.host().changed();
    }

    @Override
    public void pause(Duration time) {
        store.pause(store.host().nowMs() + time.toMillis());
    }

    @Override
    public void pause() {
        store.pause(Long.MAX_VALUE);
    }

    @Override
    public void resume() {
        store.pause(Long.MIN_VALUE);
        store.host().changed();
    }

    @Override
    public Optional<Instant> pausedUntil() {
        long until = store.pausedUntilMs();
        if (until == Long.MAX_VALUE) {
            return Optional.of(Instant.MAX);
        }
        return until <= store.host().nowMs() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(until));
    }

    @Override
    public long purge() {
        long purged = 0;
        for (PeekedJob job : peek(Integer.MAX_VALUE)) {
            try {
                purged += job.state() != JobState.RUNNING && remove(job.id()) ? 1 : 0;
            } catch (JobRunningException taken) {
                // It runs now.
            }
        }
        return purged;
    }

    @Override
    public List<QueueProblem> verify() {
        return List.of();
    }

    @Override
    public void export(Consumer<PeekedJob> each) {
        Stream<PeekedJob> jobs;
        synchronized (store) {
            jobs =
                    Stream.of(JobState.values())
                            .flatMap(state -> store.all(state).stream())
                            .map(InlineJob::peeked)
                            .toList()
                            .stream();
        }
        jobs.forEach(each);
    }
}
