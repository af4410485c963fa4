package dev.muster.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON for everybody: text to and from trees (maps, lists, strings, numbers, booleans, null) and records. The only class
 * that knows the JSON library; of that it needs the streaming parser alone, which starts in a third of the time that
 * object mapping takes. Thread-safe.
 */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private Json() {}

    /**
     * Reads exactly one value.
     *
     * @return a Map in the text's order, a List, String, Number (Integer, Long, BigInteger or Double), Boolean or null
     * @throws JsonException when the text is not one JSON value
     */
    public static @Nullable Object parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new JsonException("nothing where a JSON value should be");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new JsonException("more text after the JSON value");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new JsonException("no JSON: " + e.getOriginalMessage() + place(e), e);
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
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            ToJson.write(generator, value);
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

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> elements(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException("expected a value, found " + parser.currentToken());
        };
    }

    private static Map<String, @Nullable Object> members(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static List<@Nullable Object> elements(JsonParser parser) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return elements;
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " (column " + e.getLocation().getColumnNr() + ")";
    }
}
