package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.control.UnreachableException;
import dev.muster.wire.RpcMessage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster logs}: the last lines of the workers, and with {@code -f} the next ones. */
final class LogsCommand implements Command {
    private static final int DEFAULT_LINES = 20;
    private static final Duration FOR_EVER = Duration.ofDays(1);

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "go on with what is written from now on", "-f", "--follow");
        Options.value(spec, "LINES", "how many lines of the past for each worker, 20 by default", "-n", "--lines");
        Options.value(spec, "WHEN", "only what is younger than 10m, or than 2026-01-31T12:00:00Z", "--since");
        Options.flag(spec, "only what was written to stderr", "--err");
        Options.selectors(spec, false);
    }

    @Override
    public int run(Invocation invocation) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("selectors", invocation.words());
        params.put("lines", invocation.value("--lines").map(LogsCommand::lines).orElse(DEFAULT_LINES));
        invocation.value("--since").ifPresent(text -> params.put("since", Times.since("--since", text)));
        params.put("err", invocation.has("--err"));
        params.put("follow", invocation.has("--follow"));
        try (ControlClient client = invocation.connect()) {
            Fields past = client.call("logs", params);
            List<String> workers = past.texts("workers");
            LinePrefix prefix = new LinePrefix(workers, invocation.terminal());
            past.objects("lines").forEach(line -> print(line, prefix));
            if (past.flag("cut")) {
                invocation
                        .terminal()
                        .message("muster: older lines were left out, they are too many at a time; name fewer workers");
            }
            if (!past.flag("complete")) {
                invocation
                        .terminal()
                        .message("muster: there are older lines, but their files tell neither time nor stream");
            }
            return invocation.has("--follow") ? followToTheEnd(client, prefix, invocation.terminal()) : Exit.OK;
        }
    }

    private static int followToTheEnd(ControlClient client, LinePrefix prefix, Terminal terminal) {
        try {
            follow(client, prefix, terminal);
        } catch (UnreachableException ended) {
            terminal.message("muster: the master has ended");
        }
        return Exit.NO_DAEMON;
    }

    private static void follow(ControlClient client, LinePrefix prefix, Terminal terminal) {
        while (true) {
            terminal.out().flush();
            Optional<RpcMessage.Notification> next = client.nextNotification(FOR_EVER);
            if (next.isEmpty()) {
                continue;
            }
            Fields params = Fields.of(next.get().params());
            if (next.get().method().equals("lost")) {
                terminal.message("muster: " + params.number("lines") + " lines were left out: this reader is too slow");
            } else {
                print(params, prefix);
            }
        }
    }

    private static void print(Fields line, LinePrefix prefix) {
        prefix.print(line.text("worker"), line.text("text"));
    }

    private static int lines(String text) {
        try {
            int lines = Integer.parseInt(text);
            if (lines >= 0) {
                return lines;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw CommandFailed.usage("-n: " + text + " is no number of lines");
    }
}
