package dev.muster.supervisor.cli;

import picocli.CommandLine.Model.CommandSpec;

/** One command of {@code muster}: what it takes, and what it does. Used once, by one thread. */
interface Command {

    /** Adds its own options and operands; the global ones are there already. */
    void define(CommandSpec spec);

    /**
     * Does it.
     *
     * @return the exit code
     * @throws CommandFailed to end with a message
     */
    int run(Invocation invocation);
}
