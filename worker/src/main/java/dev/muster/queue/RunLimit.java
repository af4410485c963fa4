package dev.muster.queue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a delivery of a job may take. It stands in the queue's URL, but it is for those who handle jobs: an engine takes no job from a
 * living worker. Immutable.
 *
 * @param time after which a job is asked to end
 * @param grace after which it is interrupted, and after which again its process is ended
 */
public record RunLimit(Duration time, Duration grace) {

    /** Of a queue that does not say another. */
    public static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

    /** The parameters of a queue's URL that are its own, in milliseconds. */
    public static final List<String> PARAMETERS = List.of("max-run-time", "run-grace");

    /**
     * The limit in a queue's URL.
     *
     * @param url with {@code max-run-time} and {@code run-grace} in milliseconds; other parameters are passed over
     * @return empty for none
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Optional<RunLimit> of(String url) {
        Duration grace = grace(url); // wrong even where there is nothing to limit
        return read(url, "max-run-time").map(time -> new RunLimit(time, grace));
    }

    /**
     * The grace of a queue, whether it has a limit or not: a cancelled job has it, too.
     *
     * @param url with {@code run-grace} in milliseconds; other parameters are passed over
     * @return {@link #DEFAULT_GRACE} when it says nothing
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Duration grace(String url) {
        return read(url, "run-grace").orElse(DEFAULT_GRACE);
    }

    private static Optional<Duration> read(String url, String parameter) {
        try {
            return millis(parameters(url).get(parameter));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected milliseconds for " + PARAMETERS + " in " + url, e);
        }
    }

    private static Optional<Duration> millis(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        long millis = Long.parseLong(text);
        if (millis < 1) {
            throw new NumberFormatException(text);
        }
        return Optional.of(Duration.ofMillis(millis));
    }

    /** The parameters of a queue's URL. */
    static Map<String, String> parameters(String url) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int question = url.indexOf('?');
        for (String parameter :
                question < 0 ? new String[0] : url.substring(question + 1).split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
            }
        }
        return parameters;
    }
}
