package dev.muster.supervisor.daemon;

import static java.util.Objects.requireNonNull;

import dev.muster.supervisor.config.HomeResolver;
import dev.muster.supervisor.spec.Home;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.commons.daemon.Daemon;
import org.apache.commons.daemon.DaemonContext;
import org.apache.commons.daemon.DaemonController;
import org.apache.commons.daemon.DaemonInitException;
import org.apache.commons.daemon.DaemonUserSignal;
import org.jspecify.annotations.Nullable;

/**
 * The master as its launchers drive it: {@code muster run} and {@code muster daemon}, jsvc, or another one of Commons Daemon. Arguments are
 * {@code --home DIR}, {@code -c FILE} and {@code --system} as for {@code muster daemon}. One thread; {@link #signal} may come from any.
 */
public final class MasterDaemon implements Daemon, DaemonUserSignal {
    private final Function<List<String>, Master> maker;
    private volatile @Nullable Master master;
    private @Nullable DaemonController controller;
    private volatile boolean stopping;

    /** For launchers that know a daemon by the name of its class. */
    public MasterDaemon() {
        this(arguments -> new Master(home(arguments), false));
    }

    /** One that needs no arguments. */
    MasterDaemon(Home home, boolean console) {
        this(arguments -> new Master(home, console));
    }

    private MasterDaemon(Function<List<String>, Master> maker) {
        this.maker = maker;
    }

    /** Validates the configuration, takes the home, binds the sockets. Nothing is started; what failed leaves nothing. */
    @Override
    public void init(DaemonContext context) throws DaemonInitException {
        try {
            Master created = maker.apply(List.of(context.getArguments()));
            created.init();
            master = created;
            controller = context.getController();
        } catch (RuntimeException e) {
            throw new DaemonInitException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns at once; the workers come up by and by. May follow a {@link #stop}. */
    @Override
    public void start() {
        stopping = false;
        Master starting = master();
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

    /** Applies the configuration, as HUP does to {@code muster daemon}. */
    @Override
    public void signal() {
        master().reload("the launcher");
    }

    /** Ends the fleet in order and waits for that. */
    @Override
    public void stop() {
        stopping = true;
        master().stop();
    }

    /** Gives back what {@link #init} has taken. */
    @Override
    public void destroy() {
        Master created = master;
        if (created != null) {
            created.destroy();
        }
    }

    /** Once it is initialized. */
    Master master() {
        return requireNonNull(master, "init first");
    }

    private static Home home(List<String> arguments) {
        Optional<String> home = Optional.empty();
        Optional<String> config = Optional.empty();
        boolean system = false;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            switch (word) {
                case "--home" -> home = Optional.of(value(word, rest));
                case "-c", "--config" -> config = Optional.of(value(word, rest));
                case "--system" -> system = true;
                case "daemon" -> {} // the command, when it is given like one
                default ->
                    throw new IllegalArgumentException(
                            "unknown argument " + word + "; there are --home DIR, -c FILE and --system");
            }
        }
        return HomeResolver.ofProcess().resolve(home, config, system);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + ": needs a value");
        }
        return rest.next();
    }
}
