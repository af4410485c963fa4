package dev.muster.worker;

import dev.muster.queue.JobId;
import dev.muster.queue.Lease;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** A claimed job with its payload read. */
final class LiveLease<T> implements WorkLease<T> {
    private final Lease lease;
    private final T payload;
    private final RoleQueue role;
    private final InHand inHand;
    private boolean settled;

    LiveLease(Lease lease, T payload, RoleQueue role, InHand inHand) {
        this.lease = lease;
        this.payload = payload;
        this.role = role;
        this.inHand = inHand;
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
    public boolean retry(Duration delay, String why) {
        return settle(role.retried, () -> lease.retry(delay, why));
    }

    @Override
    public boolean release() {
        return settle(role.released, lease::release);
    }

    @Override
    public boolean bury(String why) {
        return settle(role.buried, () -> lease.bury(why));
    }

    @Override
    public void close() {
        if (!settled) {
            release();
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
        boolean held = false;
        try {
            held = how.getAsBoolean();
        } finally {
            (held ? counter : role.released).increment();
            inHand.leave();
        }
        return held;
    }
}
