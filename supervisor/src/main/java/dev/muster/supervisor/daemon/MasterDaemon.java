package dev.muster.supervisor.daemon;

import static java.util.Objects.requireNonNull;

import dev.muster.supervisor.config.HomeResolver;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.daemon.Daemon;
import org.apache.commons.daemon.DaemonContext;
import org.apache.commons.daemon.DaemonController;
import org.apache.commons.daemon.DaemonInitException;
import org.jspecify.annotations.Nullable;

/**
 * The master as jsvc and other launchers of Commons Daemon drive it; arguments are {@code --home DIR}, {@code -c FILE} and
 * {@code --system} as for {@code muster daemon}. One thread.
 */
public final class MasterDaemon implements Daemon {
    private @Nullable Master master;
    private @Nullable DaemonController controller;
    private volatile boolean stopping;

    @Override
    public void init(DaemonContext context) throws DaemonInitException {
        List<String> arguments = Arrays.asList(context.getArguments());
        try {
            Master created = new Master(
                    HomeResolver.ofProcess()
                            .resolve(
                                    valueOf("--home", arguments),
                                    valueOf("-c", arguments),
                                    arguments.contains("--system")),
                    false);
            created.init();
            master = created;
            controller = context.getController();
        } catch (RuntimeException e) {
            throw new DaemonInitException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void start() {
        stopping = false;
        Master starting = requireNonNull(master, "start before init");
        starting.start();
        CompletableFuture<Void> unused = starting.finished().thenRun(() -> ended(starting));
    }

    /** A fleet that was not stopped by the launcher has ended: somebody shut it down, or an essential worker has failed. */
    private void ended(Master ended) {
        if (stopping) {
            return;
        }
        DaemonController launcher = requireNonNull(controller, "start before init");
        if (ended.exitCode() == 0) {
            launcher.shutdown();
        } else {
            launcher.fail("the fleet has ended with exit code " + ended.exitCode());
        }
    }

    @Override
    public void stop() {
        stopping = true;
        requireNonNull(master, "stop before init").stop();
    }

    @Override
    public void destroy() {
        Master created = master;
        if (created != null) {
            created.destroy();
        }
    }

    private static Optional<String> valueOf(String option, List<String> arguments) {
        int at = arguments.indexOf(option);
        return at >= 0 && at + 1 < arguments.size() ? Optional.of(arguments.get(at + 1)) : Optional.empty();
    }
}
