package dev.muster.wire;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes typed values of parsed trees. {@code where} is the path to the value, for messages. */
final class FromTree {

    private FromTree() {}

    static @Nullable Object value(@Nullable Object tree, Type type, String where) {
        if (type instanceof Class<?> plain) {
            return plain(tree, plain, where);
        }
        if (type instanceof ParameterizedType generic) {
            return generic(tree, (Class<?>) generic.getRawType(), generic.getActualTypeArguments(), where);
        }
        if (type instanceof WildcardType wildcard) {
            return value(tree, wildcard.getUpperBounds()[0], where);
        }
        throw new JsonException(where + ": cannot read a " + type.getTypeName() + " from JSON");
    }

    /** What stands there, in words. */
    static String kind(@Nullable Object tree) {
        if (tree == null) {
            return "null";
        }
        if (tree instanceof Map) {
            return "an object";
        }
        if (tree instanceof List) {
            return "a list";
        }
        return tree instanceof String ? "\"" + tree + "\"" : tree.toString();
    }

    private static @Nullable Object plain(@Nullable Object tree, Class<?> type, String where) {
        if (type == OptionalInt.class) {
            return tree == null ? OptionalInt.empty() : OptionalInt.of((int) integer(tree, int.class, where));
        }
        if (type == OptionalLong.class) {
            return tree == null ? OptionalLong.empty() : OptionalLong.of(integer(tree, long.class, where));
        }
        if (type == Object.class) {
            return tree;
        }
        if (tree == null) {
            if (type.isPrimitive()) {
                throw new JsonException(where + ": missing");
            }
            return null;
        }
        if (type.isRecord()) {
            return row(tree, type, where);
        }
        if (type == Map.class || type == List.class) { // without type arguments: as parsed
            if (type.isInstance(tree)) {
                return tree;
            }
            throw unfit(tree, type, where, null);
        }
        if (type == Boolean.class || type == boolean.class) {
            if (tree instanceof Boolean) {
                return tree;
            }
            throw unfit(tree, type, where, null);
        }
        Class<?> boxed = Shape.boxed(type);
        return Number.class.isAssignableFrom(boxed) ? number(tree, boxed, where) : text(tree, type, where);
    }

    private static Object row(Object tree, Class<?> type, String where) {
        Map<String, @Nullable Object> members =
                Json.object(tree, (where.isEmpty() ? "" : where + ": ") + type.getSimpleName());
        Shape shape = Shape.of(type);
        @Nullable Object[] arguments = new @Nullable Object[shape.parts().size()];
        for (int i = 0; i < arguments.length; i++) {
            Shape.Part part = shape.parts().get(i);
            String path = where.isEmpty() ? part.name() : where + "." + part.name();
            arguments[i] = value(members.get(part.name()), part.type(), path);
        }
        return shape.create(arguments, where.isEmpty() ? "" : where + ": ");
    }

    private static Object number(Object tree, Class<?> type, String where) {
        if (!(tree instanceof Number number)) {
            throw unfit(tree, type, where, null);
        }
        if (type == Double.class || type == Float.class) {
            return type == Double.class ? (Object) number.doubleValue() : (Object) number.floatValue();
        }
        if (type == BigDecimal.class) {
            return new BigDecimal(number.toString());
        }
        if (type == BigInteger.class) {
            return new BigInteger(number.toString());
        }
        if (type == Number.class) {
            return number;
        }
        long value = integer(tree, type, where);
        if (type == Long.class) {
            return value;
        }
        if (type == Integer.class) {
            return (int) value;
        }
        return type == Short.class ? (Object) (short) value : (Object) (byte) value;
    }

    private static long integer(Object tree, Class<?> type, String where) {
        if (tree instanceof Integer || tree instanceof Long) {
            long value = ((Number) tree).longValue();
            int bits = type == Long.class || type == long.class
                    ? 64
                    : type == Short.class ? 16 : type == Byte.class ? 8 : 32;
            if (value << (64 - bits) >> (64 - bits) == value) {
                return value;
            }
        }
        throw unfit(tree, type, where, null);
    }

    private static Object text(Object tree, Class<?> type, String where) {
        if (!(tree instanceof String text)) {
            throw unfit(tree, type, where, null);
        }
        try {
            if (type == String.class || type == CharSequence.class) {
                return text;
            }
            if (type.isEnum()) {
                return constant(text, type);
            }
            if (type == Instant.class) {
                return Instant.parse(text);
            }
            if (type == Duration.class) {
                return Duration.parse(text);
            }
            if (type == Path.class) {
                return Path.of(text);
            }
            if (type == byte[].class) {
                return Base64.getDecoder().decode(text);
            }
        } catch (DateTimeException | IllegalArgumentException e) {
            throw unfit(tree, type, where, e);
        }
        throw new JsonException(where + ": cannot read a " + type.getName() + " from JSON");
    }

    private static Object constant(String name, Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("no such constant");
    }

    private static @Nullable Object generic(@Nullable Object tree, Class<?> type, Type[] arguments, String where) {
        if (type == Optional.class) {
            return Optional.ofNullable(value(tree, arguments[0], where));
        }
        if (tree == null) {
            return null;
        }
        if (type == Map.class) {
            Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
            Json.object(tree, where + ": a map")
                    .forEach((key, value) ->
                            map.put(value(key, arguments[0], where), value(value, arguments[1], where + "." + key)));
            return map;
        }
        if (type.isAssignableFrom(List.class)) {
            return elements(tree, arguments[0], where);
        }
        if (type == Set.class) {
            return new LinkedHashSet<>(elements(tree, arguments[0], where));
        }
        throw new JsonException(where + ": cannot read a " + type.getName() + " from JSON");
    }

    private static List<@Nullable Object> elements(Object tree, Type type, String where) {
        if (!(tree instanceof List<?> list)) {
            throw unfit(tree, List.class, where, null);
        }
        List<@Nullable Object> elements = new ArrayList<>(list.size());
        for (Object element : list) {
            elements.add(value(element, type, where + "[" + elements.size() + "]"));
        }
        return elements;
    }

    private static JsonException unfit(Object tree, Class<?> type, String where, @Nullable Throwable cause) {
        return new JsonException(
                (where.isEmpty() ? "" : where + ": ") + kind(tree) + " where " + type.getSimpleName() + " is wanted",
                cause);
    }
}
