package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.top.Look;
import dev.muster.supervisor.cli.top.Top;
import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.spec.Home;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster top}: the fleet as it is now, until {@code q}. */
final class TopCommand implements Command {
    private static final String INTERVAL = "--interval";
    private static final String SORT = "--sort";
    /** The master looks at a process twice a second at most. */
    private static final Duration SHORTEST = Duration.ofMillis(500);

    private static final int WIDE = 160;

    @Override
    public void define(CommandSpec spec) {
        Options.value(spec, "DURATION", "how often to look, 1s by default, 500ms at least", INTERVAL);
        Options.value(spec, "ORDER", "name, cpu, memory, restarts, uptime or phase", SORT);
        Options.flag(spec, "look twice, print one frame as text, and end: needs no terminal", "--once");
        Options.selectors(spec, false);
        spec.usageMessage()
                .footer(
                        "Keys: arrows or j k choose a worker, r restarts it, s stops or starts it, + and - scale its service,",
                        "l follows its log, / filters, n c m t u p sort, ? explains them all, q quits.");
    }

    @Override
    public int run(Invocation invocation) {
        Top.Wish wish = wish(invocation);
        if (!invocation.has("--once")) {
            requireTerminal(invocation.terminal(), System.getenv());
        }
        try (ControlClient client = invocation.connect()) {
            if (invocation.has("--once")) {
                once(invocation.terminal(), client, wish);
            } else {
                Home home = invocation.home();
                Look look = new Look(true, invocation.terminal().colour(), isUnicode());
                Top.live(client, () -> ControlClient.connect(home.controlSocket()), wish, look);
            }
            return Exit.OK;
        }
    }

    private static Top.Wish wish(Invocation invocation) {
        Duration interval = invocation
                .value(INTERVAL)
                .map(text -> Durations.parse(INTERVAL, text))
                .orElse(Duration.ofSeconds(1));
        if (interval.compareTo(SHORTEST) < 0) {
            throw CommandFailed.usage(INTERVAL + ": 500ms is the shortest");
        }
        try {
            return new Top.Wish(
                    invocation.words(), interval, invocation.value(SORT).orElse("name"));
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage(SORT + ": " + e.getMessage());
        }
    }

    static void requireTerminal(Terminal terminal, Map<String, String> environment) {
        String type = environment.getOrDefault("TERM", "");
        boolean able = !type.isEmpty() && !type.equals("dumb") && !type.equals("unknown");
        if (!terminal.interactive() || !Terminal.inputIsTerminal() || !able) {
            throw CommandFailed.usage("top: a terminal that can move its cursor is needed"
                    + (able ? "" : ", and TERM is " + (type.isEmpty() ? "not set" : type))
                    + "; `muster top --once` prints one frame anywhere");
        }
    }

    private static void once(Terminal terminal, ControlClient client, Top.Wish wish) {
        int columns = terminal.interactive() ? TerminalWidth.of(terminal) : WIDE;
        Look look = new Look(terminal.interactive(), terminal.colour(), true);
        Top.once(client, wish, columns, look).forEach(terminal::data);
    }

    /** By the locale: what a terminal with another one makes of a bar is three wrong characters. */
    private static boolean isUnicode() {
        return System.getProperty("native.encoding", "")
                .toUpperCase(Locale.ROOT)
                .startsWith("UTF");
    }
}
