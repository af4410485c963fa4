package dev.muster.wire;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON for everybody: text to and from trees (maps, lists, strings, numbers, booleans, null) and records. The only class
 * that reads with the JSON library ({@link ToJson} writes with it); of that it needs the streaming parser alone, because the
 * start-up of object mapping is longer than all the rest of a command. Thread-safe.
 */
public final class Json {
    /** Where the library's messages begin to say where; before that stands advice to be lenient, after the line a link. */
    private static final String PLACE = " at line ";

    private static final int MAX_DEPTH = 200;

    /** So many characters, the sign among them, always fit into a long. */
    private static final int SURELY_LONG = 18;

    private Json() {}

    /**
     * Reads exactly one value.
     *
     * @return a Map in the text's order, a List, String, Number (Integer, Long, BigInteger or Double), Boolean or null
     * @throws JsonException when the text is not one JSON value
     */
    public static @Nullable Object parse(String text) {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(MAX_DEPTH);
            Object value = value(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new JsonException("more text after the JSON value");
            }
            return value;
        } catch (EOFException e) {
            throw new JsonException("no JSON: the text ends too early", e);
        } catch (MalformedJsonException e) {
            throw new JsonException("no JSON" + place(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads one object.
     *
     * @throws JsonException when the text is not one JSON object
     */
    public static Map<String, @Nullable Object> parseObject(String text) {
        return object(parse(text), "a JSON object");
    }

    /**
     * Reads a record, or anything else that {@link #convert} can make.
     *
     * @throws JsonException when the text is no JSON or does not fit
     */
    public static <T> T read(String text, Class<T> type) {
        return convert(parse(text), type);
    }

    /**
     * Turns a tree into a value: records (by component name; unknown names are ignored, a missing primitive is an error,
     * other missing components are null or an empty Optional), enums, strings, numbers with a range check, booleans,
     * Instant and Duration in ISO form, Path, byte[] in base 64, List, Set, Map and Optional of these.
     *
     * @throws JsonException when the tree does not fit
     */
    public static <T> T convert(@Nullable Object tree, Class<T> type) {
        Object value = FromTree.value(tree, type, "");
        if (value == null) {
            throw new JsonException("null where " + type.getSimpleName() + " is wanted");
        }
        return Shape.boxed(type).cast(value);
    }

    /** Writes one line of JSON: maps, collections, records and the scalars that {@link #convert} reads; null for an empty Optional. */
    public static String write(@Nullable Object value) {
        StringWriter out = new StringWriter(128);
        try (JsonWriter writer = new JsonWriter(out)) {
            ToJson.write(writer, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    static Map<String, @Nullable Object> object(@Nullable Object tree, String wanted) {
        if (!(tree instanceof Map<?, ?> map)) {
            throw new JsonException(FromTree.kind(tree) + " where " + wanted + " is wanted");
        }
        @SuppressWarnings("unchecked") // our own parser makes no keys but strings
        Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) map;
        return object;
    }

    private static @Nullable Object value(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> members(reader);
            case BEGIN_ARRAY -> elements(reader);
            case STRING -> reader.nextString();
            case NUMBER -> number(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> {
                reader.nextNull();
                yield null;
            }
            case END_OBJECT, END_ARRAY, NAME, END_DOCUMENT ->
                throw new IllegalStateException("expected a value, found " + reader.peek());
        };
    }

    private static Map<String, @Nullable Object> members(JsonReader reader) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (members.containsKey(name)) {
                throw new JsonException("no JSON: the name " + name + " stands twice in one object");
            }
            members.put(name, value(reader));
        }
        reader.endObject();
        return members;
    }

    private static List<@Nullable Object> elements(JsonReader reader) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            elements.add(value(reader));
        }
        reader.endArray();
        return elements;
    }

    private static Number number(String text) {
        if (text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            return Double.valueOf(text);
        }
        if (text.length() > SURELY_LONG) {
            BigInteger exact = new BigInteger(text);
            return exact.bitLength() < Long.SIZE ? (Number) exact.longValue() : exact;
        }
        long value = Long.parseLong(text);
        return value == (int) value ? (Number) (int) value : value;
    }

    private static String place(MalformedJsonException e) {
        String message = String.valueOf(e.getMessage());
        int start = message.indexOf(PLACE);
        int end = message.indexOf('\n', Math.max(start, 0));
        return start < 0 ? ": " + message : message.substring(start, end < 0 ? message.length() : end);
    }
}
