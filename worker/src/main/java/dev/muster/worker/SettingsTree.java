package dev.muster.worker;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what people write in a configuration into what a record of that shape is read from: durations, sizes, yes and no. Stateless. */
final class SettingsTree {
    private static final List<String> BINARY = List.of("K", "M", "G", "T", "P");
    private static final List<String> DECIMAL = List.of("KB", "MB", "GB", "TB", "PB");

    private SettingsTree() {}

    /** @throws IllegalArgumentException naming the path of a value that does not fit */
    static @Nullable Object fit(@Nullable Object value, Type type, String path) {
        if (value == null) {
            return null;
        }
        if (type instanceof ParameterizedType generic) {
            return generic(value, generic, path);
        }
        if (!(type instanceof Class<?> plain)) {
            return value;
        }
        if (plain.isRecord() && value instanceof Map<?, ?> map) {
            return row(map, plain, path);
        }
        if (plain == Duration.class) {
            return duration(value, path).toString();
        }
        if (plain == String.class && (value instanceof Number || value instanceof Boolean)) {
            return value.toString();
        }
        if (value instanceof String text) {
            return ofText(text, plain, path);
        }
        return value;
    }

    private static Map<String, @Nullable Object> row(Map<?, ?> map, Class<?> type, String path) {
        Map<String, @Nullable Object> fitted = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName();
            String key = map.containsKey(name) ? name : hyphenated(name);
            fitted.put(name, fit(map.get(key), component.getGenericType(), path + "." + key));
        }
        return fitted;
    }

    private static Object generic(Object value, ParameterizedType type, String path) {
        Type[] arguments = type.getActualTypeArguments();
        if (value instanceof List<?> list) {
            List<@Nullable Object> fitted = new ArrayList<>(list.size());
            for (Object element : list) {
                fitted.add(fit(element, arguments[0], path + "[" + fitted.size() + "]"));
            }
            return fitted;
        }
        if (value instanceof Map<?, ?> map && type.getRawType() == Map.class) {
            Map<String, @Nullable Object> fitted = new LinkedHashMap<>();
            map.forEach((key, member) -> fitted.put(key.toString(), fit(member, arguments[1], path + "." + key)));
            return fitted;
        }
        Object fitted = type.getRawType() == Optional.class ? fit(value, arguments[0], path) : value;
        return fitted == null ? value : fitted;
    }

    private static Object ofText(String text, Class<?> type, String path) {
        if (type == boolean.class || type == Boolean.class) {
            return Settings.truth(text, path);
        }
        try {
            if (type == long.class || type == Long.class || type == int.class || type == Integer.class) {
                return size(text);
            }
            if (type == double.class || type == Double.class) {
                return Double.valueOf(text);
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(path + ": " + text + " is not a number, or a size such as 64MiB", e);
        }
        return text;
    }

    private static Duration duration(Object value, String path) {
        try {
            if (value instanceof Number number) {
                return Duration.ofMillis(number.longValue());
            }
            String text = value.toString();
            return text.startsWith("P") ? Duration.parse(text) : DurationText.parse(text);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(path + ": " + value + " is not a duration such as 500ms, 1s, 2m", e);
        }
    }

    /** {@code 17}, {@code 64MiB}, {@code 64M}, {@code 1.5 GB}: M and MiB are 1024 times 1024, MB is a million, as in HOCON. */
    static long size(String text) {
        String trimmed = text.trim();
        int digits = 0;
        while (digits < trimmed.length() && !Character.isLetter(trimmed.charAt(digits))) {
            digits++;
        }
        String unit = trimmed.substring(digits).toUpperCase(Locale.ROOT);
        return new BigDecimal(trimmed.substring(0, digits).trim())
                .multiply(factor(unit))
                .longValueExact();
    }

    private static BigDecimal factor(String unit) {
        if (unit.isEmpty() || unit.equals("B")) {
            return BigDecimal.ONE;
        }
        if (DECIMAL.contains(unit)) {
            return BigDecimal.valueOf(1000).pow(DECIMAL.indexOf(unit) + 1);
        }
        int power = BINARY.indexOf(unit.endsWith("IB") ? unit.substring(0, unit.length() - 2) : unit);
        if (power < 0) {
            throw new NumberFormatException("no unit of sizes: " + unit);
        }
        return BigDecimal.valueOf(1024).pow(power + 1);
    }

    /** {@code maxSize} is {@code max-size} in a configuration. */
    private static String hyphenated(String name) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                key.append('-').append(Character.toLowerCase(c));
            } else {
                key.append(c);
            }
        }
        return key.toString();
    }
}
