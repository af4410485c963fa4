package dev.muster.supervisor.daemon;

import java.util.concurrent.CompletableFuture;
import org.apache.commons.daemon.DaemonContext;
import org.apache.commons.daemon.DaemonController;

/** What the command line is to the daemon that it drives. Thread-safe. */
final class OwnLauncher implements DaemonContext, DaemonController {
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /** Returns when the daemon wants to be stopped. */
    void awaitEnd() {
        over.join();
    }

    @Override
    public DaemonController getController() {
        return this;
    }

    @Override
    public String[] getArguments() {
        return new String[0];
    }

    @Override
    public void shutdown() {
        over.complete(null);
    }

    @Override
    public void reload() {
        throw new IllegalStateException("expected nobody to ask for another start");
    }

    /** Why is in the log, and in the exit code. */
    @Override
    public void fail() {
        over.complete(null);
    }

    @Override
    public void fail(String message) {
        fail();
    }

    @Override
    public void fail(Exception exception) {
        fail();
    }

    @Override
    public void fail(String message, Exception exception) {
        fail();
    }
}
