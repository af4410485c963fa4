package dev.muster.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes values as JSON. */
final class ToJson {

    private ToJson() {}

    static void write(JsonGenerator out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof CharSequence || value instanceof Instant || value instanceof Duration) {
            out.writeString(value.toString());
        } else if (value instanceof Number number) {
            number(out, number);
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Map<?, ?> map) {
            members(out, map);
        } else if (value instanceof Record row) {
            components(out, row);
        } else if (value instanceof Path) { // before Iterable, which a path is too
            out.writeString(value.toString());
        } else if (value instanceof Iterable<?> elements) {
            elements(out, elements);
        } else if (value instanceof Enum<?> constant) {
            out.writeString(constant.name());
        } else if (value instanceof byte[] bytes) {
            out.writeBinary(bytes);
        } else {
            optional(out, value);
        }
    }

    private static void optional(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Optional<?> optional) {
            write(out, optional.orElse(null));
        } else if (value instanceof OptionalInt optional) {
            write(out, optional.isPresent() ? optional.getAsInt() : null);
        } else if (value instanceof OptionalLong optional) {
            write(out, optional.isPresent() ? optional.getAsLong() : null);
        } else {
            throw new JsonException("cannot write a " + value.getClass().getName()
                    + " as JSON: use records, maps, lists, strings, numbers, booleans");
        }
    }

    private static void number(JsonGenerator out, Number number) throws IOException {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            out.writeNumber(number.longValue());
        } else if (number instanceof Double || number instanceof Float) {
            if (!Double.isFinite(number.doubleValue())) {
                throw new JsonException("JSON has no " + number);
            }
            out.writeNumber(number.toString());
        } else if (number instanceof BigInteger big) {
            out.writeNumber(big);
        } else if (number instanceof BigDecimal big) {
            out.writeNumber(big);
        } else {
            out.writeNumber(number.longValue()); // AtomicLong, LongAdder: counters
        }
    }

    private static void members(JsonGenerator out, Map<?, ?> map) throws IOException {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.writeFieldName(String.valueOf(entry.getKey()));
            write(out, entry.getValue());
        }
        out.writeEndObject();
    }

    private static void components(JsonGenerator out, Record row) throws IOException {
        out.writeStartObject();
        for (Shape.Part part : Shape.of(row.getClass()).parts()) {
            out.writeFieldName(part.name());
            write(out, part.of(row));
        }
        out.writeEndObject();
    }

    private static void elements(JsonGenerator out, Iterable<?> elements) throws IOException {
        out.writeStartArray();
        for (Object element : elements) {
            write(out, element);
        }
        out.writeEndArray();
    }
}
