package dev.muster.queue.ledger;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one event in a job's life. Immutable.
 *
 * @param index of the job in its segment
 * @param delivery which delivery it ended; {@link #FORMER} for what happened before the job got another chance
 * @param jobs how many jobs the process held, for a crash
 * @param error exception with its stack, empty for none
 */
public record Evidence(
        int index, int delivery, long atMs, Kind kind, int jobs, String reason, Witness witness, String error) {

    /** The delivery of what does not count any more. */
    public static final int FORMER = -1;

    private static final int MAX_REASON_CHARS = 1000;
    private static final int MAX_ERROR_BYTES = 16 << 10;

    /** What happened. */
    public enum Kind {
        /** The job was put aside. */
        DIED,
        /** The process died that held it. */
        CRASH
    }

    public Evidence {
        reason = reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS) + "...";
        error = bounded(error);
    }

    /** A job is put aside by this process. */
    public static Evidence died(int index, int delivery, long atMs, String reason, String error) {
        return new Evidence(index, delivery, atMs, Kind.DIED, 0, reason, Witness.self(), error);
    }

    /** This process is about to end because of a job, or of one of several. */
    public static Evidence blame(int index, int delivery, long atMs, int jobs, String reason, String stack) {
        return new Evidence(index, delivery, atMs, Kind.CRASH, jobs, reason, Witness.self(), stack);
    }

    private static String bounded(String text) {
        if (text.length() <= MAX_ERROR_BYTES / 3) {
            return text; // however many bytes a character has
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_ERROR_BYTES) {
            return text;
        }
        int end = MAX_ERROR_BYTES;
        while ((bytes[end] & 0xc0) == 0x80) {
            end--; // not within a character
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    boolean counts() {
        return delivery != FORMER;
    }

    /** The same of the job at another place. */
    Evidence moved(int newIndex, int newDelivery) {
        return new Evidence(newIndex, newDelivery, atMs, kind, jobs, reason, witness, error);
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("index", index); // first: the reader looks for it there
        fields.put("delivery", delivery);
        fields.put("at", atMs);
        fields.put("kind", kind == Kind.DIED ? "died" : "crash");
        if (kind == Kind.CRASH) {
            fields.put("jobs", jobs);
        }
        fields.put("reason", reason);
        fields.put("worker", witness.worker());
        fields.put("pid", witness.pid());
        fields.put("startTicks", witness.startTicks());
        if (!error.isEmpty()) {
            fields.put("error", error);
        }
        return fields;
    }

    static Evidence of(Map<String, @Nullable Object> fields) {
        return new Evidence(
                (int) JsonLines.number(fields, "index"),
                (int) JsonLines.number(fields, "delivery"),
                JsonLines.number(fields, "at"),
                JsonLines.text(fields, "kind").equals("died") ? Kind.DIED : Kind.CRASH,
                (int) JsonLines.number(fields, "jobs"),
                JsonLines.text(fields, "reason"),
                new Witness(
                        JsonLines.text(fields, "worker"),
                        (int) JsonLines.number(fields, "pid"),
                        JsonLines.number(fields, "startTicks")),
                JsonLines.text(fields, "error"));
    }
}
