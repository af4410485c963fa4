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

    /** At once, of normal priority, not unique, for the queue's only handler. */
    public static final PutOptions NONE = new PutOptions(Duration.ZERO, Priority.NORMAL, "", "");

    /**
     * Hidden for a while.
     *
     * @param hidden from the put on; zero or less for at once
     * @return these options with it
     */
    public PutOptions withDelay(Duration hidden) {
        return new PutOptions(hidden, priority, uniqueKey, type);
    }

    /**
     * Hidden until a time.
     *
     * @param readyAt by the clock of the day; one that has passed is at once
     * @return these options with the delay until then, from now on
     */
    public PutOptions at(Instant readyAt) {
        Duration left = Duration.between(Instant.now(), readyAt);
        return withDelay(left.isNegative() ? Duration.ZERO : left);
    }

    /**
     * More or less urgent.
     *
     * @param urgency {@link Priority#NORMAL} unless said otherwise
     * @return these options with it
     */
    public PutOptions withPriority(Priority urgency) {
        return new PutOptions(delay, urgency, uniqueKey, type);
    }

    /**
     * Once only: as long as a job with this key waits or runs, a put returns that one's id.
     *
     * @param key empty for none
     * @return these options with it
     */
    public PutOptions withUniqueKey(String key) {
        return new PutOptions(delay, priority, key, type);
    }

    /**
     * For one of several handlers, see {@link Handlers#of}.
     *
     * @param handler its name; empty for the queue's only one
     * @return these options with it
     */
    public PutOptions withType(String handler) {
        return new PutOptions(delay, priority, uniqueKey, handler);
    }

    Job applyTo(Job job) {
        return new Job(type, job.contentType(), job.payload(), delay, priority, uniqueKey);
    }
}
