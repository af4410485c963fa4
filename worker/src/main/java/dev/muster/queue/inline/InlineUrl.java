package dev.muster.queue.inline;

import dev.muster.queue.QueueLocation;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the URL of a queue says. Immutable.
 *
 * @param space empty for the one of the process
 * @param worker who opens it, for what becomes known of a death
 * @param maxBacklog how many jobs may wait or run
 * @param block whether a put waits for room, or else is refused
 * @param crashMax how many workers may die with a job before it is put aside
 * @param maxRunning how many jobs may be held at a time
 */
record InlineUrl(
        String space, String name, String worker, long maxBacklog, boolean block, long crashMax, long maxRunning) {

    /** That of the embedded engine. */
    private static final long CRASH_MAX = 3;

    /** @throws IllegalArgumentException naming the queue and the parameter */
    static InlineUrl parse(String name, String url) {
        QueueLocation location = QueueLocation.of(url);
        int slash = location.path().indexOf('/');
        String inSpace = location.path().substring(slash + 1);
        if (inSpace.isEmpty() || !location.scheme().equals(InlineEngine.SCHEME)) {
            throw new IllegalArgumentException("queue " + name + ": expected " + InlineEngine.SCHEME + ":name or "
                    + InlineEngine.SCHEME + ":space/name, found " + url);
        }
        Map<String, String> parameters = parameters(location.query());
        String onFull = parameters.getOrDefault("on-full", "reject");
        if (!onFull.equals("reject") && !onFull.equals("block")) {
            throw new IllegalArgumentException(
                    "queue " + name + ": on-full: expected reject or block, found " + onFull);
        }
        return new InlineUrl(
                slash < 0 ? "" : location.path().substring(0, slash),
                inSpace,
                parameters.getOrDefault("worker", "inline"),
                number(name, parameters, "max-backlog", Long.MAX_VALUE),
                onFull.equals("block"),
                number(name, parameters, "crash-max", CRASH_MAX),
                number(name, parameters, "max-running", Long.MAX_VALUE));
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
            }
        }
        return parameters;
    }

    private static long number(String name, Map<String, String> parameters, String key, long otherwise) {
        String value = parameters.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "queue " + name + ": " + key + ": expected a number of at least 1, found " + value);
    }
}
