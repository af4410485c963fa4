package dev.muster.worker;

import dev.muster.queue.Job;
import dev.muster.queue.Priority;
import java.time.Duration;
import java.time.Instant;

/**
 * How a job is put, beside its payload. Immutable: {@code PutOptions.NONE.withDelay(ofMinutes(10)).withUniqueKey("order-17")}.
 *
 * @param delay how long the job stays hidden, zero for at once
 * @param priority how urgent it is
 * @param uniqueKey as long as a job with the same key waits or runs, a put returns that one's id; empty for none
 * @param type the name of the handler that understands it; empty for the queue's only one
 */
public record PutOptions(Duration delay, Priority priority, String uniqueKey, String type) {

    public static final PutOptions NONE = new PutOptions(Duration.ZERO, Priority.NORMAL, "", "");

    public PutOptions withDelay(Duration hidden) {
        return new PutOptions(hidden, priority, uniqueKey, type);
    }

    /** Hidden until then; a time that has passed is at once. */
    public PutOptions at(Instant readyAt) {
        Duration left = Duration.between(Instant.now(), readyAt);
        return withDelay(left.isNegative() ? Duration.ZERO : left);
    }

    public PutOptions withPriority(Priority urgency) {
        return new PutOptions(delay, urgency, uniqueKey, type);
    }

    public PutOptions withUniqueKey(String key) {
        return new PutOptions(delay, priority, key, type);
    }

    public PutOptions withType(String handler) {
        return new PutOptions(delay, priority, uniqueKey, handler);
    }

    Job applyTo(Job job) {
        return new Job(type, job.contentType(), job.payload(), delay, priority, uniqueKey);
    }
}
