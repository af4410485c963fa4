package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who listens now. Thread-safe. */
final class Subscriptions {

    private final CopyOnWriteArrayList<Subscription> all = new CopyOnWriteArrayList<>();

    synchronized void add(Subscription subscription) {
        all.add(subscription);
    }

    /**
     * Does it before anybody else begins to listen, unless somebody listens to this worker already.
     *
     * @return whether it was done
     */
    synchronized boolean unlessWanted(WorkerId worker, Runnable deed) {
        boolean wanted = !of(worker).isEmpty();
        if (!wanted) {
            deed.run();
        }
        return !wanted;
    }

    /** Those that want this worker's lines; forgets the closed ones on the way. */
    List<Subscription> of(WorkerId worker) {
        if (all.isEmpty()) {
            return List.of();
        }
        all.removeIf(Subscription::closed);
        List<Subscription> interested = new ArrayList<>();
        for (Subscription subscription : all) {
            if (subscription.wants(worker)) {
                interested.add(subscription);
            }
        }
        return interested;
    }

    long queuedBytes() {
        return all.stream().mapToLong(Subscription::queuedBytes).sum();
    }

    void closeAll() {
        all.forEach(Subscription::close);
        all.clear();
    }
}
