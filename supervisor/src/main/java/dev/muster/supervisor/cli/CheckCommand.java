package dev.muster.supervisor.cli;

import dev.muster.supervisor.config.ConfigException;
import dev.muster.supervisor.config.ConfigLoader;
import dev.muster.supervisor.config.LoadOptions;
import dev.muster.supervisor.config.Problem;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.SpecView;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster check}: every problem of the configuration, or what it comes to. Needs no master. */
final class CheckCommand implements Command {

    @Override
    public void define(CommandSpec spec) {
        Options.flag(spec, "print nothing when it is right", "-q", "--quiet");
    }

    @Override
    public int run(Invocation invocation) {
        Terminal terminal = invocation.terminal();
        try {
            FleetSpec fleet = ConfigLoader.load(invocation.home(), LoadOptions.daemon());
            if (!invocation.has("--quiet")) {
                terminal.data(SpecView.toText(fleet).stripTrailing());
            }
            return Exit.OK;
        } catch (ConfigException e) {
            for (Problem problem : e.problems()) {
                terminal.message(problem.toString());
            }
            return Exit.CONFIGURATION;
        }
    }
}
