package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.Json;
import dev.muster.wire.JsonException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads back what {@link LineFormat} has written. What does not look like it (written under another format, or torn by a full
 * disk) is a line of unknown time and stream. Stateless.
 */
final class RecordReader {

    /** {@code "2026-01-01T00:00:00.123Z out | "}. */
    private static final int TEXT_HEAD = Stamp.LENGTH + " out | ".length();

    private RecordReader() {}

    static Line read(LogPolicy.Format format, WorkerId worker, byte[] record) {
        Optional<Line> line =
                switch (format) {
                    case RAW -> Optional.empty();
                    case TEXT -> text(worker, record);
                    case JSON -> json(worker, record);
                };
        return line.orElseGet(() -> new Line(worker, LogStream.UNKNOWN, Optional.empty(), record));
    }

    private static Optional<Line> text(WorkerId worker, byte[] record) {
        if (record.length < TEXT_HEAD) {
            return Optional.empty();
        }
        String head = new String(record, 0, TEXT_HEAD, StandardCharsets.ISO_8859_1);
        String stream = head.substring(Stamp.LENGTH + 1, Stamp.LENGTH + 4);
        byte[] bytes = Arrays.copyOfRange(record, TEXT_HEAD, record.length);
        return line(worker, stream, head.substring(0, Stamp.LENGTH), bytes);
    }

    private static Optional<Line> json(WorkerId worker, byte[] record) {
        try {
            Map<String, @Nullable Object> object = Json.parseObject(new String(record, StandardCharsets.UTF_8));
            String text = String.valueOf(object.get("line"));
            return line(
                    worker,
                    String.valueOf(object.get("stream")),
                    String.valueOf(object.get("time")),
                    text.getBytes(StandardCharsets.UTF_8));
        } catch (JsonException notOurs) {
            return Optional.empty();
        }
    }

    private static Optional<Line> line(WorkerId worker, String stream, String time, byte[] bytes) {
        try {
            LogStream which = stream.equals(LogStream.ERR.word()) ? LogStream.ERR : LogStream.OUT;
            return Optional.of(new Line(worker, which, Optional.of(Instant.parse(time)), bytes));
        } catch (DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }
}
