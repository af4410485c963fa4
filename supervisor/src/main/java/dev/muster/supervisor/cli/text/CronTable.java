package dev.muster.supervisor.cli.text;

import dev.muster.supervisor.cli.text.Table.Align;
import dev.muster.supervisor.cli.text.Table.Cell;
import dev.muster.supervisor.control.Fields;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table of crons that {@code cron} prints; times are those of the host's zone. Thread-safe. */
public final class CronTable {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private CronTable() {}

    public static Table of(List<Fields> crons) {
        Table table = new Table(
                Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT, Align.RIGHT, Align.RIGHT, Align.LEFT);
        table.row(
                head("CRON"),
                head("SCHEDULE"),
                head("QUEUE"),
                head("NEXT"),
                head("LAST"),
                head("JOB"),
                head("MISSED"),
                head("WHY"));
        for (Fields cron : crons) {
            table.row(
                    Cell.of(cron.text("name")),
                    Cell.of(cron.text("schedule") + " " + cron.text("zone")),
                    Cell.of(cron.text("queue")),
                    Cell.of(time(cron.optionalText("next"))),
                    Cell.of(time(cron.optionalText("last"))),
                    Cell.of(cron.optionalText("lastJob").orElse(Figures.NONE)),
                    Cell.of(Long.toString(cron.number("missed"))),
                    new Cell(cron.optionalText("trouble").orElse(""), Colour.YELLOW));
        }
        return table;
    }

    private static String time(Optional<String> instant) {
        return instant.map(text -> TIME.format(Instant.parse(text).atZone(ZoneId.systemDefault())))
                .orElse(Figures.NONE);
    }

    private static Cell head(String title) {
        return new Cell(title, Colour.BOLD);
    }
}
