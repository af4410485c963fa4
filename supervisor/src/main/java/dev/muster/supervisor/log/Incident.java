package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.WorkerId;
import java.util.function.Consumer;

/** A spell during which a log cannot be written: what it cost, told once when it begins and once when it is over. Pump thread only. */
final class Incident {

    private final WorkerId worker;
    private final Consumer<OutputEvent> listener;

    private volatile long lost;
    private long lostBefore;
    private boolean open;

    Incident(WorkerId worker, Consumer<OutputEvent> listener) {
        this.worker = worker;
        this.listener = listener;
    }

    /** All that was ever lost. Thread-safe. */
    long lost() {
        return lost;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    void failed(long bytes, String message) {
        if (!open) {
            open = true;
            lostBefore = lost;
            lost += bytes;
            tell(OutputEvent.Kind.WRITE_FAILED, bytes, message);
        } else {
            lost += bytes;
        }
    }

    void works(String message) {
        if (open) {
            open = false;
            tell(OutputEvent.Kind.WRITE_RESUMED, lost - lostBefore, message);
        }
    }

    boolean isOpen() {
        return open;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    void happened(OutputEvent.Kind kind, long bytes, String message) {
        lost += bytes;
        tell(kind, bytes, message);
    }

    private void tell(OutputEvent.Kind kind, long bytes, String message) {
        listener.accept(new OutputEvent(worker, kind, bytes, message));
    }
}
