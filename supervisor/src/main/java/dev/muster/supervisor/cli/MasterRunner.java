package dev.muster.supervisor.cli;

import dev.muster.supervisor.spec.Home;

/** Runs a master in this process until it ends. Thread-safe. */
@FunctionalInterface
public interface MasterRunner {

    /**
     * Blocks until the master has ended.
     *
     * @param console whether the workers' output is shown here, and their lives end with this one
     * @return the exit code
     */
    int run(Home home, boolean console);
}
