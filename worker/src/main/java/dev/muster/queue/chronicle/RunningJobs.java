package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.QueueDirectory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What this process's jobs that run say to others, and others to them; passed on twice a second by the housekeeper. Thread-safe. */
final class RunningJobs {

    private final QueueDirectory directory;
    private final List<ProgressNotes> notes = new CopyOnWriteArrayList<>();
    private final List<Runnable> cancelListeners = new CopyOnWriteArrayList<>();
    private int cancels; // the housekeeper's

    RunningJobs(QueueDirectory directory) {
        this.directory = directory;
        this.cancels = directory.control().cancels();
    }

    /** Those of our consumers whose jobs say how far they are. */
    List<ProgressNotes> notes() {
        return notes;
    }

    /** Who wants to know that a job that runs was cancelled, here or elsewhere. */
    List<Runnable> cancelListeners() {
        return cancelListeners;
    }

    /** Passes on what has come up. Housekeeper only. */
    void beat() {
        notes.forEach(ProgressNotes::flush);
        int seen = directory.control().cancels();
        if (seen != cancels) {
            cancels = seen;
            cancelListeners.forEach(Runnable::run);
        }
    }
}
