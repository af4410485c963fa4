package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster start|stop|restart}: asks, then waits until what was asked for is so. */
final class VerbCommand implements Command {
    private final Verb verb;

    VerbCommand(Verb verb) {
        this.verb = verb;
    }

    @Override
    public void define(CommandSpec spec) {
        if (verb != Verb.RESTART) {
            Options.flag(spec, "fail when a worker is " + verb.already + " already", "--strict");
        } else {
            Options.rolling(spec);
        }
        Options.waiting(spec);
        Options.selectors(spec, true);
    }

    @Override
    public int run(Invocation invocation) {
        boolean strict = verb != Verb.RESTART && invocation.has("--strict");
        try (ControlClient client = invocation.connect()) {
            Map<String, Object> asked = new HashMap<>(Map.of("selectors", invocation.words(), "strict", strict));
            if (verb == Verb.RESTART && invocation.has(Options.ROLLING)) {
                asked.put("rolling", true);
            }
            Fields accepted = client.call(verb.method, asked);
            int refused = Decisions.tell(accepted, invocation.has(Options.NO_WAIT), invocation.terminal());
            return Math.max(refused, new Waiting(client, invocation).until(accepted));
        }
    }

    /** What can be done to a worker that has a state to wait for. */
    enum Verb {
        START("start", "running"),
        STOP("stop", "stopped"),
        RESTART("restart", "");

        private final String method;
        private final String already;

        Verb(String method, String already) {
            this.method = method;
            this.already = already;
        }
    }
}
