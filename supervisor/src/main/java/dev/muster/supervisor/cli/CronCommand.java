package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.CronTable;
import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.wire.Json;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster cron}: the jobs that are put at times. Exit 1 while one cannot be put. */
final class CronCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "one JSON object", Options.JSON);
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        List<Fields> crons;
        try (ControlClient client = invocation.connect()) {
            Fields status = client.call("status", Map.of("selectors", List.of()));
            crons = status.has("crons") ? status.objects("crons") : List.of();
        }
        if (invocation.has(Options.JSON)) {
            terminal.data(
                    Json.write(Map.of("crons", crons.stream().map(Fields::asMap).toList())));
        } else if (crons.isEmpty()) {
            terminal.message("the configuration has no cron");
        } else {
            terminal.data(CronTable.of(crons));
        }
        return crons.stream().anyMatch(cron -> cron.has("trouble")) ? Exit.FAILED : Exit.OK;
    }
}
