package dev.muster.worker;

import dev.muster.wire.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service's section {@code settings}, read by path: {@code mail.host} is {@code host} in the section {@code mail}.
 * Every reader throws {@link IllegalArgumentException} with the path when a value is missing or of another kind.
 * Immutable.
 */
public final class Settings {
    private final Map<String, @Nullable Object> values;

    private Settings(Map<String, @Nullable Object> values) {
        this.values = values;
    }

    /**
     * Settings with these values, for tests of a service too.
     *
     * @param values as JSON trees: String, Number, Boolean, List, Map, null
     * @return a copy
     */
    public static Settings of(Map<String, ? extends @Nullable Object> values) {
        return new Settings(Collections.unmodifiableMap(new LinkedHashMap<>(values)));
    }

    /**
     * Whether there is a value.
     *
     * @param path such as {@code mail.host}
     * @return false also for null
     */
    public boolean has(String path) {
        return find(path) != null;
    }

    /**
     * A string; of a number or boolean its text.
     *
     * @param path such as {@code mail.host}
     * @return may be empty
     * @throws IllegalArgumentException when there is no value, or it is a list or a section
     */
    public String string(String path) {
        return required(path, "a string").toString();
    }

    /**
     * As {@link #string(String)}, {@code absent} when there is no value.
     *
     * @param path such as {@code mail.host}
     * @param absent when there is no value
     * @return may be empty
     * @throws IllegalArgumentException when the value is a list or a section
     */
    public String string(String path, String absent) {
        return has(path) ? string(path) : absent;
    }

    /**
     * A whole number, or a string that is one.
     *
     * @param path such as {@code mail.port}
     * @return the number
     * @throws IllegalArgumentException when there is no value, it has a fraction, or does not fit into a long
     */
    public long integer(String path) {
        return whole(path, required(path, "a whole number"));
    }

    /**
     * As {@link #integer(String)}, {@code absent} when there is no value.
     *
     * @param path such as {@code mail.port}
     * @param absent when there is no value
     * @return the number
     * @throws IllegalArgumentException when the value has a fraction, or does not fit into a long
     */
    public long integer(String path, long absent) {
        return has(path) ? integer(path) : absent;
    }

    /**
     * Any number, or a string that is one.
     *
     * @param path such as {@code mail.ratio}
     * @return the number
     * @throws IllegalArgumentException when there is no value, or it is no number
     */
    public double number(String path) {
        Object value = required(path, "a number");
        try {
            return value instanceof Number number ? number.doubleValue() : Double.parseDouble(value.toString());
        } catch (NumberFormatException e) {
            throw wrong(path, value, "a number", e);
        }
    }

    /**
     * As {@link #number(String)}, {@code absent} when there is no value.
     *
     * @param path such as {@code mail.ratio}
     * @param absent when there is no value
     * @return the number
     * @throws IllegalArgumentException when the value is no number
     */
    public double number(String path, double absent) {
        return has(path) ? number(path) : absent;
    }

    /**
     * True or false: the strings true, yes, on and false, no, off as well, as HOCON has them.
     *
     * @param path such as {@code mail.encrypted}
     * @return what it says
     * @throws IllegalArgumentException when there is no value, or it is another word
     */
    public boolean flag(String path) {
        return truth(required(path, "true or false").toString(), "settings." + path);
    }

