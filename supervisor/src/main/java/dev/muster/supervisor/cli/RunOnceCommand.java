package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.control.UnreachableException;
import dev.muster.supervisor.spec.Signals;
import dev.muster.wire.Json;
import dev.muster.wire.RpcMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster run-once NAME}: one run of a service that is down; shows what it prints and ends with its exit code. */
final class RunOnceCommand implements Command {
    private static final String QUIET = "--quiet";
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration HELD = Duration.ofSeconds(10);
    /** How long the last lines may be on their way after the end. */
    private static final Duration LAST_LINES = Duration.ofSeconds(5);

    private static final int SIGNAL_BASE = 128;

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "return as soon as the master has accepted it", Options.NO_WAIT);
        Options.flag(spec, "do not show what it prints", "-q", QUIET);
        Options.flag(spec, "one JSON object at the end, instead of what it prints", Options.JSON);
        Options.operand(spec, "NAME", "a service (report) or a worker (report.1) that is down");
        spec.usageMessage()
                .footer(
                        "Ends with the exit code of the run, or 128 + n when signal n ended it. Ctrl-C ends this command only: the run"
                                + " goes on.");
    }

    @Override
    public int run(Invocation invocation) {
        boolean shown = !invocation.has(QUIET) && !invocation.has(Options.JSON) && !invocation.has(Options.NO_WAIT);
        try (ControlClient client = invocation.connect();
                ControlClient lines = invocation.connect()) {
            Optional<Output> output = shown
                    ? Optional.of(new Output(lines, invocation.terminal(), invocation.operand(0)))
                    : Optional.empty();
            Fields accepted = client.call("run-once", Map.of("selectors", List.of(invocation.operand(0))));
            Fields target = accepted.objects("targets").get(0);
            String worker = target.text("id");
            if (invocation.has(Options.NO_WAIT)) {
                invocation.terminal().message(worker + ": running once");
                return Exit.OK;
            }
            AtomicBoolean over = tellWhenInterrupted(worker, invocation.terminal());
            try {
                Fields end = await(client, target, output);
                output.ifPresent(last -> last.finish(client, worker));
                return result(end, invocation);
            } catch (UnreachableException gone) {
                throw new CommandFailed(Exit.NO_DAEMON, "the master has ended; " + worker + " may go on without it");
            } finally {
                over.set(true);
            }
        }
    }

    private static AtomicBoolean tellWhenInterrupted(String worker, Terminal terminal) {
        AtomicBoolean over = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!over.get()) {
                terminal.message("muster: the run goes on; `muster logs -f " + worker + "` shows it, `muster stop "
                        + worker + "` ends it");
                terminal.err().flush();
            }
        }));
        return over;
    }

    /** Until the run is over; whatever it prints meanwhile is shown. */
    private static Fields await(ControlClient client, Fields target, Optional<Output> output) {
        Duration held = output.isPresent() ? Duration.ZERO : HELD;
        while (true) {
            Fields state =
                    client.call("wait", Map.of("targets", List.of(target.asMap()), "timeoutMs", held.toMillis()), held);
            if (state.flag("settled")) {
                return state.objects("workers").get(0);
            }
            output.ifPresent(shown -> shown.show(target.text("id"), LOOK));
        }
    }

    private static int result(Fields end, Invocation invocation) {
        boolean exited = end.has("exit");
        int code = exited ? code(end.object("exit")) : Exit.FAILED;
        if (invocation.has(Options.JSON)) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("worker", end.text("id"));
            line.put("phase", end.text("phase"));
            line.put("exit", exited ? end.object("exit").asMap() : null);
            line.put("reason", end.text("reason"));
            invocation.terminal().data(Json.write(line));
        } else if (code != Exit.OK) {
            invocation.terminal().message(end.text("id") + ": " + end.text("reason"));
        }
        return code;
    }

    private static int code(Fields exit) {
        return exit.optionalText("signal")
                .map(signal -> SIGNAL_BASE + Signals.number(signal))
                .orElseGet(() -> (int) exit.optionalNumber("code").orElse(Exit.FAILED));
    }

    /** What the run prints, followed from before it began. */
    private static final class Output {
        private final ControlClient client;
        private final Terminal terminal;
        private final Map<String, String> before;
        private String printed = "";

        Output(ControlClient client, Terminal terminal, String name) {
            this.client = client;
            this.terminal = terminal;
            this.before = newest(client.call("logs", Map.of("selectors", List.of(name), "lines", 1, "follow", true)));
        }

        /** Shows what comes, until nothing has come for a while. */
        void show(String worker, Duration silence) {
            Optional<RpcMessage.Notification> next = client.nextNotification(silence);
            while (next.isPresent()) {
                Fields line = Fields.of(next.get().params());
                if (next.get().method().equals("log") && line.text("worker").equals(worker)) {
                    terminal.data(line.text("text"));
                    printed = identity(line);
                }
                next = client.nextNotification(silence);
            }
            terminal.out().flush();
        }

        /** The end of a worker is told when its output is in the log: its last line is on its way to us. */
        void finish(ControlClient asked, String worker) {
            Map<String, String> after = newest(asked.call("logs", Map.of("selectors", List.of(worker), "lines", 1)));
            long deadline = System.nanoTime() + LAST_LINES.toNanos();
            while (!after.isEmpty()
                    && !after.containsValue(printed)
                    && !before.values().containsAll(after.values())
                    && System.nanoTime() < deadline) {
                show(worker, LOOK);
            }
        }

        /** The last line of each worker. */
        private static Map<String, String> newest(Fields logs) {
            Map<String, String> newest = new HashMap<>();
            logs.objects("lines").forEach(line -> newest.put(line.text("worker"), identity(line)));
            return newest;
        }

        private static String identity(Fields line) {
            return line.text("worker") + " " + line.optionalText("at").orElse("") + " " + line.text("text");
        }
    }
}
