package dev.muster.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often a failed job is tried, and how long it waits in between. It stands in the queue's URL, but it is for those who handle
 * jobs: to an engine it means nothing. Immutable.
 *
 * @param maxAttempts failures of the handler after which a job is put aside
 * @param initial delay after the first failure
 * @param max longest delay
 * @param factor by which the delay grows with each failure
 * @param jitter 0.2 spreads each delay over +-20 %, so that jobs which failed together do not return together
 */
public record RetryPolicy(int maxAttempts, Duration initial, Duration max, double factor, double jitter) {

    /** Of a queue that says nothing else. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(25, Duration.ofSeconds(1), Duration.ofHours(1), 2, 0.2);

    /** The parameters of a queue's URL that are its own; times are in milliseconds. */
    public static final List<String> PARAMETERS =
            List.of("max-attempts", "retry-initial", "retry-max", "retry-factor", "retry-jitter");

    /**
     * Checks what it is given.
     *
     * @param maxAttempts at least 1
     * @param initial not negative
     * @param max at least {@code initial}
     * @param factor at least 1
     * @param jitter 0 to 1
     * @throws IllegalArgumentException when one of them is outside
     */
    public RetryPolicy {
        boolean sound = maxAttempts >= 1
                && !initial.isNegative()
                && max.compareTo(initial) >= 0
                && factor >= 1
                && jitter >= 0
                && jitter <= 1;
        if (!sound) {
            throw new IllegalArgumentException("expected max-attempts of at least 1, 0 <= retry-initial <= retry-max,"
                    + " retry-factor of at least 1 and retry-jitter from 0 to 1, found max-attempts " + maxAttempts
                    + ", retry-initial " + initial.toMillis() + " ms, retry-max " + max.toMillis()
                    + " ms, retry-factor " + factor + ", retry-jitter " + jitter);
        }
    }

    /**
     * The policy in a queue's URL.
     *
     * @param url with milliseconds for times; other parameters are passed over
     * @return {@link #DEFAULT} for what it does not say
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static RetryPolicy of(String url) {
        Map<String, String> parameters = RunLimit.parameters(url);
        try {
            String attempts = parameters.get("max-attempts");
            return new RetryPolicy(
                    attempts == null ? DEFAULT.maxAttempts : Integer.parseInt(attempts),
                    millis(parameters.get("retry-initial"), DEFAULT.initial),
                    millis(parameters.get("retry-max"), DEFAULT.max),
                    decimal(parameters.get("retry-factor"), DEFAULT.factor),
                    decimal(parameters.get("retry-jitter"), DEFAULT.jitter));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected numbers for " + PARAMETERS + " in " + url, e);
        }
    }

    private static Duration millis(@Nullable String text, Duration otherwise) {
        return text == null ? otherwise : Duration.ofMillis(Long.parseLong(text));
    }

    private static double decimal(@Nullable String text, double otherwise) {
        return text == null ? otherwise : Double.parseDouble(text);
    }

    /**
     * How long a job waits.
     *
     * @param failures how often it has failed so far, counted from 1
     * @param random 0 to 1
     * @return from the failure to the next attempt, in whole milliseconds
     */
    public Duration delay(int failures, double random) {
        double grown = (double) initial.toMillis() * Math.pow(factor, Math.max(0, failures - 1));
        return Duration.ofMillis(
                (long) (Math.min(grown, (double) max.toMillis()) * (1 - jitter + 2 * jitter * random)));
    }
}
