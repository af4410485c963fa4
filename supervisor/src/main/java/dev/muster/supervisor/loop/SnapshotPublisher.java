package dev.muster.supervisor.loop;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The latest {@link FleetSnapshot} for everybody outside the loop. Reading and listening are thread-safe. Changes that come in
 * quick succession share a snapshot.
 */
public final class SnapshotPublisher {

    private final List<Consumer<FleetSnapshot>> listeners = new CopyOnWriteArrayList<>();
    private volatile FleetSnapshot current = FleetSnapshot.empty(Instant.EPOCH, Instant.EPOCH);

    public FleetSnapshot current() {
        return current;
    }

    /**
     * Calls {@code listener} on the loop thread after each change, from the next one on; it must be quick. To wait for a
     * state, add the listener first and look at {@link #current} then.
     *
     * @return ends the listening
     */
    public Runnable addListener(Consumer<FleetSnapshot> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Loop thread only. A listener that throws is handed to {@code faults} and keeps its place. */
    void publish(FleetSnapshot snapshot, Consumer<Throwable> faults) {
        current = snapshot;
        for (Consumer<FleetSnapshot> listener : listeners) {
            try {
                listener.accept(snapshot);
            } catch (RuntimeException | Error e) {
                faults.accept(e);
            }
        }
    }
}
