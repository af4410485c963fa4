package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.wire.Json;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster plan}: what {@code apply} would do now. */
final class PlanCommand implements Command {
    private static final String EXIT_CODE = "--exit-code";

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "exit 10 when something would change", EXIT_CODE);
        Options.flag(spec, "one JSON object", Options.JSON);
        Options.flag(spec, "for `apply --reset`", Options.RESET);
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        try (ControlClient client = invocation.connect()) {
            Fields plan = client.call("plan", Map.of("reset", invocation.has(Options.RESET)));
            List<Fields> changes = plan.objects("changes");
            if (invocation.has(Options.JSON)) {
                terminal.data(Json.write(plan.asMap()));
            } else {
                Changes.tell(plan, terminal);
                Changes.tellRolling(plan, terminal);
            }
            return !changes.isEmpty() && invocation.has(EXIT_CODE) ? Exit.PENDING : Exit.OK;
        }
    }
}
