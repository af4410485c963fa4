package dev.muster.wire;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the master tells a worker at its birth, and the environment variables that carry it. Immutable.
 *
 * @param worker such as {@code printer.1}
 * @param socket the master's worker.sock; empty for a worker that was started by hand
 * @param settings the service's settings as a JSON object
 * @param queues role to queue
 * @param grace how long a stop may take
 * @param keepFor how long to go on without a master; zero stops at once
 * @param watchdog how long the worker may be silent before it is ended
 */
public record WorkerEnvironment(
        String worker,
        int incarnation,
        Optional<Path> socket,
        String settings,
        Map<String, QueueAddress> queues,
        Duration grace,
        Duration keepFor,
        Optional<Duration> watchdog) {
    public static final String WORKER = "MUSTER_WORKER";
    public static final String SERVICE = "MUSTER_SERVICE";
    public static final String SLOT = "MUSTER_SLOT";
    public static final String INCARNATION = "MUSTER_INCARNATION";
    public static final String SOCKET = "MUSTER_SOCKET";

    /** The run directory of the master: by this a later one knows its workers. */
    public static final String RUN = "MUSTER_RUN";

    /** Where the worker leaves the exit code that it is about to end with, as {@link ExitWord}. */
    public static final String EXIT_FILE = "MUSTER_EXIT_FILE";

    /** The directory of the fleet's shared lists. */
    public static final String RESULTS = "MUSTER_RESULTS";

    /** Of a process that has no slot yet: its name. It waits for {@link ToWorker.Assign}. */
    public static final String SPARE = "MUSTER_SPARE";

    /** A directory of its own for a spare, to warm up in. */
    public static final String SPARE_SCRATCH = "MUSTER_SPARE_SCRATCH";

    public static final String NOTIFY_SOCKET = "NOTIFY_SOCKET";
    public static final String SETTINGS = "MUSTER_SETTINGS";
    public static final String QUEUES = "MUSTER_QUEUES";
    public static final String GRACE_MS = "MUSTER_GRACE_MS";
    public static final String KEEP_FOR_MS = "MUSTER_KEEP_FOR_MS";
    /** The name that sd_watchdog_enabled(3) reads; microseconds. */
    public static final String WATCHDOG_USEC = "WATCHDOG_USEC";

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

    public WorkerEnvironment {
        queues = Map.copyOf(queues);
    }

    /**
     * Reads the variables. None is required: a worker that was started by hand is slot 1 of the service {@code worker}.
     *
     * @throws IllegalArgumentException naming the variable that cannot be read
     */
    public static WorkerEnvironment read(Map<String, String> variables) {
        String socket = variables.get(SOCKET);
        return new WorkerEnvironment(
                variables.getOrDefault(WORKER, "worker.1"),
                (int) number(variables, INCARNATION, 1),
                socket == null ? Optional.empty() : Optional.of(Path.of(socket)),
                variables.getOrDefault(SETTINGS, "{}"),
                queues(variables.get(QUEUES)),
                Duration.ofMillis(number(variables, GRACE_MS, DEFAULT_GRACE.toMillis())),
                Duration.ofMillis(number(variables, KEEP_FOR_MS, 0)),
                Optional.of(number(variables, WATCHDOG_USEC, 0))
                        .filter(micros -> micros > 0)
                        .map(micros -> Duration.of(micros, ChronoUnit.MICROS)));
    }

    /** The variables of this worker, in the order of the constants above. */
    public Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(WORKER, worker);
        variables.put(SERVICE, service());
        variables.put(SLOT, Integer.toString(slot()));
        variables.put(INCARNATION, Integer.toString(incarnation));
        socket.ifPresent(path -> variables.put(SOCKET, path.toString()));
        variables.put(SETTINGS, settings);
        variables.put(QUEUES, Json.write(queues));
        variables.put(GRACE_MS, Long.toString(grace.toMillis()));
        variables.put(KEEP_FOR_MS, Long.toString(keepFor.toMillis()));
        watchdog.ifPresent(time -> variables.put(WATCHDOG_USEC, Long.toString(time.toNanos() / 1_000)));
        return variables;
    }

    /** The part of {@link #worker} before the dot. */
    public String service() {
        int dot = worker.lastIndexOf('.');
        return dot < 0 ? worker : worker.substring(0, dot);
    }

    /** The part of {@link #worker} after the dot, counted from 1. */
    public int slot() {
        int dot = worker.lastIndexOf('.');
        return dot < 0 ? 1 : Integer.parseInt(worker.substring(dot + 1));
    }

    private static long number(Map<String, String> variables, String name, long absent) {
        String text = variables.get(name);
        try {
            return text == null ? absent : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": not a whole number: " + text, e);
        }
    }

    private static Map<String, QueueAddress> queues(@Nullable String text) {
        Map<String, QueueAddress> queues = new LinkedHashMap<>();
        if (text == null) {
            return queues;
        }
        try {
            Json.parseObject(text)
                    .forEach((role, address) -> queues.put(role, Json.convert(address, QueueAddress.class)));
        } catch (JsonException e) {
            throw new IllegalArgumentException(QUEUES + ": " + e.getMessage(), e);
        }
        return queues;
    }
}
