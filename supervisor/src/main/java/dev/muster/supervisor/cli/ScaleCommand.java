package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster scale printer 4}, {@code +2}, {@code -1}, {@code auto}. */
final class ScaleCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        Options.waiting(spec);
        Options.operand(spec, "NAME", "the service");
        Options.operand(spec, "COUNT", "N workers, or +N more, or -N fewer; auto: as many as its backlog needs");
        spec.parser().unmatchedOptionsArePositionalParams(true);
    }

    @Override
    public int run(Invocation invocation) {
        try (ControlClient client = invocation.connect()) {
            Fields accepted =
                    client.call("scale", Map.of("service", invocation.operand(0), "to", invocation.operand(1)));
            Decisions.tell(accepted, invocation.has(Options.NO_WAIT), invocation.terminal());
            return new Waiting(client, invocation).until(accepted);
        }
    }
}
