package dev.muster.supervisor.config;

import java.util.Comparator;

/**
 * One thing that is wrong with a configuration. Immutable; ordered by place.
 *
 * @param file the file it is in, or what else it came from
 * @param line counted from 1; 0 when it concerns the file as a whole
 * @param key the full path of the key; empty when it concerns the file or its syntax
 * @param message what is wrong and what is allowed
 */
public record Problem(String file, int line, String key, String message) implements Comparable<Problem> {

    private static final Comparator<Problem> BY_PLACE = Comparator.comparing(Problem::file)
            .thenComparingInt(Problem::line)
            .thenComparing(Problem::key)
            .thenComparing(Problem::message);

    @Override
    public int compareTo(Problem other) {
        return BY_PLACE.compare(this, other);
    }

    /** {@code file:line: key: message}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        text.append(": ");
        if (!key.isEmpty()) {
            text.append(key).append(": ");
        }
        return text.append(message).toString();
    }
}
