package dev.muster.queue;

/**
 * What a handler made of a submitted job. Immutable; the payload array is not copied.
 *
 * @param contentType such as {@code application/json}
 * @param payload what the handler returned; empty for nothing
 */
// Compared nowhere.
@SuppressWarnings("ArrayRecordComponent")
public record JobResult(String contentType, byte[] payload) {
    /** The result of a job that has none. */
    public static final JobResult NOTHING = new JobResult("", new byte[0]);
}
