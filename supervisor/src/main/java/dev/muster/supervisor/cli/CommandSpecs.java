package dev.muster.supervisor.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The definitions of all commands, for what is generated from them when the distribution is built; no command uses it. */
public final class CommandSpecs {

    private CommandSpecs() {}

    /** In the order of the overview; those of a queue follow {@code muster queue}. */
    public static List<CommandSpec> all() {
        Commands commands = new Commands((home, console) -> Exit.OK);
        List<CommandSpec> specs = new ArrayList<>();
        for (Commands.Entry entry : commands.entries()) {
            specs.add(spec(commands, entry));
            if (entry.name().equals(QueueCommands.GROUP)) {
                QueueCommands.ENTRIES.forEach(verb -> specs.add(spec(commands, verb)));
            }
        }
        return specs;
    }

    private static CommandSpec spec(Commands commands, Commands.Entry entry) {
        return Main.spec(commands, entry.name()).aliases(entry.aliases().toArray(String[]::new));
    }
}
