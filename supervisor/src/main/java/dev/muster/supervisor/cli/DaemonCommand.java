package dev.muster.supervisor.cli;

import picocli.CommandLine.Model.CommandSpec;

/** {@code muster daemon}: what a service manager starts. Stays in the foreground and prints nothing of the workers. */
final class DaemonCommand implements Command {
    private final MasterRunner runner;

    DaemonCommand(MasterRunner runner) {
        this.runner = runner;
    }

    @Override
    public void define(CommandSpec spec) {}

    @Override
    public int run(Invocation invocation) {
        return runner.run(invocation.home(), false);
    }
}
