package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.ControlClient;
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
            var sent = client.call("signal", Map.of("signal", invocation.operand(0), "selectors", invocation.words()));
            for (var worker : sent.objects("workers")) {
                worker.optionalText("note")
                        .ifPresent(note -> invocation.terminal().message(worker.text("id") + ": " + note));
            }
            return Exit.OK;
        }
    }
}
