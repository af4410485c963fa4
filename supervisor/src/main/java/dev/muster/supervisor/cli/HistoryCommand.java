package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Colour;
import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.cli.text.Table;
import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.control.MasterAbsentException;
import dev.muster.supervisor.control.StoredEvents;
import dev.muster.wire.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster history NAME}: the last deaths, from the master or, without one, from the files of the last. */
final class HistoryCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        Options.value(spec, "DEATHS", "how many, 100 by default, which is all that is kept", "-n", "--last");
        Options.flag(spec, "one JSON object a line", Options.JSON);
        Options.operand(spec, "NAME", "a service (printer) or a worker (printer.2)");
    }

    @Override
    public int run(Invocation invocation) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("name", invocation.operand(0));
        invocation
                .value("--last")
                .ifPresent(text -> params.put("last", Numbers.parse("-n", text, 0, Integer.MAX_VALUE)));
        print(deaths(invocation, params), invocation);
        return Exit.OK;
    }

    private static List<Fields> deaths(Invocation invocation, Map<String, Object> params) {
        try (ControlClient client = ControlClient.connect(invocation.home().controlSocket())) {
            return client.call("history", params).objects("deaths");
        } catch (MasterAbsentException e) {
            List<Fields> deaths = StoredEvents.deaths(invocation.home(), params);
            if (deaths.isEmpty()) {
                invocation.connect().close(); // tells that there is none
            }
            invocation.terminal().message("muster: no master is running; this is what the last one has written");
            return deaths;
        }
    }

    private static void print(List<Fields> deaths, Invocation invocation) {
        Terminal terminal = invocation.terminal();
        if (deaths.isEmpty()) {
            terminal.message(invocation.operand(0) + ": no death is known");
        }
        for (Fields death : deaths) {
            if (invocation.has(Options.JSON)) {
                terminal.data(Json.write(death.asMap()));
            } else {
                print(death, terminal);
            }
        }
    }

    private static void print(Fields death, Terminal terminal) {
        boolean crashed = death.flag("crashed");
        String pid = death.has("pid") ? " (pid " + death.number("pid") + ")" : "";
        String cause = death.text("why");
        String then = death.optionalText("then").orElse("");
        String next = then.startsWith(cause + "; ") ? then.substring(cause.length() + 2) : then;
        terminal.data(terminal.paint(Colour.FAINT, Times.shown(death.text("at"))) + "  "
                + death.text("worker") + "#" + death.number("incarnation") + "  "
                + terminal.paint(crashed ? Colour.RED : Colour.PLAIN, crashed ? "crashed" : "exited")
                + " after " + Figures.duration(death.number("uptimeMs")) + ": "
                + line(cause) + pid + (next.isEmpty() || next.equals(cause) ? "" : "; " + line(next)));
        death.texts("lastWords").forEach(said -> terminal.data(terminal.paint(Colour.FAINT, "    | ") + line(said)));
    }

    /** Whatever a program wrote: control characters would move the cursor. */
    private static String line(String text) {
        return Table.Cell.of(text).text();
    }
}