    static boolean truth(String text, String where) {
        return switch (text) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException(where + ": " + text + " is not true or false");
        };
    }

    /**
     * As {@link #flag(String)}, {@code absent} when there is no value.
     *
     * @param path such as {@code mail.encrypted}
     * @param absent when there is no value
     * @return what it says
     * @throws IllegalArgumentException when the value is another word
     */
    public boolean flag(String path, boolean absent) {
        return has(path) ? flag(path) : absent;
    }

    /**
     * A number with a unit such as {@code 500ms}, {@code 1.5s}, {@code 2 minutes}; milliseconds without one.
     *
     * @param path such as {@code mail.timeout}
     * @return to the millisecond, or finer when its unit is
     * @throws IllegalArgumentException when there is no value, or it is no duration
     */
    public Duration duration(String path) {
        Object value = required(path, "a duration");
        try {
            return value instanceof Number number
                    ? Duration.ofMillis(number.longValue())
                    : DurationText.parse(value.toString());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw wrong(path, value, "a duration such as 500ms, 1s, 2m", e);
        }
    }

    /**
     * As {@link #duration(String)}, {@code absent} when there is no value.
     *
     * @param path such as {@code mail.timeout}
     * @param absent when there is no value
     * @return to the millisecond, or finer when its unit is
     * @throws IllegalArgumentException when the value is no duration
     */
    public Duration duration(String path, Duration absent) {
        return has(path) ? duration(path) : absent;
    }

    /**
     * A list, each element as a string.
     *
     * @param path such as {@code mail.to}
     * @return cannot be changed; empty when there is no value
     * @throws IllegalArgumentException when the value is no list
     */
    public List<String> strings(String path) {
        Object value = find(path);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(path, value, "a list", null);
        }
        List<String> strings = new ArrayList<>(list.size());
        list.forEach(element -> strings.add(String.valueOf(element)));
        return Collections.unmodifiableList(strings);
    }

    /**
     * A part of the settings.
     *
     * @param path such as {@code mail}
     * @return read by paths of its own, such as {@code host}; empty settings when there is none
     * @throws IllegalArgumentException when the value is no section
     */
    public Settings section(String path) {
        Object value = find(path);
        if (value == null) {
            return new Settings(Map.of());
        }
        return new Settings(
                Collections.unmodifiableMap(section(value).orElseThrow(() -> wrong(path, value, "a section", null))));
    }

    /**
     * A number of bytes, with or without a unit: {@code 64MiB} and {@code 64M} are 64 times 1024 times 1024, {@code 64MB} is 64 million.
     *
     * @param path such as {@code mail.largest}
     * @return bytes
     * @throws IllegalArgumentException when there is no value, or it is no size
     */
    public long size(String path) {
        Object value = required(path, "a size");
        try {
            return SettingsTree.size(value.toString());
        } catch (ArithmeticException | NumberFormatException e) {
            throw wrong(path, value, "a size such as 64MiB", e);
        }
    }

    /**
     * As {@link #size(String)}, {@code absent} when there is no value.
     *
     * @param path such as {@code mail.largest}
     * @param absent when there is no value
     * @return bytes
     * @throws IllegalArgumentException when the value is no size
     */
    public long size(String path, long absent) {
        return has(path) ? size(path) : absent;
    }

    /**
     * All of it as a record: components are strings, numbers, booleans, enums, Duration ({@code 10s}), a {@code long} also for sizes ({@code
     * 64MiB}), Path, records, and List, Map or Optional of these. The component {@code maxSize} is also found as {@code max-size}. Without a value an
     * Optional is empty, a primitive is an error, anything else is null, which the record's constructor may refuse or replace. Values that
     * have no component are passed over.
     *
     * @param <T> the record
     * @param type its class
     * @return a new one
     * @throws IllegalArgumentException with the path, when a value is missing or of another kind, or the record's constructor refuses it
     */
    public <T extends Record> T as(Class<T> type) {
        try {
            return Json.convert(SettingsTree.fit(values, type, "settings"), type);
        } catch (dev.muster.wire.JsonException e) {
            throw new IllegalArgumentException("settings: " + e.getMessage(), e);
        }
    }

    /** By the values. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Settings settings && values.equals(settings.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The values as JSON. */
    @Override
    public String toString() {
        return Json.write(values);
    }

    private @Nullable Object find(String path) {
        Map<String, @Nullable Object> section = values;
        int from = 0;
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', from)) {
            Optional<Map<String, @Nullable Object>> inner = section(section.get(path.substring(from, dot)));
            if (inner.isEmpty()) {
                return null;
            }
            section = inner.get();
            from = dot + 1;
        }
        return section.get(path.substring(from));
    }

    @SuppressWarnings("unchecked") // the parser makes no other keys
    private static Optional<Map<String, @Nullable Object>> section(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? Optional.of((Map<String, @Nullable Object>) map) : Optional.empty();
    }

    private Object required(String path, String kind) {
        Object value = find(path);
        if (value == null) {
            throw new IllegalArgumentException("settings." + path + ": missing, " + kind + " is needed");
        }
        if (value instanceof Map || value instanceof List) {
            throw wrong(path, value, kind, null);
        }
        return value;
    }

    private static long whole(String path, Object value) {
        try {
            if (value instanceof Integer || value instanceof Long) {
                return ((Number) value).longValue();
            }
            return Long.parseLong(value.toString());
        } catch (NumberFormatException e) {
            throw wrong(path, value, "a whole number", e);
        }
    }

    private static IllegalArgumentException wrong(
            String path, Object value, String kind, @Nullable RuntimeException cause) {
        return new IllegalArgumentException("settings." + path + ": " + value + " is not " + kind, cause);
    }
}
