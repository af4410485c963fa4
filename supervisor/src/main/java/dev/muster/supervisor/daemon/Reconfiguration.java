package dev.muster.supervisor.daemon;

import dev.muster.supervisor.control.Reconfigure;
import dev.muster.supervisor.control.Reload;
import dev.muster.supervisor.spec.FleetSpec;
import java.util.List;

/** What the control server may know of the configuration file, and of what it can be on this machine. Thread-safe. */
record Reconfiguration(Configuration configuration, WorkerProcesses processes, Reload reload) implements Reconfigure {

    @Override
    public FleetSpec read() {
        return configuration.read();
    }

    @Override
    public List<String> warnings(FleetSpec inForce) {
        return processes.warnings(inForce);
    }
}
