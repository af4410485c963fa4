package dev.muster.worker;

import dev.muster.queue.Consumer;
import dev.muster.queue.Lease;
import dev.muster.queue.RunLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Jobs that were taken together and are run one after the other, none for longer than it may: each from the end of the one before.
 * The one that takes too long, or that somebody has cancelled, is asked to end, interrupted, given up. Of the end of a job and its
 * interruption only one happens, so that no interrupt hits what the thread does next. Thread-safe.
 */
final class TimedRun {
    /** Why a cancelled job has not counted. */
    static final String CANCELLED = "was cancelled";

    private enum Stage {
        RUNNING,
        ASKED,
        INTERRUPTED,
        OVER
    }

    private final Thread owner;
    private final List<Lease> left; // guarded by this
    private final Consumer consumer;
    private final RoleQueue role;
    private final Optional<RunLimit> limit;
    private final Duration grace;
    private Stage stage = Stage.RUNNING; // guarded by this
    private boolean cancelled; // guarded by this
    private long nextAt; // guarded by this
    private long endAt; // guarded by this

    /**
     * @param owner the thread that runs them
     * @param limit empty when they may run for ever
     */
    TimedRun(Thread owner, List<Lease> jobs, Consumer consumer, RoleQueue role, Optional<RunLimit> limit, long now) {
        this.owner = owner;
        this.left = new ArrayList<>(jobs);
        this.consumer = consumer;
        this.role = role;
        this.limit = limit;
        this.grace = limit.map(RunLimit::grace).orElse(role.grace);
        begin(now);
    }

    private void begin(long now) {
        endAt = limit.isPresent() ? now + limit.get().time().toNanos() : Long.MAX_VALUE;
        nextAt = endAt;
    }

    /** Whether its jobs may not run for ever. */
    boolean isLimited() {
        return limit.isPresent();
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
        nextAt = now + grace.toNanos(); // from now on: a late watch must not take it from the job
        if (stage == Stage.RUNNING) {
            stage = Stage.ASKED;
            return job() + " runs longer than " + limitText() + "; asking it to end";
        }
        stage = Stage.INTERRUPTED;
        owner.interrupt();
        return job() + " did not end within " + DurationText.of(grace) + "; interrupting it";
    }

    /** Its last job is not wanted any more. @return what was done, for the log; empty for nothing */
    synchronized String cancel(Lease job, long now) {
        if (stage != Stage.RUNNING || left.size() != 1 || left.get(0) != job) {
            return "";
        }
        nextAt = now + grace.toNanos();
        stage = Stage.ASKED;
        cancelled = true;
        return job() + " was cancelled; asking it to end";
    }

    /** It was interrupted, and the grace after that is over as well. */
    synchronized boolean isGivenUp(long now) {
        return stage == Stage.INTERRUPTED && now >= nextAt;
    }

    synchronized boolean isAsked() {
        return stage == Stage.ASKED || stage == Stage.INTERRUPTED;
    }

    /** All jobs have ended. */
    synchronized boolean isOver() {
        return stage == Stage.OVER;
    }

    /** The code of a job has returned, on its thread. @return why that does not count: it had been interrupted, which is over now; else empty */
    synchronized String end(Lease job, long now) {
        if (!left.remove(job)) {
            return ""; // it has ended before
        }
        String cut = stage == Stage.INTERRUPTED ? reason() : "";
        stage = left.isEmpty() ? Stage.OVER : Stage.RUNNING;
        begin(now);
        if (!cut.isEmpty() && Thread.interrupted()) {
            return cut; // the code has not noticed, and the next job is not meant
        }
        return cut;
    }

    Consumer consumer() {
        return consumer;
    }

    /** Why the job that runs is to end. */
    synchronized String reason() {
        return cancelled ? CANCELLED : "ran longer than " + limitText();
    }

    private String limitText() {
        String whose = limit.equals(role.limit) ? "max-run-time " : "its time limit ";
        return whose + limit.map(most -> DurationText.of(most.time())).orElse("");
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
