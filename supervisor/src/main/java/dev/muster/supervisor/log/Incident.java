package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.WorkerId;
import java.util.function.Consumer;

/** A spell during which a log cannot be written: what it cost, told once when it begins and once when it is over. Thread-safe. */
final class Incident {

    private final WorkerId worker;
    private final Consumer<OutputEvent> listener;

    private final Tally lost = new Tally();
    private long lostBefore;
    private boolean open;

    Incident(WorkerId worker, Consumer<OutputEvent> listener) {
        this.worker = worker;
        this.listener = listener;
    }

    /** All that was ever lost. */
    long lost() {
        return lost.value();
    }

    synchronized void failed(long bytes, String message) {
        if (!open) {
            open = true;
            lostBefore = lost.value();
            lost.add(bytes);
            tell(OutputEvent.Kind.WRITE_FAILED, bytes, message);
        } else {
            lost.add(bytes);
        }
    }

    synchronized void works(String message) {
        if (open) {
            open = false;
            tell(OutputEvent.Kind.WRITE_RESUMED, lost.value() - lostBefore, message);
        }
    }

    synchronized boolean isOpen() {
        return open;
    }

    synchronized void happened(OutputEvent.Kind kind, long bytes, String message) {
        lost.add(bytes);
        tell(kind, bytes, message);
    }

    private void tell(OutputEvent.Kind kind, long bytes, String message) {
        listener.accept(new OutputEvent(worker, kind, bytes, message));
    }
}
