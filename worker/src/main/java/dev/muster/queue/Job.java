package dev.muster.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What is put into a queue: bytes with a content type and the name of the handler that understands them. Immutable; the
 * payload array is not copied and must not be changed afterwards.
 *
 * @param type name of the handler, empty for the queue's only one
 * @param contentType such as {@code application/json}
 * @param payload what the handler is given; not null, at most 16 MiB with the embedded engine
 * @param delay how long the job stays hidden, zero for at once
 * @param priority how urgent it is
 * @param uniqueKey as long as a job with the same key waits or runs, a put returns that one's id instead; empty for none
 */
// Compared nowhere; copying 16 MiB for equals would cost more than it is worth.
@SuppressWarnings("ArrayRecordComponent")
public record Job(
        String type, String contentType, byte[] payload, Duration delay, Priority priority, String uniqueKey) {

    /**
     * A job of normal priority that need not be unique.
     *
     * @param type name of the handler, empty for the queue's only one
     * @param contentType such as {@code application/json}
     * @param payload what the handler is given; not copied
     * @param delay how long the job stays hidden, zero for at once
     */
    public Job(String type, String contentType, byte[] payload, Duration delay) {
        this(type, contentType, payload, delay, Priority.NORMAL, "");
    }

    /**
     * A job at once for the queue's only handler, with the content type {@code application/json}.
     *
     * @param json is not looked at here: a text that is no JSON is put aside by its handler
     * @return to be put, or changed by the other methods
     */
    public static Job json(String json) {
        return new Job("", "application/json", json.getBytes(StandardCharsets.UTF_8), Duration.ZERO);
    }

    /**
     * A job at once for the queue's only handler, with the content type {@code application/octet-stream}.
     *
     * @param payload not copied
     * @return to be put, or changed by the other methods
     */
    public static Job bytes(byte[] payload) {
        return new Job("", "application/octet-stream", payload, Duration.ZERO);
    }

    /**
     * The same for one of several handlers.
     *
     * @param handler its name, as in {@code Handlers.of(name, ...)}; empty for the queue's only one
     * @return a copy that shares the payload
     */
    public Job withType(String handler) {
        return new Job(handler, contentType, payload, delay, priority, uniqueKey);
    }

    /**
     * The same, hidden for a while.
     *
     * @param hidden from the put on; zero or less for at once
     * @return a copy that shares the payload
     */
    public Job withDelay(Duration hidden) {
        return new Job(type, contentType, payload, hidden, priority, uniqueKey);
    }

    /**
     * The same, more or less urgent.
     *
     * @param urgency {@link Priority#NORMAL} unless said otherwise
     * @return a copy that shares the payload
     */
    public Job withPriority(Priority urgency) {
        return new Job(type, contentType, payload, delay, urgency, uniqueKey);
    }

    /**
     * The same, once only: as long as a job with this key waits or runs, a put returns that one's id.
     *
     * @param key empty for none
     * @return a copy that shares the payload
     */
    public Job withUniqueKey(String key) {
        return new Job(type, contentType, payload, delay, priority, key);
    }
}
