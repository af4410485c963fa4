package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.StatusText;
import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.wire.Json;
import java.time.Duration;
import java.util.HashMap;
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

    /** Drawn by the master, unless programs read it, or the master is an older one, which answers with its figures. */
    private static int once(Invocation invocation, ControlClient client) {
        Terminal terminal = invocation.terminal();
        boolean json = invocation.has(Options.JSON);
        Map<String, Object> question = new HashMap<>();
        question.put("selectors", invocation.words());
        if (!json) {
            question.put("draw", Map.of("colour", terminal.colour()));
        }
        Fields answer = client.call("status", question);
        if (answer.has("text")) {
            terminal.out().print(answer.text("text"));
            return exitCode(answer.flag("well"));
        }
        if (json) {
            terminal.data(Json.write(answer.asMap()));
        } else {
            terminal.out().print(StatusText.of(answer, terminal.colour()));
        }
        return exitCode(StatusText.isWell(answer));
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
            Fields status = client.call("status", Map.of("selectors", invocation.words()));
            long now = System.nanoTime();
            if (invocation.has(Options.JSON)) {
                terminal.data(Json.write(status.asMap()));
            } else {
                terminal.out().print(terminal.interactive() ? CLEAR_WITHOUT_WRAP : "");
                long since = TimeUnit.NANOSECONDS.toMillis(now - before);
                terminal.out().print(StatusText.of(status, cpuBefore, since, terminal.colour()));
            }
            terminal.out().flush();
            cpuBefore = StatusText.cpu(status);
            before = now;
            if (client.awaitEnd(every)) {
                terminal.message("muster: the master has ended");
                return Exit.NO_DAEMON;
            }
        }
    }

    private static int exitCode(boolean well) {
        return well ? Exit.OK : Exit.NOT_ALL_RUNNING;
    }
}
