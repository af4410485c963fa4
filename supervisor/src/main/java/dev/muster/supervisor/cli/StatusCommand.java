package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.wire.Json;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster status}: workers and queues, once or redrawn. Exit 3 unless every worker shown is ready. */
final class StatusCommand implements Command {
    private static final String CLEAR_WITHOUT_WRAP = "\u001b[?7l\u001b[H\u001b[2J";
    private static final String WRAP_AGAIN = "\u001b[?7h";

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "one JSON object", Options.JSON);
        Options.flag(spec, "redraw until interrupted", "-w", "--watch");
        Options.value(spec, "DURATION", "how often to redraw, 1s by default", "--every");
        Options.selectors(spec, false);
    }

    @Override
    public int run(Invocation invocation) {
        Duration every = invocation
                .value("--every")
                .map(text -> Durations.parse("--every", text))
                .orElse(Duration.ofSeconds(1));
        try (ControlClient client = invocation.connect()) {
            return invocation.has("--watch") ? watch(invocation, client, every) : once(invocation, client);
        }
    }

    private static int once(Invocation invocation, ControlClient client) {
        Fields status = ask(invocation, client);
        if (invocation.has(Options.JSON)) {
            invocation.terminal().data(Json.write(status.asMap()));
        } else {
            StatusTable.print(status, Map.of(), 0, invocation.terminal());
        }
        return exitCode(status);
    }

    /** Ends by Ctrl-C, or when the master does. */
    private static int watch(Invocation invocation, ControlClient client, Duration every) {
        Terminal terminal = invocation.terminal();
        if (terminal.interactive()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                terminal.out().print(WRAP_AGAIN);
                terminal.out().flush();
            }));
        }
        Map<String, Long> cpuBefore = Map.of();
        long before = System.nanoTime();
        while (true) {
            Fields status = ask(invocation, client);
            long now = System.nanoTime();
            if (invocation.has(Options.JSON)) {
                terminal.data(Json.write(status.asMap()));
            } else {
                terminal.out().print(terminal.interactive() ? CLEAR_WITHOUT_WRAP : "");
                StatusTable.print(status, cpuBefore, TimeUnit.NANOSECONDS.toMillis(now - before), terminal);
            }
            terminal.out().flush();
            cpuBefore = StatusTable.cpu(status);
            before = now;
            if (client.awaitEnd(every)) {
                terminal.message("muster: the master has ended");
                return Exit.NO_DAEMON;
            }
        }
    }

    private static Fields ask(Invocation invocation, ControlClient client) {
        return client.call("status", Map.of("selectors", invocation.words()));
    }

    /** READY and serving, or between two runs of a schedule of which the last has not failed. */
    private static boolean isWell(Fields worker) {
        boolean ready = worker.text("phase").equals("READY");
        boolean rests = worker.text("phase").equals("STOPPED") && worker.has("schedule");
        return ready
                ? worker.optionalText("notReady").isEmpty()
                : rests && worker.object("schedule").has("next");
    }

    static int exitCode(Fields status) {
        boolean all = status.objects("workers").stream().allMatch(StatusCommand::isWell);
        return all ? Exit.OK : Exit.NOT_ALL_RUNNING;
    }
}
