package dev.muster.supervisor.loop;

import java.util.concurrent.CompletableFuture;

/** Owns every worker's state. One thread runs it, by {@link #run} or cranked by {@link #runOnce}. */
public final class SupervisorLoop implements Runnable {

    private final Mailbox mailbox;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    public SupervisorLoop(Mailbox mailbox, SnapshotPublisher publisher, Surroundings surroundings) {
        this.mailbox = mailbox;
    }

    /** Runs until a shutdown has ended the last worker. */
    @Override
    public void run() {
        throw new UnsupportedOperationException("not built yet");
    }

    /**
     * Handles at most one item and the deadlines that are due; never waits.
     *
     * @return whether there was anything to do
     */
    public boolean runOnce() {
        return mailbox.poll() != null;
    }

    /** Completes, on the loop thread, when a shutdown has ended the last worker. */
    public CompletableFuture<Void> finished() {
        return finished;
    }
}
