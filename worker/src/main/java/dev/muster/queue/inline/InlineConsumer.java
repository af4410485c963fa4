package dev.muster.queue.inline;

import dev.muster.queue.Consumer;
import dev.muster.queue.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One thread at a time; {@link #wakeup}, {@link #drain} and {@link #die} from any. */
final class InlineConsumer implements Consumer {

    private final InlineStore store;
    private final String worker;
    private final List<InlineLease> held = new ArrayList<>(); // guarded by itself
    private volatile boolean awake;
    private volatile boolean draining;
    private volatile boolean gone;

    InlineConsumer(InlineStore store, String worker) {
        this.store = store;
        this.worker = worker;
    }

    String worker() {
        return worker;
    }

    private boolean mayReturn() {
        return awake || draining || gone || store.hasReady();
    }

    @Override
    public List<Lease> poll(int max, Duration timeout) {
        long now = store.host().nowMs();
        long longest = Math.min(timeout.toMillis(), Long.MAX_VALUE - now);
        if (!mayReturn() && !timeout.isZero()) {
            store.host().await(this::mayReturn, now + Math.max(1, longest));
        }
        if (awake || draining || gone) {
            awake = false;
            return List.of();
        }
        List<Lease> leases = new ArrayList<>();
        InlineJob job = store.claim(worker);
        while (job != null) {
            InlineLease lease = new InlineLease(store, this, job);
            synchronized (held) {
                held.add(lease);
            }
            leases.add(lease);
            store.host().claimed(worker, store.name(), job.id, job.job);
            job = leases.size() < max ? store.claim(worker) : null;
        }
        return leases;
    }

    void settled(InlineLease lease) {
        synchronized (held) {
            held.remove(lease);
        }
    }

    @Override
    public void wakeup() {
        awake = true;
        store.host().changed();
    }

    @Override
    public void drain() {
        draining = true;
        store.host().changed();
    }

    private List<InlineLease> held() {
        synchronized (held) {
            return List.copyOf(held);
        }
    }

    /** Its process has been killed. */
    void die(String why) {
        gone = true;
        store.remove(this);
        held().forEach(lease -> lease.crash(why));
    }

    @Override
    public void close() {
        gone = true;
        store.remove(this);
        for (InlineLease lease : held()) {
            if (draining) {
                lease.release();
            } else {
                lease.retry(Duration.ZERO, "left unsettled by its consumer");
            }
        }
    }
}
