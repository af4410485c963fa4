package dev.muster.supervisor.cli;

import picocli.CommandLine.Model.CommandSpec;

/** Something that is done with one queue. Used once, by one thread. */
interface QueueVerb {

    /** Adds its own options and operands; NAME and {@code --json} are there already. */
    void define(CommandSpec spec);

    /**
     * Does it.
     *
     * @return the exit code
     * @throws RuntimeException what the queue throws, see {@link QueueCommand}
     */
    int run(Invocation invocation, OneQueue queue);
}
