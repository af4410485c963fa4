package dev.muster.supervisor.spec;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The identity of a process: whatever, when changed, needs a new process to take effect. Immutable.
 *
 * @param environment the variables of the configuration with those of the env-file below them, already resolved
 * @param settings the service's own settings as a JSON object
 * @param queues role to queue name
 * @param user the user to run as, the master's own when empty
 */
public record Launch(
        Program program,
        Map<String, String> environment,
        Path workingDirectory,
        String settings,
        Map<String, String> queues,
        Optional<String> user) {

    public Launch {
        environment = Ordered.copy(environment);
        queues = Ordered.copy(queues);
    }
}
