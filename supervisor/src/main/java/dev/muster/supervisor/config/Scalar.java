package dev.muster.supervisor.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import dev.muster.supervisor.spec.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Single values with their bounds. Each method reports a wrong value and returns the lower bound in its place. */
final class Scalar {

    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+([.][0-9]+)?");

    private Scalar() {}

    /** A text as it was written; numbers and booleans are texts too. Empty for lists and blocks. */
    static Optional<String> text(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> Optional.of(value.atKey("v").getString("v"));
            case LIST, OBJECT, NULL -> Optional.empty();
        };
    }

    static String shown(@Nullable ConfigValue value) {
        if (value == null) {
            return "nothing";
        }
        return switch (value.valueType()) {
            case STRING, NUMBER, BOOLEAN -> "\"" + text(value).orElse("") + "\"";
            case LIST -> "a list";
            case OBJECT -> "a block";
            case NULL -> "null";
        };
    }

    static long whole(Block block, String key, long min, long max) {
        Optional<ConfigValue> value = block.value(key);
        Optional<Long> number = value.flatMap(Scalar::whole);
        if (number.isEmpty()) {
            block.wrong(key, "must be a whole number, not " + shown(value.orElse(null)));
        } else if (number.get() < min || number.get() > max) {
            block.wrong(key, "must be between " + min + " and " + max + ", not " + number.get());
        } else {
            return number.get();
        }
        return min;
    }

    static int count(Block block, String key, int min, int max) {
        return Math.toIntExact(whole(block, key, min, max));
    }

    static Optional<Long> whole(ConfigValue value) {
        return text(value).filter(text -> WHOLE.matcher(text).matches()).map(Long::valueOf);
    }

    static double number(Block block, String key, int min, int max) {
        Optional<ConfigValue> value = block.value(key);
        Optional<Double> number = value.flatMap(Scalar::text)
                .filter(text -> NUMBER.matcher(text).matches())
                .map(Double::valueOf);
        if (number.isEmpty()) {
            block.wrong(key, "must be a number, not " + shown(value.orElse(null)));
        } else if (number.get() < min || number.get() > max) {
            block.wrong(key, "must be between " + min + " and " + max + ", not " + number.get());
        } else {
            return number.get();
        }
        return min;
    }

    static boolean yesOrNo(Block block, String key) {
        Optional<ConfigValue> value = block.value(key);
        String text = value.flatMap(Scalar::text).orElse("");
        boolean yes = List.of("true", "yes", "on").contains(text);
        if (!yes && !List.of("false", "no", "off").contains(text)) {
            block.wrong(key, "must be true or false, not " + shown(value.orElse(null)));
        }
        return yes;
    }

    static Duration duration(Block block, String key, Duration min, Duration max) {
        Optional<ConfigValue> value = block.value(key);
        Optional<Duration> duration = value.flatMap(Scalar::duration);
        if (duration.isEmpty()) {
            block.wrong(
                    key,
                    "must be a duration with its unit (ms, s, m, h, d) such as 30s, not " + shown(value.orElse(null)));
        } else if (duration.get().compareTo(min) < 0 || duration.get().compareTo(max) > 0) {
            block.wrong(
                    key,
                    "must be between " + Quantity.text(min) + " and " + Quantity.text(max) + ", not "
                            + text(value.get()).orElse(""));
        } else {
            return duration.get();
        }
        return min;
    }

    /** A bare number is refused: HOCON would take it for milliseconds, and whoever wrote {@code grace = 30} meant seconds. */
    private static Optional<Duration> duration(ConfigValue value) {
        String text = text(value).orElse("");
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        if (NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(value.atKey("v").getDuration("v"));
        } catch (ConfigException notOne) {
            return Optional.empty();
        }
    }

    static long size(Block block, String key, long min, long max) {
        Optional<ConfigValue> value = block.value(key);
        Optional<Long> size = value.flatMap(Scalar::size);
        if (size.isEmpty()) {
            block.wrong(key, "must be a size such as 64MiB, not " + shown(value.orElse(null)));
        } else if (size.get() < min || size.get() > max) {
            block.wrong(
                    key,
                    "must be between " + Quantity.text(min) + " and " + Quantity.text(max) + ", not "
                            + text(value.get()).orElse(""));
        } else {
            return size.get();
        }
        return min;
    }

    private static Optional<Long> size(ConfigValue value) {
        try {
            return Optional.of(value.atKey("v").getBytes("v"));
        } catch (ConfigException notOne) {
            return Optional.empty();
        }
    }

    /** A constant by its name in lower case with hyphens. */
    static <E extends Enum<E>> E choice(Block block, String key, Class<E> type, E otherwise) {
        Optional<ConfigValue> value = block.value(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        List<String> allowed = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (text(value.get()).equals(Optional.of(name))) {
                return constant;
            }
            allowed.add(name);
        }
        block.wrong(key, "must be one of " + String.join(", ", allowed) + ", not " + shown(value.get()));
        return otherwise;
    }
}
