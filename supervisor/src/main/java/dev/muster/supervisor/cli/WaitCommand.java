package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster wait SEL --for ready|stopped}. */
final class WaitCommand implements Command {
    private static final String FOR = "--for";

    @Override
    public void define(CommandSpec spec) {
        Options.value(spec, "STATE", "ready (the default) or stopped", FOR);
        Options.value(spec, "DURATION", "how long to wait, 60s by default; then exit 124", Options.TIMEOUT);
        Options.selectors(spec, true);
    }

    @Override
    public int run(Invocation invocation) {
        String state = invocation.value(FOR).orElse("ready");
        if (!Set.of("ready", "stopped").contains(state)) {
            throw CommandFailed.usage("--for: " + state + " is neither ready nor stopped");
        }
        try (ControlClient client = invocation.connect()) {
            Fields targets = client.call("targets", Map.of("selectors", invocation.words(), "for", state));
            return new Waiting(client, invocation).until(targets);
        }
    }
}
