package dev.muster.supervisor.cli;

import dev.muster.supervisor.control.Version;
import picocli.CommandLine.Model.CommandSpec;

/** {@code muster version}: of this program; a running master tells its own in {@code muster status --json}. */
final class VersionCommand implements Command {

    @Override
    public void define(CommandSpec spec) {}

    @Override
    public int run(Invocation invocation) {
        invocation.terminal().data("muster " + Version.TEXT + " (java " + System.getProperty("java.version") + ")");
        return Exit.OK;
    }
}
