package dev.muster.supervisor.cli;

import dev.muster.supervisor.config.DidYouMean;
import dev.muster.supervisor.config.HomeResolver;
import dev.muster.supervisor.control.ErrorCode;
import dev.muster.supervisor.control.RemoteException;
import dev.muster.supervisor.control.UnreachableException;
import dev.muster.supervisor.daemon.Foreground;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code muster}. One thread. */
public final class Main {
    private final Commands commands;
    private final Terminal terminal;
    private final HomeResolver homes;

    Main(Commands commands, Terminal terminal, HomeResolver homes) {
        this.commands = commands;
        this.terminal = terminal;
        this.homes = homes;
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Main main = new Main(new Commands(Foreground::run), Terminal.ofProcess(), HomeResolver.ofProcess());
        System.exit(main.execute(List.of(arguments)));
    }

    /** Runs a command and returns its exit code; whatever went wrong was told on stderr. */
    int execute(List<String> arguments) {
        try {
            return dispatch(arguments);
        } catch (CommandFailed e) {
            terminal.message("muster: " + e.text());
            return e.exitCode();
        } catch (UnreachableException e) {
            terminal.message("muster: " + e.text());
            return Exit.UNKNOWN;
        } catch (RemoteException e) {
            return refused(e);
        } finally {
            terminal.out().flush();
        }
    }

    private int dispatch(List<String> arguments) {
        int at = commandIndex(arguments);
        if (at == arguments.size()) {
            boolean asked = arguments.contains("--help") || arguments.contains("-h");
            boolean version = arguments.contains("--version");
            if (!asked && !version) {
                throw CommandFailed.usage("which command? `muster help` lists them");
            }
            return dispatch(List.of(version ? "version" : "help"));
        }
        List<String> rest = new ArrayList<>(arguments);
        String name = rest.remove(at);
        if (name.equals(QueueCommands.GROUP)) {
            int verb = commandIndex(rest);
            if (verb == rest.size()) {
                return queueOverview(rest);
            }
            name = QueueCommands.name(rest.remove(verb));
        }
        return run(name, rest);
    }

    private int queueOverview(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            return dispatch(List.of("help", QueueCommands.GROUP));
        }
        throw CommandFailed.usage("queue: do what? `muster help queue` lists the commands");
    }

    private int run(String name, List<String> rest) {
        Commands.Entry entry = commands.find(name).orElseThrow(() -> unknownCommand(commands, name));
        Command command = commands.create(entry);
        ParseResult parsed = parse(spec(entry, command), rest);
        if (parsed.isUsageHelpRequested()) {
            parsed.commandSpec().commandLine().usage(terminal.out());
            return Exit.OK;
        }
        return command.run(new Invocation(parsed, terminal, homes));
    }

    /** The first word that is neither a global option nor the value of one. */
    private static int commandIndex(List<String> arguments) {
        int i = 0;
        while (i < arguments.size() && arguments.get(i).startsWith("-")) {
            boolean takesNext = List.of("-c", Options.CONFIG, Options.HOME).contains(arguments.get(i));
            i += takesNext ? 2 : 1;
        }
        return Math.min(i, arguments.size());
    }

    /** The definition of a command by its name, for its help. */
    static CommandSpec spec(Commands commands, String name) {
        Commands.Entry entry = commands.find(name).orElseThrow(() -> unknownCommand(commands, name));
        return spec(entry, commands.create(entry));
    }

    private static CommandSpec spec(Commands.Entry entry, Command command) {
        CommandSpec spec = Options.command(entry.name(), entry.summary());
        command.define(spec);
        Options.addGlobal(spec);
        new CommandLine(spec);
        return spec;
    }

    private static CommandFailed unknownCommand(Commands commands, String name) {
        boolean queue = QueueCommands.isOne(name);
        List<String> names = queue ? QueueCommands.names() : commands.names().toList();
        String hint = DidYouMean.nearest(names, name)
                .map(similar -> "did you mean `" + similar + "`?")
                .orElse(queue ? "`muster help queue` lists them" : "`muster help` lists them");
        return CommandFailed.usage("there is no command `" + name + "`; " + hint);
    }

    private static ParseResult parse(CommandSpec spec, List<String> arguments) {
        try {
            return spec.commandLine().parseArgs(arguments.toArray(String[]::new));
        } catch (UnmatchedArgumentException e) {
            String word = e.getUnmatched().get(0);
            String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            Optional<String> similar = DidYouMean.nearest(spec.optionsMap().keySet(), option);
            throw CommandFailed.usage(spec.name().substring("muster ".length()) + ": "
                    + (word.startsWith("-") ? "unknown option " : "unexpected argument ") + word
                    + similar.map(s -> "; did you mean " + s + "?").orElse(""));
        } catch (ParameterException e) {
            throw CommandFailed.usage(spec.name().substring("muster ".length()) + ": " + e.getMessage());
        }
    }

    private int refused(RemoteException e) {
        terminal.message("muster: " + e.text());
        for (String problem : e.data().texts("problems")) {
            terminal.message(problem);
        }
        if (e.is(ErrorCode.UNKNOWN_NAME)) {
            e.data().optionalText("didYouMean").ifPresent(s -> terminal.message("did you mean `" + s + "`?"));
            return Exit.UNKNOWN;
        } else if (e.is(ErrorCode.CONFIGURATION)) {
            return Exit.CONFIGURATION;
        } else if (e.is(ErrorCode.INVALID_PARAMS)) {
            return Exit.USAGE;
        }
        return e.is(ErrorCode.NOT_PERMITTED) ? Exit.UNKNOWN : Exit.FAILED;
    }
}
