package dev.muster.supervisor.cli;

import dev.muster.supervisor.cli.text.Table;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster help [COMMAND]}. */
final class HelpCommand implements Command {
    private final Commands commands;

    HelpCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public void define(CommandSpec spec) {
        Options.words(spec, "COMMAND", "the command to explain; without it all commands are listed");
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        if (invocation.words().isEmpty()) {
            overview(terminal);
        } else if (invocation.words().equals(List.of(QueueCommands.GROUP))) {
            QueueCommands.overview(terminal);
        } else {
            Main.spec(commands, String.join(" ", invocation.words()))
                    .commandLine()
                    .usage(terminal.out());
        }
        return Exit.OK;
    }

    void overview(Terminal terminal) {
        terminal.data("Usage: muster [-c FILE] [--home DIR] [--system] COMMAND ...");
        terminal.data("Keeps a fleet of worker processes running, with a durable queue between them.");
        terminal.data("");
        list(commands.entries(), terminal);
        terminal.data("");
        terminal.data("`muster help COMMAND` tells more. Exit codes: 0 done, 1 failed, 2 usage, 3 not all running,");
        terminal.data(
                "4 unknown name or unreachable, 7 no master, 75 already running, 78 configuration, 124 time-out.");
    }

    static void list(List<Commands.Entry> entries, Terminal terminal) {
        Table table = new Table(Table.Align.LEFT, Table.Align.LEFT);
        for (Commands.Entry entry : entries) {
            String names = entry.aliases().isEmpty()
                    ? entry.name()
                    : entry.name() + " (" + String.join(", ", entry.aliases()) + ")";
            table.row(Table.Cell.of("  " + names), Table.Cell.of(entry.summary()));
        }
        terminal.data(table);
    }
}
