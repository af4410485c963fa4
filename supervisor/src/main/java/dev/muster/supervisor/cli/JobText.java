package dev.muster.supervisor.cli;

import dev.muster.queue.Job;
import dev.muster.queue.PeekedJob;
import dev.muster.wire.Json;
import dev.muster.wire.JsonException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs as people and scripts read them. Pure functions. */
final class JobText {

    private JobText() {}

    /** One line of JSON; a payload that is JSON stands in it as it was put, so no number loses a digit. */
    static String json(PeekedJob job) {
        return json(fields(job), job.job());
    }

    /** An object with the payload as its last member: {@code payload}, {@code payloadText} or {@code payloadBase64}. */
    static String json(Map<String, @Nullable Object> fields, Job job) {
        Optional<String> text = text(job);
        if (text.isPresent() && isJson(text.get())) {
            String head = Json.write(fields);
            // Within JSON a line may only end where a blank may stand.
            String payload = text.get().strip().replace('\n', ' ').replace('\r', ' ');
            return head.substring(0, head.length() - 1) + ",\"payload\":" + payload + "}";
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(fields);
        if (text.isPresent()) {
            all.put("payloadText", text.get());
        } else {
            all.put("payloadBase64", Base64.getEncoder().encodeToString(job.payload()));
        }
        return Json.write(all);
    }

    private static Map<String, @Nullable Object> fields(PeekedJob job) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", job.id().value());
        fields.put("state", job.state().name());
        fields.put("stateAt", job.stateAt().toString());
        fields.put("putAt", job.putAt().toString());
        fields.put("attempts", job.attempts());
        fields.put("crashes", job.crashes());
        fields.put("interruptions", job.interruptions());
        if (!job.worker().isEmpty()) {
            fields.put("worker", job.worker());
        }
        job.progress().ifPresent(progress -> {
            fields.put("progress", progress.fraction());
            fields.put("note", progress.note());
        });
        if (job.cancelled()) {
            fields.put("cancelled", true);
        }
        fields.putAll(fields(job.job()));
        return fields;
    }

    /** What a job is, but for its payload. */
    static Map<String, @Nullable Object> fields(Job job) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("type", job.type());
        fields.put("contentType", job.contentType());
        fields.put("priority", job.priority().name().toLowerCase(Locale.ROOT));
        fields.put("uniqueKey", job.uniqueKey());
        return fields;
    }

    /** The payload for a person: the text, or how many bytes there are. */
    static String summary(Job job) {
        return text(job).orElseGet(() -> "(" + job.payload().length + " bytes)");
    }

    private static Optional<String> text(Job job) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(job.payload()))
                    .toString();
            boolean printable =
                    text.codePoints().allMatch(c -> !Character.isISOControl(c) || Character.isWhitespace(c));
            return printable ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isJson(String text) {
        try {
            Json.parse(text);
            return true;
        } catch (JsonException e) {
            return false;
        }
    }
}
