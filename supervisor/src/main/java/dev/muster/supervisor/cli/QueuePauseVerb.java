package dev.muster.supervisor.cli;

import dev.muster.queue.ledger.QueueLedger;
import dev.muster.supervisor.control.QueueView;
import dev.muster.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster queue pause}: no job is handed out until the time is over or {@code resume}; what runs goes on. */
final class QueuePauseVerb implements QueueVerb {
    private static final String FOR = "--for";

    @Override
    public void define(CommandSpec spec) {
        Options.value(spec, "DURATION", "for so long, such as 10m; without it until `muster queue resume`", FOR);
        Options.examples(spec, "  muster queue pause numbers --for 10m");
    }

    @Override
    public int run(Invocation invocation, OneQueue queue) {
        Duration time =
                invocation.value(FOR).map(text -> Durations.parse(FOR, text)).orElse(Duration.ZERO);
        if (invocation.has(FOR) && time.isZero()) {
            throw CommandFailed.usage(FOR + ": a pause of no length; `muster queue resume` ends one");
        }
        try (QueueLedger ledger = queue.ledger()) {
            ledger.pause(time);
            tell(invocation, queue, ledger.pausedUntil());
            return Exit.OK;
        }
    }

    /** How it is with the queue now. */
    static void tell(Invocation invocation, OneQueue queue, Optional<Instant> until) {
        if (invocation.has(Options.JSON)) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("name", queue.name());
            object.putAll(QueueView.pause(until));
            invocation.terminal().data(Json.write(object));
        } else {
            String state = until.map(
                            end -> end.equals(Instant.MAX) ? "paused until it is resumed" : "paused until " + end)
                    .orElse("handing out jobs");
            invocation.terminal().data(queue.name() + ": " + state);
        }
    }
}
