package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster signal HUP printer}. */
final class SignalCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        Options.operand(spec, "SIGNAL", "HUP, SIGHUP or 1");
        Options.selectors(spec, true);
    }

    @Override
    public int run(Invocation invocation) {
        try (ControlClient client = invocation.connect()) {
            Fields sent =
                    client.call("signal", Map.of("signal", invocation.operand(0), "selectors", invocation.words()));
            return Decisions.tell(sent, true, invocation.terminal());
        }
    }
}
