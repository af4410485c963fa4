package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.control.MasterAbsentException;
import dev.muster.supervisor.control.UnreachableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster reexec}: the same process executes the installed program anew, and adopts its workers. */
final class ReexecCommand implements Command {
    private static final long LOOK_NANOS = 20_000_000;

    @Override
    public void define(CommandSpec spec) {
        Options.waiting(spec);
        spec.usageMessage()
                .footer(
                        "For a new version, or a new JDK, without touching a worker: they keep their processes. Those with",
                        "on-master-death.keep-for = 0 end with the old master.");
    }

    @Override
    public int run(Invocation invocation) {
        Duration timeout = invocation.timeout();
        long began = System.nanoTime();
        if (CheckCommand.load(invocation).isEmpty()) {
            return Exit.CONFIGURATION; // a new master could not start
        }
        Fields accepted;
        try (ControlClient client = invocation.connect()) {
            accepted = client.call("reexec", Map.of());
            if (invocation.has(Options.NO_WAIT)) {
                return Exit.OK;
            }
            client.awaitEnd(timeout);
        }
        Path socket = invocation.home().controlSocket();
        while (System.nanoTime() - began < timeout.toNanos()) {
            Optional<Fields> status = status(socket);
            if (status.isPresent()) {
                return tell(invocation, accepted, status.get(), Duration.ofNanos(System.nanoTime() - began));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        invocation.terminal().message("the master does not answer after " + Figures.duration(timeout.toMillis()));
        return Exit.TIMED_OUT;
    }

    private static Optional<Fields> status(Path socket) {
        try (ControlClient client = ControlClient.connect(socket)) {
            return Optional.of(client.call("status", Map.of("selectors", List.of())))
                    .filter(status -> status.object("master").text("phase").equals("RUNNING"));
        } catch (MasterAbsentException | UnreachableException notYet) {
            return Optional.empty();
        }
    }

    private static int tell(Invocation invocation, Fields before, Fields now, Duration took) {
        Fields master = now.object("master");
        String text =
                "the master (pid " + master.number("pid") + ") was replaced in " + Figures.duration(took.toMillis())
                        + ": muster " + before.text("muster") + " -> " + master.text("version");
        invocation.terminal().message(text);
        return before.number("pid") == master.number("pid") ? Exit.OK : Exit.FAILED;
    }
}
