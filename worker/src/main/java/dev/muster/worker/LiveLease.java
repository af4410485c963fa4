package dev.muster.worker;

import dev.muster.queue.Consumer;
import dev.muster.queue.JobId;
import dev.muster.queue.Lease;
import dev.muster.queue.RunLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A claimed job with its payload read. */
final class LiveLease<T> implements WorkLease<T> {
    private final Lease lease;
    private final T payload;
    private final RoleQueue role;
    private final Queues queues;
    private final Optional<RunLimit> limit;
    private final Consumer holder;
    private volatile @Nullable TimedRun run; // null when it may run for ever
    private volatile @Nullable Thread runner; // null before its code begins
    private volatile boolean ended;
    private List<? extends LiveLease<?>> company = List.of(); // before it is handed out
    private String cut = "";
    private boolean settled;

    /** @param runner null when it is yet to {@linkplain #beginRun begin} */
    LiveLease(
            Lease lease,
            T payload,
            RoleQueue role,
            Queues queues,
            Optional<RunLimit> limit,
            Consumer holder,
            @Nullable Thread runner) {
        this.lease = lease;
        this.payload = payload;
        this.role = role;
        this.queues = queues;
        this.limit = limit;
        this.holder = holder;
        this.runner = runner;
    }

    /** Its code begins now, on this thread. */
    void beginRun() {
        runner = Thread.currentThread();
        if (limit.isPresent()) {
            queues.watch().begin(List.of(this), holder, role, limit);
        }
    }

    /** Before it is handed out: these were taken with it and are run by the same thread. */
    void company(List<? extends LiveLease<?>> all) {
        company = all;
    }

    /** Before its code begins. */
    void watchedBy(TimedRun watched) {
        run = watched;
    }

    /**
     * Begins to end the job, which was cancelled; not while others are in hand that were taken with it: the thread may be at one of those. Any
     * thread.
     *
     * @return what was done, for the log; null for try again
     */
    @Nullable
    String endCancelled(long now) {
        TimedRun mine;
        synchronized (this) {
            Thread thread = runner;
            if (ended) {
                return "";
            }
            if (thread == null
                    || company.stream().filter(each -> !each.hasEnded()).count() > 1) {
                return null;
            }
            mine = run;
            if (mine == null) {
                mine = new TimedRun(thread, List.of(lease), holder, role, Optional.empty(), now);
                run = mine;
                queues.watch().add(mine);
            }
        }
        return mine.cancel(lease, now);
    }

    boolean hasEnded() {
        return ended;
    }

    Lease lease() {
        return lease;
    }

    @Override
    public T payload() {
        return payload;
    }

    @Override
    public JobId id() {
        return lease.id();
    }

    @Override
    public int attempt() {
        return lease.attempt();
    }

    @Override
    public int crashes() {
        return lease.crashes();
    }

    @Override
    public void checkpoint(byte[] state) {
        lease.checkpoint(state);
    }

    @Override
    public Optional<byte[]> checkpoint() {
        return lease.checkpoint();
    }

    @Override
    public void checkpoint(Object state) {
        lease.checkpoint(Payloads.job(state).payload());
    }

    @Override
    public <S> Optional<S> checkpoint(Class<S> type) {
        return lease.checkpoint().map(state -> Payloads.saved(state, type, "job " + id() + " of queue " + role.name));
    }

    @Override
    public Optional<Instant> deadline() {
        TimedRun mine = run;
        return mine == null || !mine.isLimited()
                ? Optional.empty()
                : Optional.of(Instant.now().plus(queues.watch().left(mine)));
    }

    @Override
    public boolean stopping() {
        return queues.stop().stopping();
    }

    @Override
    public void progress(double fraction, String note) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("expected a fraction from 0 to 1, found " + fraction);
        }
        lease.progress(fraction, note);
    }

    @Override
    public boolean cancelled() {
        TimedRun mine = run;
        return (mine != null && mine.isAsked()) || lease.cancelled();
    }

    /** The job's code has returned. @return why it does not count, empty when it does */
    String endRun() {
        TimedRun mine;
        synchronized (this) {
            ended = true;
            mine = run;
        }
        if (mine != null && cut.isEmpty()) {
            cut = queues.watch().end(mine, lease);
        }
        return cut;
    }

    @Override
    public boolean lost() {
        return lease.lost();
    }

    @Override
    public boolean done() {
        return settle(role.done, lease::ack);
    }

    @Override
    public boolean done(Object result) {
        return settle(role.done, () -> lease.ack(Payloads.result(result)));
    }

    @Override
    public boolean failed(String why, @Nullable Throwable error) {
        Duration delay =
                role.policy.delay(failures(), ThreadLocalRandom.current().nextDouble());
        return failed(delay, why, error);
    }

    @Override
    public boolean retry(Duration delay, String why) {
        return failed(delay, why, null);
    }

    private boolean failed(Duration delay, String why, @Nullable Throwable error) {
        if (lease.cancelled()) {
            return bury(why.equals(TimedRun.CANCELLED) ? "cancelled" : "cancelled; then it failed: " + why, error);
        }
        boolean last = failures() >= role.policy.maxAttempts();
        String fate = last ? "attempts used up, burying" : "again in " + DurationText.of(delay);
        warn("failed (attempt " + attempt() + "): " + why + "; " + fate, error);
        return last
                ? bury("attempts used up (" + failures() + "): " + why, error)
                : settle(role.retried, () -> lease.retry(delay, why));
    }

    private void warn(String what, @Nullable Throwable error) {
        String line = queues.worker() + ": job " + id() + " of queue " + role.name + " " + what;
        if (error == null) {
            WorkerLog.warn(line);
        } else {
            WorkerLog.warn(line, error);
        }
    }

    /** How often the handler has failed, if it has failed now. */
    private int failures() {
        return attempt() - crashes();
    }

    @Override
    public boolean snooze(Duration delay) {
        return lease.cancelled() ? bury("cancelled") : settle(role.released, () -> lease.snooze(delay));
    }

    @Override
    public boolean release() {
        return lease.cancelled() ? bury("cancelled") : settle(role.released, lease::release);
    }

    @Override
    public boolean bury(String why, @Nullable Throwable error) {
        return settle(role.buried, () -> lease.bury(why, error));
    }

    @Override
    public void close() {
        if (settled) {
            return;
        }
        if (queues.stop().quiet()) {
            release();
        } else {
            String cutShort = endRun();
            failed(cutShort.isEmpty() ? "left unsettled" : cutShort, null);
        }
    }

    boolean settled() {
        return settled;
    }

    /** A lost lease counts as released: to the counters the job has left our hands in any case. */
    private boolean settle(LongAdder counter, BooleanSupplier how) {
        if (settled) {
            throw new IllegalStateException("job " + id() + " of queue " + role.name + " has been settled already");
        }
        settled = true;
        endRun(); // the engine is not to be interrupted
        boolean held = false;
        try {
            held = how.getAsBoolean();
        } finally {
            (held ? counter : role.released).increment();
            queues.inHand().leave();
        }
        return held;
    }
}
