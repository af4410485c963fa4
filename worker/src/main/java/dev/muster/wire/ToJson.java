package dev.muster.wire;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes values as JSON. */
final class ToJson {

    private ToJson() {}

    static void write(JsonWriter out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.nullValue();
        } else if (value instanceof CharSequence || value instanceof Instant || value instanceof Duration) {
            out.value(value.toString());
        } else if (value instanceof Number number) {
            number(out, number);
        } else if (value instanceof Boolean flag) {
            out.value(flag);
        } else if (value instanceof Map<?, ?> map) {
            members(out, map);
        } else if (value instanceof Record row) {
            components(out, row);
        } else if (value instanceof Path) { // before Iterable, which a path is too
            out.value(value.toString());
        } else if (value instanceof Iterable<?> elements) {
            elements(out, elements);
        } else if (value instanceof Enum<?> constant) {
            out.value(constant.name());
        } else if (value instanceof byte[] bytes) {
            out.value(Base64.getEncoder().encodeToString(bytes));
        } else {
            optional(out, value);
        }
    }

    private static void optional(JsonWriter out, Object value) throws IOException {
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

    private static void number(JsonWriter out, Number number) throws IOException {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            out.value(number.longValue());
        } else if (number instanceof Double || number instanceof Float) {
            if (!Double.isFinite(number.doubleValue())) {
                throw new JsonException("JSON has no " + number);
            }
            out.value(number);
        } else if (number instanceof BigInteger big) {
            out.value(big);
        } else if (number instanceof BigDecimal big) {
            out.value(big);
        } else {
            out.value(number.longValue()); // AtomicLong, LongAdder: counters
        }
    }

    private static void members(JsonWriter out, Map<?, ?> map) throws IOException {
        out.beginObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.name(String.valueOf(entry.getKey()));
            write(out, entry.getValue());
        }
        out.endObject();
    }

    private static void components(JsonWriter out, Record row) throws IOException {
        out.beginObject();
        for (Shape.Part part : Shape.of(row.getClass()).parts()) {
            out.name(part.name());
            write(out, part.of(row));
        }
        out.endObject();
    }

    private static void elements(JsonWriter out, Iterable<?> elements) throws IOException {
        out.beginArray();
        for (Object element : elements) {
            write(out, element);
        }
        out.endArray();
    }
}
