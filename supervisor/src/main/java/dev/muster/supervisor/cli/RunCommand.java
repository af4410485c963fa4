package dev.muster.supervisor.cli;

import picocli.CommandLine.Model.CommandSpec;

/** {@code muster run}: a master in the foreground with the output of all workers. */
final class RunCommand implements Command {
    private final MasterRunner runner;

    RunCommand(MasterRunner runner) {
        this.runner = runner;
    }

    @Override
    public void define(CommandSpec spec) {
        spec.usageMessage().footer("The first Ctrl-C stops the fleet in order, a second one at once.");
    }

    @Override
    public int run(Invocation invocation) {
        return runner.run(invocation.home(), true);
    }
}
