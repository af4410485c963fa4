package dev.muster.supervisor.cli;

import dev.muster.supervisor.archive.Shelf;
import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.cli.text.Table;
import dev.muster.supervisor.cli.text.Table.Align;
import dev.muster.supervisor.cli.text.Table.Cell;
import dev.muster.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code muster archive --list}: the archives that a fleet's master has made of its workers' classes. No master is asked. */
final class ArchiveListing {

    private ArchiveListing() {}

    static int print(Invocation invocation) {
        Path directory = invocation.home().archives();
        List<Shelf.Entry> entries;
        try {
            entries = Shelf.of(invocation.home()).entries();
        } catch (IOException e) {
            throw new CommandFailed(
                    Exit.FAILED, FilesOwner.unusable("the archives", directory, new UncheckedIOException(e)));
        }
        Terminal terminal = invocation.terminal();
        if (invocation.has(Options.JSON)) {
            entries.forEach(entry -> terminal.data(Json.write(fields(entry))));
        } else if (entries.isEmpty()) {
            terminal.message("no archive in " + directory + ": one is made of a service's classes when a worker of it"
                    + " has been ready for a while (start.archive)");
        } else {
            terminal.data(table(entries));
        }
        return Exit.OK;
    }

    private static Table table(List<Shelf.Entry> entries) {
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.RIGHT, Align.LEFT, Align.LEFT);
        table.row(Cell.of("SERVICE"), Cell.of("JAVA"), Cell.of("SIZE"), Cell.of("LAST USED"), Cell.of("FILE"));
        for (Shelf.Entry entry : entries) {
            table.row(
                    Cell.of(entry.service()),
                    Cell.of(Integer.toString(entry.feature())),
                    Cell.of(Figures.bytes(entry.bytes())),
                    Cell.of(Times.shown(entry.used().toString())),
                    Cell.of(entry.file().getFileName().toString()));
        }
        return table;
    }

    private static Map<String, Object> fields(Shelf.Entry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("service", entry.service());
        fields.put("java", entry.feature());
        fields.put("bytes", entry.bytes());
        fields.put("used", entry.used().toString());
        fields.put("file", entry.file().toString());
        return fields;
    }
}
