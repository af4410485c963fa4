package dev.muster.supervisor.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object read by name and type: the parameters of a request, or a result at the client. Whatever is not as it should
 * be is a {@link BadField} that names the field. Immutable as long as nobody changes the map.
 */
public final class Fields {
    private final Map<?, ?> map;

    private Fields(Map<?, ?> map) {
        this.map = map;
    }

    /**
     * Wraps a parsed object; null counts as an empty one.
     *
     * @throws BadField when it is something else
     */
    public static Fields of(@Nullable Object value) {
        if (value == null) {
            return new Fields(Map.of());
        }
        if (value instanceof Map<?, ?> map) {
            return new Fields(map);
        }
        throw new BadField("expected an object");
    }

    public Map<?, ?> asMap() {
        return map;
    }

    public boolean has(String name) {
        return map.get(name) != null;
    }

    public String text(String name) {
        return optionalText(name).orElseThrow(() -> new BadField(name + " is missing"));
    }

    public Optional<String> optionalText(String name) {
        Object value = map.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw new BadField(name + ": expected a string");
    }

    public long number(String name) {
        return optionalNumber(name).orElseThrow(() -> new BadField(name + " is missing"));
    }

    public OptionalLong optionalNumber(String name) {
        Object value = map.get(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof Number number && !(number instanceof Double)) {
            return OptionalLong.of(number.longValue());
        }
        throw new BadField(name + ": expected a whole number");
    }

    public boolean flag(String name) {
        Object value = map.get(name);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new BadField(name + ": expected true or false");
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object element : list(name)) {
            if (!(element instanceof String text)) {
                throw new BadField(name + ": expected strings");
            }
            texts.add(text);
        }
        return texts;
    }

    public List<Fields> objects(String name) {
        List<Fields> objects = new ArrayList<>();
        for (Object element : list(name)) {
            if (!(element instanceof Map<?, ?> object)) {
                throw new BadField(name + ": expected objects");
            }
            objects.add(new Fields(object));
        }
        return objects;
    }

    public Fields object(String name) {
        Object value = map.get(name);
        if (value instanceof Map<?, ?> object) {
            return new Fields(object);
        }
        throw new BadField(name + ": expected an object");
    }

    private List<?> list(String name) {
        Object value = map.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw new BadField(name + ": expected a list");
    }

    /** A field that is missing or of another type than the protocol says. */
    public static final class BadField extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadField(String message) {
            super(message);
        }
    }
}
