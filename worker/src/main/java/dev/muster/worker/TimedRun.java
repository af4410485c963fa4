package dev.muster.worker;

import dev.muster.queue.Consumer;
import dev.muster.queue.Lease;
import dev.muster.queue.RunLimit;
import java.util.ArrayList;
import java.util.List;

/**
 * Jobs that were taken together and are run one after the other, none for longer than their queue says: each from the end of the one before.
 * The one that takes too long is asked to end, interrupted, given up. Of the end of a job and its interruption only one happens, so that no
 * interrupt hits what the thread does next. Thread-safe.
 */
final class TimedRun {
    private enum Stage {
        RUNNING,
        CANCELLED,
        INTERRUPTED,
        OVER
    }

    private final Thread owner = Thread.currentThread();
    private final List<Lease> left; // guarded by this
    private final Consumer consumer;
    private final RoleQueue role;
    private final RunLimit limit;
    private Stage stage = Stage.RUNNING; // guarded by this
    private long nextAt; // guarded by this
    private long endAt; // guarded by this

    /** On the thread that runs the jobs. */
    TimedRun(List<Lease> jobs, Consumer consumer, RoleQueue role, RunLimit limit, long now) {
        this.left = new ArrayList<>(jobs);
        this.consumer = consumer;
        this.role = role;
        this.limit = limit;
        begin(now);
    }

    private void begin(long now) {
        endAt = now + limit.time().toNanos();
        nextAt = endAt;
    }

    /** When the job that runs now is asked to end, or was. */
    synchronized long endAt() {
        return endAt;
    }

    /** When {@link #advance} has something to do. */
    synchronized long nextAt() {
        return stage == Stage.OVER ? Long.MAX_VALUE : nextAt;
    }

    /** Goes to the next stage if that is due. @return what was done, for the log; empty for nothing, or for nothing more to do */
    synchronized String advance(long now) {
        if (now < nextAt || stage == Stage.OVER || stage == Stage.INTERRUPTED) {
            return "";
        }
        nextAt = now + limit.grace().toNanos(); // from now on: a late watch must not take it from the job
        if (stage == Stage.RUNNING) {
            stage = Stage.CANCELLED;
            return job() + " runs longer than " + limitText() + "; asking it to end";
        }
        stage = Stage.INTERRUPTED;
        owner.interrupt();
        return job() + " did not end within " + DurationText.of(limit.grace()) + "; interrupting it";
    }

    /** It was interrupted, and the grace after that is over as well. */
    synchronized boolean isGivenUp(long now) {
        return stage == Stage.INTERRUPTED && now >= nextAt;
    }

    synchronized boolean isCancelled() {
        return stage == Stage.CANCELLED || stage == Stage.INTERRUPTED;
    }

    /** All jobs have ended. */
    synchronized boolean isOver() {
        return stage == Stage.OVER;
    }

    /** The code of a job has returned, on its thread. @return whether it had been interrupted, which is over now */
    synchronized boolean end(Lease job, long now) {
        if (!left.remove(job)) {
            return false; // it has ended before
        }
        boolean interrupted = stage == Stage.INTERRUPTED;
        stage = left.isEmpty() ? Stage.OVER : Stage.RUNNING;
        begin(now);
        if (interrupted && Thread.interrupted()) {
            return true; // the code has not noticed, and the next job is not meant
        }
        return interrupted;
    }

    Consumer consumer() {
        return consumer;
    }

    String reason() {
        return "ran longer than " + limitText();
    }

    private String limitText() {
        boolean queues = role.limit.isPresent() && role.limit.get().equals(limit);
        return (queues ? "max-run-time " : "its time limit ") + DurationText.of(limit.time());
    }

    /** Says in the records of the jobs why the process is about to end. */
    synchronized void blame() {
        left.forEach(lease -> lease.blame(reason(), stack()));
    }

    /** Such as {@code job 5 of queue mail}. */
    synchronized String job() {
        String others = left.size() > 1 ? ", or one of " + (left.size() - 1) + " that were taken with it," : "";
        return "job " + left.get(0).id() + " of queue " + role.name + others;
    }

    /** Where its thread stands. */
    String stack() {
        StringBuilder text = new StringBuilder("thread ").append(owner.getName());
        for (StackTraceElement frame : owner.getStackTrace()) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }
}
