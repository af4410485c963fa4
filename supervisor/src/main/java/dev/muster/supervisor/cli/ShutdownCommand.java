package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster shutdown}: stops the fleet in order, then the master; comes back when the process is gone. */
final class ShutdownCommand implements Command {
    private static final Duration LAST_BREATH = Duration.ofSeconds(5);

    @Override
    public void define(CommandSpec spec) {
        Options.waiting(spec);
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        Duration timeout = invocation.timeout();
        try (ControlClient client = invocation.connect()) {
            Fields accepted = client.call("shutdown", Map.of());
            if (invocation.has(Options.NO_WAIT)) {
                return Exit.OK;
            }
            long pid = accepted.number("pid");
            if (!client.awaitEnd(timeout) || !gone(pid)) {
                terminal.message("the master (pid " + pid + ") is still stopping its workers after "
                        + Figures.duration(timeout.toMillis()));
                return Exit.TIMED_OUT;
            }
            terminal.message("the fleet and its master have stopped");
            return Exit.OK;
        }
    }

    /** The connection ends a little before the process; a script may start the next master when we return. */
    private static boolean gone(long pid) {
        long deadline = System.nanoTime() + LAST_BREATH.toNanos();
        Path process = Path.of("/proc", Long.toString(pid), "exe");
        // A zombie has no exe: its descriptors and locks are gone, which is what counts.
        while (Files.exists(process)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(5_000_000);
        }
        return true;
    }
}
