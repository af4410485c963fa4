package dev.muster.supervisor.control;

import dev.muster.supervisor.spec.FleetSpec;

/** Reads the configuration again. Called on a thread that may block. */
@FunctionalInterface
public interface Reconfigure {

    /**
     * What the file says now; changes nothing.
     *
     * @throws dev.muster.supervisor.config.ConfigException with everything that is wrong with it
     */
    FleetSpec read();
}
