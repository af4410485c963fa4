package dev.muster.supervisor.spec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The identity of a process: whatever, when changed, needs a new process to take effect. A worker can be spawned from this
 * alone. Immutable; compared by value.
 *
 * @param environment everything the program gets beyond Muster's own variables
 * @param settings the service's own settings as plain values: maps, lists, strings, numbers, booleans
 * @param queues role to queue; a queue that moved or has new bounds needs its users restarted
 * @param attributes user, group and limits
 * @param watchdog how long a worker that is up may be silent; the program is told at its start
 */
public record Launch(
        Program program,
        Environment environment,
        Path workingDirectory,
        Map<String, Object> settings,
        Map<String, QueueSpec> queues,
        Attributes attributes,
        Optional<Duration> watchdog) {

    public Launch {
        settings = Ordered.deepCopy(settings);
        queues = Ordered.copy(queues);
    }

    /** Without a watchdog, limits and secrets. */
    public Launch(
            Program program,
            Map<String, String> environment,
            Path workingDirectory,
            Map<String, Object> settings,
            Map<String, QueueSpec> queues,
            Optional<String> user) {
        this(
                program,
                Environment.of(environment),
                workingDirectory,
                settings,
                queues,
                Attributes.of(user),
                Optional.empty());
    }

    /** With a variable more. */
    public Launch with(String variable, String value) {
        return with(environment.with(variable, value));
    }

    public Launch with(Environment other) {
        return new Launch(program, other, workingDirectory, settings, queues, attributes, watchdog);
    }

    /** To run as, the master's own when empty. */
    public Optional<String> user() {
        return attributes.user();
    }

    /** All of it as a text that is the same for equal ones, secrets of the configuration included. Not to be shown. */
    public String identity() {
        return List.of(program, environment.all(), workingDirectory, settings, queues, attributes, watchdog)
                .toString();
    }

    /** For messages about faults: as it is shown elsewhere, secrets hidden. */
    @Override
    public String toString() {
        return "Launch" + SpecView.toMap(this);
    }
}
