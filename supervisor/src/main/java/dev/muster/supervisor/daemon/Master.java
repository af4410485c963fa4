package dev.muster.supervisor.daemon;

import dev.muster.supervisor.config.ConfigException;
import dev.muster.supervisor.config.LastConfiguration;
import dev.muster.supervisor.config.LoadOptions;
import dev.muster.supervisor.config.Problem;
import dev.muster.supervisor.control.ControlSockets;
import dev.muster.supervisor.control.Version;
import dev.muster.supervisor.event.MasterLog;
import dev.muster.supervisor.event.Told;
import dev.muster.supervisor.journald.SystemJournal;
import dev.muster.supervisor.log.ConsoleView;
import dev.muster.supervisor.loop.Command;
import dev.muster.supervisor.loop.CommandReply;
import dev.muster.supervisor.process.Autogroup;
import dev.muster.supervisor.process.LockFile;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.spec.EventKind;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A master: one fleet on one home directory. {@link #init}, {@link #start}, {@link #stop} and {@link #destroy} in this
 * order, as Commons Daemon has it; {@code stop} may be followed by {@code start}. The four are called by one thread, the
 * requests ({@link #reload}, {@link #shutdown}) by any.
 */
public final class Master {
    private static final Logger LOG = LoggerFactory.getLogger("muster");

    private final Home home;
    private final boolean console;
    private final Configuration configuration;
    private Optional<SystemJournal> journal = Optional.empty();
    private @Nullable LockFile lock;
    private @Nullable ControlSockets sockets;
    private @Nullable FleetSpec initial;
    private Optional<ConsoleView> view = Optional.empty();
    private volatile @Nullable Parts parts;
    private volatile int exitCode;

    /** @param console whether the workers' output is shown on standard output, and their lives end with the master's */
    public Master(Home home, boolean console) {
        this.home = home;
        this.console = console;
        this.configuration = new Configuration(home, console ? LoadOptions.terminal() : LoadOptions.daemon());
    }

    /**
     * Validates, takes the home and binds its sockets; starts nothing. What failed leaves nothing.
     *
     * @throws ConfigException with everything that is wrong with the configuration
     * @throws LockFile.HeldException when another master has the home
     * @throws NativeException when a socket cannot be bound
     */
    public void init() {
        Autogroup.favourMaster(); // before anything takes time: who adopts a busy fleet competes with it
        initial = configuration.read();
        Directories.create(home);
        lock = LockFile.acquire(home.state().resolve("master.lock"));
        try {
            LastConfiguration.remember(home);
            sockets = ControlSockets.bind(home);
            journal = SystemJournal.ofThisProcess();
            MasterLog.configure(home.logs(), journal);
        } catch (RuntimeException e) {
            destroy();
            throw e;
        }
    }

    /** Starts the fleet and returns; workers come up by and by. After a {@link #stop} the configuration is read anew. */
    public void start() {
        FleetSpec first = initial != null ? initial : configuration.read();
        ControlSockets bound = sockets != null ? sockets : ControlSockets.bind(home);
        initial = null;
        sockets = null;
        view = console ? Optional.of(onStandardOutput()) : Optional.empty();
        Told.of(LOG, Level.INFO, EventKind.MASTER_STARTED)
                .log(
                        "muster {} starts fleet {} (pid {}, configuration {})",
                        Version.TEXT,
                        first.name(),
                        ProcessHandle.current().pid(),
                        home.config());
        parts = Parts.start(home, bound, configuration, first, view, journal);
    }

    /**
     * Reads the configuration again and applies it; a bad one changes nothing and is told in the log. Waits for the loop.
     *
     * @param by who asks, for the events
     */
    public void reload(String by) {
        Parts running = parts;
        if (running == null) {
            return;
        }
        Optional<String> problem = Optional.of("it failed");
        running.reload().begins();
        try {
            Command.Apply apply = new Command.Apply(configuration.read());
            running.tell(EventKind.COMMAND, "apply, asked by " + by);
            running.mailbox().post(apply);
            CommandReply reply = apply.reply().join();
            problem = Optional.of(reply.message()).filter(why -> !reply.accepted());
            LOG.info("reload: {}", reply.message());
        } catch (ConfigException e) {
            for (Problem one : e.problems()) {
                LOG.error("{}", one);
            }
            Told.of(LOG, Level.ERROR, EventKind.REFUSED)
                    .log("reload refused: the configuration that was in force stays in force");
            running.tell(EventKind.REFUSED, "apply refused, asked by " + by + ": the configuration has problems");
            problem = Optional.of(e.problems().get(0).toString());
        } finally {
            running.reload().ends(problem);
        }
    }

    /** Ends the fleet in reverse order of priority; a second request, or {@code now}, kills what is left. Returns at once. */
    public void shutdown(boolean now) {
        Parts running = parts;
        if (running != null) {
            running.tell(EventKind.COMMAND, (now ? "shutdown --now" : "shutdown") + ", asked by a signal");
            running.mailbox().post(new Command.Shutdown(now));
        }
    }

    /** Completes when the fleet has ended, by whatever request. */
    public CompletableFuture<Void> finished() {
        Parts running = parts;
        return running == null ? CompletableFuture.completedFuture(null) : running.finished();
    }

    /** Ends the fleet if it runs still, waits for it, and lets go of its threads and sockets. */
    public void stop() {
        Parts running = parts;
        if (running == null) {
            return;
        }
        if (!running.finished().isDone()) {
            shutdown(false);
        }
        running.finished().join();
        exitCode = running.exitCode();
        running.close();
        view.ifPresent(ConsoleView::close);
        parts = null;
        Told.of(LOG, Level.INFO, EventKind.MASTER_STOPPED).log("Shutdown finish");
    }

    /** Once it is {@link #finished}: 0, or the exit code of the essential worker for whose sake the fleet has ended. */
    public int exitCode() {
        Parts running = parts;
        return running == null ? exitCode : running.exitCode();
    }

    /** Gives the home back, and the sockets if they were never served. */
    public void destroy() {
        if (sockets != null) {
            sockets.close();
            sockets = null;
        }
        journal.ifPresent(SystemJournal::close);
        journal = Optional.empty();
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    private static ConsoleView onStandardOutput() {
        boolean colour = ConsoleView.wantsColour(System.getenv());
        return new ConsoleView(new FileOutputStream(FileDescriptor.out), colour, "producer.1".length());
    }
}
