package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.control.MasterAbsentException;
import dev.muster.supervisor.control.StoredEvents;
import dev.muster.supervisor.control.UnreachableException;
import dev.muster.wire.RpcMessage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster events}: what happened, from the master or, without one, from the files of the last. */
final class EventsCommand implements Command {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "go on with what happens from now on", "-f", "--follow");
        Options.value(spec, "EVENTS", "how many, 50 by default; with --since all of them", "-n", "--last");
        Options.value(spec, "WHEN", "only what is younger than 10m, or than 2026-01-31T12:00:00Z", "--since");
        Options.flag(spec, "one JSON object a line", Options.JSON);
        Options.selectors(spec, false);
    }

    @Override
    public int run(Invocation invocation) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("selectors", invocation.words());
        invocation
                .value("--last")
                .ifPresent(text -> params.put("last", Numbers.parse("-n", text, 0, Integer.MAX_VALUE)));
        invocation.value("--since").ifPresent(text -> params.put("since", Times.since("--since", text)));
        params.put("follow", invocation.has("--follow"));
        Terminal terminal = invocation.terminal();
        EventLines lines = new EventLines(terminal, invocation.has(Options.JSON));
        try (ControlClient client = ControlClient.connect(invocation.home().controlSocket())) {
            client.call("events", params).objects("events").forEach(lines::print);
            return invocation.has("--follow") ? followToTheEnd(client, lines, terminal) : Exit.OK;
        } catch (MasterAbsentException e) {
            return stored(invocation, params, lines);
        }
    }

    private static int stored(Invocation invocation, Map<String, Object> params, EventLines lines) {
        List<Fields> events = StoredEvents.read(invocation.home(), params);
        boolean follow = invocation.has("--follow");
        if (events.isEmpty() || follow) {
            invocation.connect().close(); // tells that there is none
        }
        invocation.terminal().message("muster: no master is running; this is what the last one has written");
        events.forEach(lines::print);
        return Exit.OK;
    }

    private static int followToTheEnd(ControlClient client, EventLines lines, Terminal terminal) {
        try {
            while (true) {
                terminal.out().flush();
                Optional<RpcMessage.Notification> next = client.nextNotification(FOR_EVER);
                next.ifPresent(news -> tell(news, lines, terminal));
            }
        } catch (UnreachableException ended) {
            terminal.message("muster: the master has ended");
            return Exit.NO_DAEMON;
        }
    }

    private static void tell(RpcMessage.Notification news, EventLines lines, Terminal terminal) {
        Fields params = Fields.of(news.params());
        if (news.method().equals("lost")) {
            terminal.message("muster: " + params.number("events") + " events were left out: this reader is too slow");
        } else {
            lines.print(params);
        }
    }
}
