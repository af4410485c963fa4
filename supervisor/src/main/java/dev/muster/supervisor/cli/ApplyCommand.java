package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster apply}: reads the configuration again; a bad one changes nothing. */
final class ApplyCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        Options.rolling(spec);
        Options.waiting(spec);
        Options.flag(spec, "undo what was stopped and scaled by hand", Options.RESET);
        spec.usageMessage()
                .footer(
                        "When the configuration has problems all of them are printed, nothing is changed, and the exit code is 78.",
                        "`systemctl reload muster` does this. So does the signal HUP to the master, which tells only the log.");
    }

    @Override
    public int run(Invocation invocation) {
        try (ControlClient client = invocation.connect()) {
            Fields accepted = client.call(
                    "apply",
                    Map.of("reset", invocation.has(Options.RESET), "rolling", invocation.has(Options.ROLLING)));
            Changes.tell(accepted, invocation.terminal());
            return new Waiting(client, invocation).until(accepted);
        }
    }
}
