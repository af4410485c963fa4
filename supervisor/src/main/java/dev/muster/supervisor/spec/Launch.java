package dev.muster.supervisor.spec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The identity of a process: whatever, when changed, needs a new process to take effect. A worker can be spawned from this
 * alone. Immutable; compared by value.
 *
 * @param environment everything the program gets beyond Muster's own variables: the few passed on from the master, the env-file, the
 *     configuration, in this order
 * @param settings the service's own settings as plain values: maps, lists, strings, numbers, booleans
 * @param queues role to queue; a queue that moved or has new bounds needs its users restarted
 * @param attributes user, group and limits
 * @param watchdog how long a worker that is up may be silent; the program is told at its start
 */
public record Launch(
        Program program,
        Map<String, String> environment,
        Path workingDirectory,
        Map<String, Object> settings,
        Map<String, QueueSpec> queues,
        Attributes attributes,
        Optional<Duration> watchdog) {

    public Launch {
        environment = Ordered.copy(environment);
        settings = Ordered.deepCopy(settings);
        queues = Ordered.copy(queues);
    }

    /** Without a watchdog and limits. */
    public Launch(
            Program program,
            Map<String, String> environment,
            Path workingDirectory,
            Map<String, Object> settings,
            Map<String, QueueSpec> queues,
            Optional<String> user) {
        this(program, environment, workingDirectory, settings, queues, Attributes.of(user), Optional.empty());
    }

    /** With a variable more. */
    public Launch with(String variable, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(variable, value);
        return new Launch(program, more, workingDirectory, settings, queues, attributes, watchdog);
    }

    /** To run as, the master's own when empty. */
    public Optional<String> user() {
        return attributes.user();
    }
}
