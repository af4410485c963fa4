package dev.muster.supervisor.control;

import dev.muster.supervisor.spec.FleetSpec;
import java.util.List;

/** Reads the configuration again. Called on a thread that may block. */
@FunctionalInterface
public interface Reconfigure {

    /**
     * What the file says now; changes nothing.
     *
     * @throws dev.muster.supervisor.config.ConfigException with everything that is wrong with it
     */
    FleetSpec read();

    /** What of a specification that is in force cannot be had on this machine, as sentences. */
    default List<String> warnings(FleetSpec inForce) {
        return List.of();
    }

    /** Who is told of an apply. */
    default Reload reload() {
        return Reload.UNHEARD;
    }
}
