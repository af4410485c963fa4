package dev.muster.supervisor.daemon;

import dev.muster.supervisor.config.ConfigLoader;
import dev.muster.supervisor.config.LoadOptions;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;

/** The configuration file and how it is read. Immutable; thread-safe. */
record Configuration(Home home, LoadOptions options) {

    /**
     * What the file says now.
     *
     * @throws dev.muster.supervisor.config.ConfigException with everything that is wrong with it
     */
    FleetSpec read() {
        return ConfigLoader.load(home, options);
    }
}
