package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.ByHand;
import dev.muster.supervisor.cli.text.Colour;
import dev.muster.supervisor.cli.text.Table;
import dev.muster.supervisor.cli.text.Table.Align;
import dev.muster.supervisor.cli.text.Table.Cell;
import dev.muster.supervisor.cli.text.Warnings;
import dev.muster.supervisor.control.Fields;
import java.util.List;
import java.util.stream.Collectors;

/** Prints what an apply would do or has begun: one line a worker, with the key that is the cause. */
final class Changes {

    private Changes() {}

    /** The changes of a plan or an apply, or that there are none, and what holds by hand. */
    static void tell(Fields answer, Terminal terminal) {
        List<Fields> changes = answer.objects("changes");
        List<String> byHand = ByHand.sentences(answer);
        if (changes.isEmpty()) {
            terminal.message(
                    byHand.isEmpty()
                            ? "nothing to do: the fleet is as the configuration says"
                            : "nothing to do, but the fleet is not as the configuration says:");
        }
        print(changes, terminal);
        byHand.forEach(terminal::message);
        Warnings.lines(answer).forEach(terminal::message);
    }

    /** What a rolling apply would do with those that need another process. */
    static void tellRolling(Fields plan, Terminal terminal) {
        if (!plan.has("rolling") || plan.objects("rolling").isEmpty()) {
            return;
        }
        String services = plan.objects("rolling").stream().map(Changes::inTurn).collect(Collectors.joining(", then "));
        terminal.message("`muster apply` restarts them at once; `muster apply --rolling` one by one: " + services);
    }

    private static String inTurn(Fields service) {
        long away = service.number("maxUnavailable");
        long surge = service.number("maxSurge");
        String missed = away == 0 ? "none" : "at most " + away;
        String help = surge == 0 ? "" : ", " + surge + " more to help out";
        return service.text("service") + " (" + service.number("workers") + ", " + missed + " away at a time" + help
                + ")";
    }

    private static void print(List<Fields> changes, Terminal terminal) {
        Table table = new Table(Align.LEFT, Align.LEFT, Align.LEFT);
        for (Fields change : changes) {
            String action = change.text("action");
            table.row(
                    new Cell(action, colour(action)),
                    Cell.of(change.text("id")),
                    Cell.of(change.optionalText("key").orElse("")));
        }
        terminal.data(table);
    }

    private static Colour colour(String action) {
        return switch (action) {
            case "add" -> Colour.GREEN;
            case "remove" -> Colour.RED;
            case "restart" -> Colour.YELLOW;
            default -> Colour.CYAN;
        };
    }
}
