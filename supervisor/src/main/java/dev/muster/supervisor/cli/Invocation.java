package dev.muster.supervisor.cli;

import dev.muster.supervisor.config.HomeResolver;
import dev.muster.supervisor.control.ControlClient;
import dev.muster.supervisor.control.MasterAbsentException;
import dev.muster.supervisor.spec.Home;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** What one command was called with, and its way to the master. One thread. */
final class Invocation {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private final ParseResult arguments;
    private final Terminal terminal;
    private final HomeResolver homes;

    Invocation(ParseResult arguments, Terminal terminal, HomeResolver homes) {
        this.arguments = arguments;
        this.terminal = terminal;
        this.homes = homes;
    }

    Terminal terminal() {
        return terminal;
    }

    boolean has(String option) {
        return arguments.hasMatchedOption(option);
    }

    Optional<String> value(String option) {
        @Nullable String value = arguments.matchedOptionValue(option, (String) null);
        return Optional.ofNullable(value);
    }

    String operand(int index) {
        PositionalParamSpec operand =
                arguments.commandSpec().positionalParameters().get(index);
        String value = operand.getValue();
        return value;
    }

    /** The operands of {@link Options#selectors} or {@link Options#words}, which are always the last ones. */
    List<String> words() {
        List<PositionalParamSpec> operands = arguments.commandSpec().positionalParameters();
        String @Nullable [] values = operands.get(operands.size() - 1).getValue();
        return values == null ? List.of() : List.of(values);
    }

    Duration timeout() {
        return value(Options.TIMEOUT)
                .map(text -> Durations.parse(Options.TIMEOUT, text))
                .orElse(DEFAULT_TIMEOUT);
    }

    Home home() {
        try {
            return homes.resolve(value(Options.HOME), value(Options.CONFIG), has(Options.SYSTEM));
        } catch (IllegalArgumentException e) {
            throw CommandFailed.usage(String.valueOf(e.getMessage()));
        }
    }

    /** @throws CommandFailed with exit code 7 when no master runs there */
    ControlClient connect() {
        Home home = home();
        timeout(); // a mistake in it is told before anything is asked for
        try {
            return ControlClient.connect(home.controlSocket());
        } catch (MasterAbsentException e) {
            String where = home.run().equals(Path.of("/run/muster"))
                    ? "/run/muster (start one with `systemctl start muster`)"
                    : home.run().getParent() + " (start one with `muster run`)";
            throw new CommandFailed(Exit.NO_DAEMON, "no master is running in " + where);
        }
    }
}
