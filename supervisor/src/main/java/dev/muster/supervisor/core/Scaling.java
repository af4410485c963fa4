package dev.muster.supervisor.core;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many workers a service shall have: {@code 3}, or {@code +2} and {@code -2} against what it has. Immutable.
 *
 * @param relative whether {@code count} is a difference
 */
public record Scaling(boolean relative, int count) {

    /** More workers of one service than this is taken for a slip of the finger. */
    public static final int MAX_WORKERS = 10_000;

    private static final Pattern SYNTAX = Pattern.compile("([+-]?)([0-9]{1,6})");

    /** Reads {@code N}, {@code +N} or {@code -N}; empty when it is none of these. */
    public static Optional<Scaling> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(matcher.group(2));
        boolean relative = !matcher.group(1).isEmpty();
        return Optional.of(new Scaling(relative, matcher.group(1).equals("-") ? -number : number));
    }

    int applyTo(int workers) {
        return relative ? workers + count : count;
    }
}
