package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Colour;
import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.cli.text.Table;
import dev.muster.supervisor.control.Fields;
import dev.muster.wire.Json;
import java.util.List;
import java.util.OptionalLong;

/** Prints entries of the journal, one line each: when, who, what, why. One thread. */
final class EventLines {
    private static final int WHAT_WIDTH = 8;

    private final Terminal terminal;
    private final boolean json;
    private int nameWidth = "printer.1".length();

    EventLines(Terminal terminal, boolean json) {
        this.terminal = terminal;
        this.json = json;
    }

    void print(Fields event) {
        if (json) {
            terminal.data(Json.write(event.asMap()));
            return;
        }
        String name = name(event);
        nameWidth = Math.max(nameWidth, name.length());
        String what = event.optionalText("what").orElse("");
        terminal.data((terminal.paint(
                                Colour.FAINT,
                                Times.shown(event.optionalText("at").orElse("")))
                        + "  " + padded(name, nameWidth) + "  " + terminal.paint(colour(what), padded(what, WHAT_WIDTH))
                        + "  " + oneLine(text(event)))
                .stripTrailing());
    }

    private static String name(Fields event) {
        String worker = event.optionalText("worker").orElse("");
        if (worker.isEmpty()) {
            return event.optionalText("service").orElse("master");
        }
        OptionalLong life = event.optionalNumber("incarnation");
        return life.isPresent() ? worker + "#" + life.getAsLong() : worker;
    }

    private static String text(Fields event) {
        String why = event.optionalText("why").orElse("");
        OptionalLong uptime = event.optionalNumber("uptimeMs");
        String lived = uptime.isPresent() ? " after " + Figures.duration(uptime.getAsLong()) : "";
        String by = event.has("by")
                ? " (by " + event.object("by").optionalText("name").orElse("?") + ")"
                : "";
        return why + lived + by;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** A reason may quote what a program wrote: control characters would move the cursor. */
    private static String oneLine(String text) {
        return Table.Cell.of(text).text();
    }

    private static Colour colour(String what) {
        if (List.of("crashed", "failed", "fault", "lost", "killing", "oom").contains(what)) {
            return Colour.RED;
        }
        return switch (what) {
            case "ready" -> Colour.GREEN;
            case "backoff", "unready", "stopping", "starting", "refused", "rolling", "hook" -> Colour.YELLOW;
            case "command", "master-started", "master-stopped" -> Colour.CYAN;
            default -> Colour.PLAIN;
        };
    }
}
