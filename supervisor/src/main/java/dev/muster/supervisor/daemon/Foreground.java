package dev.muster.supervisor.daemon;

import dev.muster.supervisor.config.ConfigException;
import dev.muster.supervisor.config.Problem;
import dev.muster.supervisor.event.MasterLog;
import dev.muster.supervisor.process.LockFile;
import dev.muster.supervisor.spec.Home;
import dev.muster.worker.SignalHandlers;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.daemon.DaemonInitException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a master in this process until its fleet has ended: what {@code muster run} and {@code muster daemon} do. */
public final class Foreground {
    private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);
    private static final int FAILED = 1;
    private static final int ALREADY_RUNNING = 75;
    private static final int CONFIGURATION = 78;

    private final Master master;
    private final AtomicInteger interrupts = new AtomicInteger();
    private final AtomicInteger terminations = new AtomicInteger();
    private final AtomicBoolean killed = new AtomicBoolean();
    private final boolean atTerminal = hasTerminal();

    private Foreground(Master master) {
        this.master = master;
    }

    /**
     * Blocks until the fleet has ended.
     *
     * @return 0 after an orderly stop, 1 when it was killed, the exit code of an essential worker that has failed for good, 75 when another master has the home, 78 for a bad configuration
     */
    public static int run(Home home, boolean console) {
        MasterDaemon daemon = new MasterDaemon(home, console);
        OwnLauncher launcher = new OwnLauncher();
        try {
            daemon.init(launcher);
        } catch (DaemonInitException e) {
            Throwable cause = e.getCause();
            return refused(cause != null ? cause : e, home);
        }
        return new Foreground(daemon.master()).run(daemon, launcher);
    }

    private static int refused(Throwable why, Home home) {
        if (why instanceof ConfigException bad) {
            for (Problem problem : bad.problems()) {
                System.err.println(problem);
            }
            return CONFIGURATION;
        }
        if (why instanceof LockFile.HeldException held) {
            System.err.println(
                    "muster: a master is already running in " + home.state() + " (pid " + held.holder() + ")");
            return ALREADY_RUNNING;
        }
        System.err.println("muster: " + why.getMessage());
        return FAILED;
    }

    private int run(MasterDaemon daemon, OwnLauncher launcher) {
        daemon.start();
        SignalHandlers.install(Map.of(
                "TERM", this::terminated,
                "INT", this::interrupted,
                "HUP", this::hungUp));
        launcher.awaitEnd();
        daemon.stop();
        daemon.destroy();
        MasterLog.close();
        return master.exitCode() == 0 && killed.get() ? FAILED : master.exitCode();
    }

    /** The first one is orderly, the second one kills. */
    private void terminated() {
        boolean first = terminations.incrementAndGet() == 1;
        killed.compareAndSet(false, !first);
        master.shutdown(!first);
    }

    /** At a terminal the first Ctrl-C asks and the second one kills; elsewhere INT kills, as cotyledon has it. */
    private void interrupted() {
        boolean first = interrupts.incrementAndGet() == 1;
        if (first && isTerminal()) {
            System.err.println("muster: stopping the fleet (Ctrl-C again to kill it)");
            master.shutdown(false);
        } else {
            killed.set(true);
            master.shutdown(true);
        }
    }

    /** Somebody has closed the terminal, or asks for the newest configuration. */
    private void hungUp() {
        if (atTerminal && !hasTerminal()) {
            LOG.info("SIGHUP, and the terminal is gone: stopping the fleet");
            master.shutdown(false);
        } else {
            master.reload("SIGHUP");
        }
    }

    /** Whether there is a controlling terminal; a session loses it when it is closed. */
    private static boolean hasTerminal() {
        try (SeekableByteChannel terminal = Files.newByteChannel(Path.of("/dev/tty"))) {
            return terminal.isOpen();
        } catch (IOException none) {
            return false;
        }
    }

    /** {@code System.console()} asks for standard output too, and may always be there from JDK 22 on. */
    private static boolean isTerminal() {
        try {
            String stdin = Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
            return stdin.startsWith("/dev/pts/") || stdin.startsWith("/dev/tty") || stdin.equals("/dev/console");
        } catch (IOException closed) {
            return false;
        }
    }
}
