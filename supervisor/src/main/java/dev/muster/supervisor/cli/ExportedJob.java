package dev.muster.supervisor.cli;

import dev.muster.queue.Job;
import dev.muster.queue.JobState;
import dev.muster.queue.Priority;
import dev.muster.supervisor.control.Fields;
import dev.muster.wire.Json;
import dev.muster.wire.JsonException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A line that {@code muster queue export} wrote. Immutable.
 *
 * @param job what it is; its delay is what is left of it
 */
record ExportedJob(String id, JobState state, Job job) {
    private static final String PAYLOAD = "payload";
    private static final String TEXT = "payloadText";
    private static final String BYTES = "payloadBase64";

    /**
     * The beginning of the last member. It cannot stand within the members before it, which are scalars: within a string there would be a
     * backslash before the quotes.
     */
    private static final String LAST_MEMBER = ",\"" + PAYLOAD + "\":";

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException saying what is the matter with the line
     */
    static ExportedJob of(String line, Instant now) {
        Fields fields = Fields.of(Json.parse(line));
        JobState state = one(JobState.values(), "state", fields.text("state"));
        Duration delay = state == JobState.DELAYED ? Duration.between(now, at(fields)) : Duration.ZERO;
        Job job = new Job(
                fields.text("type"),
                fields.text("contentType"),
                payload(line, fields),
                delay.isNegative() ? Duration.ZERO : delay,
                one(Priority.values(), "priority", fields.text("priority")),
                fields.text("uniqueKey"));
        return new ExportedJob(fields.text("id"), state, job);
    }

    private static Instant at(Fields fields) {
        try {
            return Instant.parse(fields.text("stateAt"));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("stateAt: expected a time such as 2026-01-31T12:00:00Z", e);
        }
    }

    private static <E extends Enum<E>> E one(E[] values, String name, String text) {
        return Arrays.stream(values)
                .filter(value -> value.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(name + ": " + text + " is none of " + Arrays.toString(values)));
    }

    private static byte[] payload(String line, Fields fields) {
        if (fields.asMap().containsKey(PAYLOAD)) {
            return json(line, fields.asMap().get(PAYLOAD)).getBytes(StandardCharsets.UTF_8);
        }
        return fields.optionalText(TEXT)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .or(() -> fields.optionalText(BYTES)
                        .map(text -> Base64.getDecoder().decode(text)))
                .orElseThrow(() -> new IllegalArgumentException("neither " + PAYLOAD + " nor " + TEXT + " nor " + BYTES
                        + ": no line of `muster queue export`"));
    }

    /** As it was put, where the line still shows it: writing the tree again could cost a number its digits. */
    private static String json(String line, @Nullable Object tree) {
        int begin = line.indexOf(LAST_MEMBER);
        int end = line.lastIndexOf('}');
        if (begin >= 0 && begin < end) {
            String asPut = line.substring(begin + LAST_MEMBER.length(), end);
            try {
                if (Objects.equals(Json.parse(asPut), tree)) {
                    return asPut;
                }
            } catch (JsonException notTheLast) {
                return Json.write(tree);
            }
        }
        return Json.write(tree);
    }
}
