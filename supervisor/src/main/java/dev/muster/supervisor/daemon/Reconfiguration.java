package dev.muster.supervisor.daemon;

import dev.muster.supervisor.control.Reconfigure;
import dev.muster.supervisor.control.Reload;
import dev.muster.supervisor.spec.FleetSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What the control server may know of the configuration file, and of what it can be on this machine. Thread-safe.
 *
 * @param underSystemd whether there is a journal for the workers' output
 */
record Reconfiguration(Configuration configuration, WorkerProcesses processes, Reload reload, boolean underSystemd)
        implements Reconfigure {

    @Override
    public FleetSpec read() {
        return configuration.read();
    }

    @Override
    public List<String> warnings(FleetSpec inForce) {
        List<String> warnings = new ArrayList<>(processes.warnings(inForce));
        if (!underSystemd) {
            inForce.services().values().stream()
                    .filter(service -> service.policy().logs().journal())
                    .map(service ->
                            service.name() + ": logs.journal has no effect, systemd has not started this master")
                    .forEach(warnings::add);
        }
        return warnings;
    }
}
