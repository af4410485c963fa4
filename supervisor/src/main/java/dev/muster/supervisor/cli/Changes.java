package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.Table.Align;
import dev.muster.supervisor.cli.Table.Cell;
import dev.muster.supervisor.control.Fields;
import java.util.List;

/** Prints what an apply would do or has begun: one line a worker, with the key that is the cause. */
final class Changes {

    private Changes() {}

    static void print(List<Fields> changes, Terminal terminal) {
        Table table = new Table(Align.LEFT, Align.LEFT, Align.LEFT);
        for (Fields change : changes) {
            String action = change.text("action");
            table.row(
                    new Cell(action, colour(action)),
                    Cell.of(change.text("id")),
                    Cell.of(change.optionalText("key").orElse("")));
        }
        table.print(terminal);
    }

    private static Terminal.Colour colour(String action) {
        return switch (action) {
            case "add" -> Terminal.Colour.GREEN;
            case "remove" -> Terminal.Colour.RED;
            case "restart" -> Terminal.Colour.YELLOW;
            default -> Terminal.Colour.CYAN;
        };
    }
}
