package dev.muster.supervisor.daemon;

import static java.util.Objects.requireNonNull;

import dev.muster.supervisor.config.HomeResolver;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.daemon.Daemon;
import org.apache.commons.daemon.DaemonContext;
import org.apache.commons.daemon.DaemonInitException;
import org.jspecify.annotations.Nullable;

/**
 * The master as jsvc and other launchers of Commons Daemon drive it; arguments are {@code --home DIR}, {@code -c FILE} and
 * {@code --system} as for {@code muster daemon}. One thread.
 */
public final class MasterDaemon implements Daemon {
    private @Nullable Master master;

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
        } catch (RuntimeException e) {
            throw new DaemonInitException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void start() {
        requireNonNull(master, "start before init").start();
    }

    @Override
    public void stop() {
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
