package dev.muster.queue.inline;

import dev.muster.queue.CrashRecord;
import dev.muster.queue.DeadLetter;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobProgress;
import dev.muster.queue.JobResult;
import dev.muster.queue.JobState;
import dev.muster.queue.PeekedJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A job and what has become of it so far. Guarded by its store. */
final class InlineJob {

    /** How much of an exception is kept. */
    private static final int MAX_ERROR = 16 << 10;

    final long number;
    final JobId id;
    final Job job;
    final long putAtMs;
    final List<CompletableFuture<JobResult>> callers = new ArrayList<>();
    private final List<CrashRecord> crashed = new ArrayList<>();

    JobState state = JobState.READY;
    long place; // among those that are ready
    long stateAtMs;
    long since; // nanoseconds: ready, or running
    long delivery; // counts claims: a lease of an earlier one is lost
    int failures;
    int crashes;
    int interruptions;
    byte @Nullable [] saved;
    boolean cancelled; // asked to end
    private @Nullable JobProgress progress;
    private String worker = "";
    private String reason = "";
    private String error = "";
    private String buriedBy = "";

    InlineJob(long number, Job job, long nowMs) {
        this.number = number;
        this.id = JobId.of(number);
        this.job = job;
        this.putAtMs = nowMs;
        this.stateAtMs = nowMs;
    }

    int attempt() {
        return 1 + failures + crashes;
    }

    void crash(String worker, String why, long nowMs) {
        crashes++;
        crashed.add(new CrashRecord(nowMs, worker, 0, 1, why, "", "", List.of()));
    }

    void die(String why, String trace, String by) {
        reason = why;
        error = trace.length() > MAX_ERROR ? trace.substring(0, MAX_ERROR) : trace;
        buriedBy = by;
    }

    /** A delivery begins. */
    void claimed(String by) {
        state = JobState.RUNNING;
        delivery++;
        worker = by;
        progress = null;
    }

    void progress(JobProgress said) {
        progress = said;
    }

    /** A new chance. */
    void forgive() {
        cancelled = false;
        failures = 0;
        crashes = 0;
        interruptions = 0;
        crashed.clear();
    }

    PeekedJob peeked() {
        boolean runs = state == JobState.RUNNING;
        return new PeekedJob(
                id,
                state,
                job,
                failures,
                crashes,
                interruptions,
                Instant.ofEpochMilli(putAtMs),
                Instant.ofEpochMilli(stateAtMs),
                runs ? worker : "",
                runs ? Optional.ofNullable(progress) : Optional.empty(),
                runs && cancelled);
    }

    DeadLetter letter() {
        return new DeadLetter(
                id, job, reason, failures, crashes, interruptions, putAtMs, stateAtMs, buriedBy, error, crashed);
    }
}
