package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Colour;
import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.cli.text.ScaleLines;
import dev.muster.supervisor.cli.text.Table;
import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.Fields;
import dev.muster.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster why NAME}: what a worker does, what it waits for, what happens next, and what helps. */
final class WhyCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "one JSON object", Options.JSON);
        Options.operand(spec, "NAME", "a service (printer) or a worker (printer.2)");
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        try (ControlClient client = invocation.connect()) {
            Fields answer = client.call("why", Map.of("name", invocation.operand(0)));
            List<Fields> workers = answer.objects("workers");
            if (invocation.has(Options.JSON)) {
                terminal.data(Json.write(answer.asMap()));
            } else if (workers.isEmpty()) {
                terminal.message(invocation.operand(0) + ": has no workers; `muster scale` gives it some");
            } else {
                workers.forEach(worker -> print(worker, terminal));
            }
            if (!invocation.has(Options.JSON)) {
                ScaleLines.all(answer).forEach(said -> terminal.data(line(said)));
            }
            return Exit.OK;
        }
    }

    private static void print(Fields worker, Terminal terminal) {
        terminal.data(terminal.paint(colour(worker.text("phase")), line(worker.text("state"))));
        worker.optionalText("waitsFor").ifPresent(what -> terminal.data("  waits for: " + line(withoutVerb(what))));
        worker.optionalText("rolling").ifPresent(what -> terminal.data("  " + line(what)));
        worker.optionalText("stalled")
                .ifPresent(what -> terminal.data(
                        "  stalled: it " + line(what) + ", for " + Figures.duration(worker.number("stalledMs"))));
        terminal.data("  next: " + line(worker.text("next")));
        if (worker.has("lastCommand")) {
            asked(worker.object("lastCommand"), terminal);
        }
        if (worker.has("lastDeath")) {
            words(worker.object("lastDeath"), terminal);
        }
        worker.texts("hints").forEach(hint -> terminal.data("  " + terminal.paint(Colour.FAINT, hint)));
    }

    private static String withoutVerb(String reason) {
        return reason.startsWith("waits for ") ? reason.substring("waits for ".length()) : reason;
    }

    private static void asked(Fields command, Terminal terminal) {
        terminal.data("  asked for: " + line(command.text("why")) + ", " + ago(command.text("at")) + " ago");
    }

    private static void words(Fields death, Terminal terminal) {
        terminal.data("  last end: " + death.text("worker") + "#" + death.number("incarnation") + ", "
                + ago(death.text("at")) + " ago: " + line(death.text("why")) + " after "
                + Figures.duration(death.number("uptimeMs")));
        List<String> words = death.texts("lastWords");
        if (!words.isEmpty()) {
            terminal.data("  last words:");
            words.forEach(said -> terminal.data("    | " + line(said)));
        }
    }

    private static String ago(String instant) {
        return Figures.duration(Math.max(
                0, Duration.between(Instant.parse(instant), Instant.now()).toMillis()));
    }

    private static Colour colour(String phase) {
        return switch (phase) {
            case "READY" -> Colour.GREEN;
            case "FAILED" -> Colour.RED;
            case "STOPPED" -> Colour.PLAIN;
            default -> Colour.YELLOW;
        };
    }

    /** Whatever a program wrote: control characters would move the cursor. */
    private static String line(String text) {
        return Table.Cell.of(text).text();
    }
}
