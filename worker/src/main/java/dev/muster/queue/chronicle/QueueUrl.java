package dev.muster.queue.chronicle;

import dev.muster.queue.QueueLocation;
import dev.muster.queue.RetryPolicy;
import dev.muster.queue.RunLimit;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.QueueDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A queue's URL taken apart: {@code chronicle:/dir?max-backlog=N&max-bytes=N&min-free=N&on-full=reject|block&durability=os|sync
 * &segment-jobs=N&take-over=true&crash-max=N&crash-within=MS&max-running=N}, and the parameters of {@link RetryPolicy}
 * and {@link RunLimit}, which it only checks.
 * Immutable.
 *
 * @param bounds what a put must not exceed, {@link Bounds#DEFAULT_RESERVE} where nothing is said of the reserve
 * @param onFull what a put does when the bound is reached
 * @param durability when a put is complete
 * @param segmentJobs capacity of a segment, used when the queue is made
 * @param takeOver use it although another machine's workers never signed off
 * @param crashes how many workers may die with a job before it is put aside
 * @param maxRunning how many jobs may be held at a time, {@link Permits#UNLIMITED} for no limit
 */
record QueueUrl(
        Path directory,
        Bounds bounds,
        OnFull onFull,
        Durability durability,
        int segmentJobs,
        boolean takeOver,
        CrashLimit crashes,
        int maxRunning) {

    static final String SCHEME = "chronicle";

    /** The least that {@code max-bytes} can be: a few segments have to fit. */
    static final long MIN_BYTES = 32L << 20;

    private static final int MOST_CRASHES = 1000; // a job's counters go a little further

    /** What a put does when the backlog has reached its bound. */
    enum OnFull {
        REJECT,
        BLOCK
    }

    /** When a put is complete. */
    enum Durability {
        /** It survives the death of any process. */
        OS,
        /** It survives a power cut. */
        SYNC
    }

    /** @throws IllegalArgumentException naming the queue, the parameter and what is allowed */
    static QueueUrl parse(String name, String url) {
        QueueLocation location = QueueLocation.of(url);
        if (!SCHEME.equals(location.scheme()) || !location.path().startsWith("/")) {
            throw new IllegalArgumentException(
                    "queue " + name + ": expected " + SCHEME + ":/absolute/directory, found " + url);
        }
        Map<String, String> parameters = parameters(location.query());
        QueueUrl parsed = new QueueUrl(
                Path.of(location.path()).normalize(),
                new Bounds(
                        number(name, parameters, "max-backlog", Long.MAX_VALUE, 1, Long.MAX_VALUE),
                        number(name, parameters, "max-bytes", Long.MAX_VALUE, MIN_BYTES, Long.MAX_VALUE),
                        number(name, parameters, "min-free", Bounds.DEFAULT_RESERVE, 0, Long.MAX_VALUE)),
                choice(name, parameters, "on-full", OnFull.REJECT),
                choice(name, parameters, "durability", Durability.OS),
                (int) number(
                        name, parameters, "segment-jobs", QueueDirectory.DEFAULT_SEGMENT_JOBS, 1, JobIds.MAX_CAPACITY),
                Boolean.parseBoolean(take(parameters, "take-over", "false")),
                crashes(name, parameters),
                (int) number(name, parameters, "max-running", Permits.UNLIMITED, 1, Permits.MOST));
        checkThoseOfWorkers(name, url, parameters);
        if (!parameters.isEmpty()) {
            throw new IllegalArgumentException(
                    "queue " + name + ": unknown parameters " + parameters.keySet() + ", allowed are "
                            + List.of(
                                    "max-backlog",
                                    "max-bytes",
                                    "min-free",
                                    "on-full",
                                    "durability",
                                    "segment-jobs",
                                    "take-over",
                                    "crash-max",
                                    "crash-within",
                                    "max-running"));
        }
        return parsed;
    }

    private static CrashLimit crashes(String name, Map<String, String> parameters) {
        long within = CrashLimit.DEFAULT.within().toMillis();
        return new CrashLimit(
                (int) number(name, parameters, "crash-max", CrashLimit.DEFAULT.max(), 1, MOST_CRASHES),
                Duration.ofMillis(number(name, parameters, "crash-within", within, 1, Long.MAX_VALUE)));
    }

    private static void checkThoseOfWorkers(String name, String url, Map<String, String> parameters) {
        try {
            RetryPolicy.of(url);
            RunLimit.of(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("queue " + name + ": " + e.getMessage(), e);
        }
        parameters.keySet().removeAll(RetryPolicy.PARAMETERS);
        parameters.keySet().removeAll(RunLimit.PARAMETERS);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (!query.isEmpty()) {
            for (String parameter : query.split("&", -1)) {
                int equals = parameter.indexOf('=');
                parameters.put(
                        equals < 0 ? parameter : parameter.substring(0, equals),
                        equals < 0 ? "" : parameter.substring(equals + 1));
            }
        }
        return parameters;
    }

    private static String take(Map<String, String> parameters, String key, String otherwise) {
        String value = parameters.remove(key);
        return value == null ? otherwise : value.toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E choice(String name, Map<String, String> parameters, String key, E otherwise) {
        String value = take(parameters, key, otherwise.name().toLowerCase(Locale.ROOT));
        StringJoiner allowed = new StringJoiner(" or ");
        for (E constant : otherwise.getDeclaringClass().getEnumConstants()) {
            String word = constant.name().toLowerCase(Locale.ROOT);
            if (word.equals(value)) {
                return constant;
            }
            allowed.add(word);
        }
        throw new IllegalArgumentException("queue " + name + ": " + key + ": expected " + allowed + ", found " + value);
    }

    private static long number(
            String name, Map<String, String> parameters, String key, long otherwise, long min, long max) {
        String value = parameters.remove(key);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, together with the range.
        }
        throw new IllegalArgumentException(
                "queue " + name + ": " + key + ": expected a number from " + min + " to " + max + ", found " + value);
    }
}
