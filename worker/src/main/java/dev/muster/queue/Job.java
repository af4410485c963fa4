package dev.muster.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What is put into a queue: bytes with a content type and the name of the handler that understands them. Immutable; the
 * payload array is not copied and must not be changed afterwards.
 *
 * @param type name of the handler, empty for the queue's only one
 * @param contentType such as {@code application/json}
 * @param delay how long the job stays hidden, zero for at once
 * @param priority how urgent it is
 * @param uniqueKey as long as a job with the same key waits or runs, a put returns that one's id instead; empty for none
 */
// Compared nowhere; copying 16 MiB for equals would cost more than it is worth.
@SuppressWarnings("ArrayRecordComponent")
public record Job(
        String type, String contentType, byte[] payload, Duration delay, Priority priority, String uniqueKey) {

    /** A job of normal priority that need not be unique. */
    public Job(String type, String contentType, byte[] payload, Duration delay) {
        this(type, contentType, payload, delay, Priority.NORMAL, "");
    }

    public static Job json(String json) {
        return new Job("", "application/json", json.getBytes(StandardCharsets.UTF_8), Duration.ZERO);
    }

    public static Job bytes(byte[] payload) {
        return new Job("", "application/octet-stream", payload, Duration.ZERO);
    }

    public Job withType(String handler) {
        return new Job(handler, contentType, payload, delay, priority, uniqueKey);
    }

    public Job withDelay(Duration hidden) {
        return new Job(type, contentType, payload, hidden, priority, uniqueKey);
    }

    public Job withPriority(Priority urgency) {
        return new Job(type, contentType, payload, delay, urgency, uniqueKey);
    }

    public Job withUniqueKey(String key) {
        return new Job(type, contentType, payload, delay, priority, key);
    }
}
