package dev.muster.supervisor.cli;

import dev.muster.supervisor.config.ConfigException;
import dev.muster.supervisor.config.ConfigLoader;
import dev.muster.supervisor.config.LoadOptions;
import dev.muster.supervisor.config.Problem;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.SpecView;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster check}: every problem of the configuration, or what it comes to. Needs no master. */
final class CheckCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "print nothing when it is right", "-q", "--quiet");
    }

    @Override
    public int run(Invocation invocation) {
        Optional<FleetSpec> fleet = load(invocation);
        if (fleet.isPresent() && !invocation.has("--quiet")) {
            invocation.terminal().data(SpecView.toText(fleet.get()).stripTrailing());
        }
        return fleet.isPresent() ? Exit.OK : Exit.CONFIGURATION;
    }

    /** Reads the configuration as a master would; its problems are told. */
    static Optional<FleetSpec> load(Invocation invocation) {
        try {
            return Optional.of(ConfigLoader.load(invocation.home(), LoadOptions.daemon()));
        } catch (ConfigException e) {
            for (Problem problem : e.problems()) {
                invocation.terminal().message(problem.toString());
            }
            return Optional.empty();
        }
    }
}
