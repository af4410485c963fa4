package dev.muster.supervisor.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One {@code { ... }} of the configuration with the defaults below it. Every key that a reader asks for counts as known; {@link #finish}
 * reports the others. A wrong value is reported and replaced by something harmless, so that reading goes on to the next problem.
 */
final class Block {

    private final ConfigObject merged;
    private final ConfigObject own;
    private final ConfigOrigin origin;
    private final Where where;
    private final Problems problems;
    private final SortedSet<String> asked = new TreeSet<>();

    /**
     * @param path as messages show it
     * @param defaultsPath where a key is that the block itself does not have
     * @param schema the path with every name of the user's replaced by {@code *}
     */
    record Where(String path, String defaultsPath, String schema) {
        Where child(String key) {
            return new Where(path + "." + key, defaultsPath + "." + key, schema + "." + key);
        }
    }

    private Block(ConfigObject merged, ConfigObject own, ConfigOrigin origin, Where where, Problems problems) {
        this.merged = merged;
        this.own = own;
        this.origin = origin;
        this.where = where;
        this.problems = problems;
    }

    /** A block without defaults. */
    static Block of(ConfigObject object, String path, String schema, Problems problems) {
        return new Block(object, object, object.origin(), new Where(path, path, schema), problems);
    }

    /** A block above its defaults. */
    static Block over(ConfigObject own, ConfigObject defaults, Where where, Problems problems) {
        return new Block(own.withFallback(defaults), own, own.origin(), where, problems);
    }

    ConfigOrigin origin() {
        return origin;
    }

    Problems problems() {
        return problems;
    }

    /** Whether the user wrote the key in this very block rather than in the defaults. */
    boolean isOwn(String key) {
        return own.containsKey(key);
    }

    /** The value of a key; empty when it is missing or null. */
    Optional<ConfigValue> value(String key) {
        asked.add(key);
        problems.known(where.schema() + "." + key);
        ConfigValue value = merged.get(key);
        return value == null || value.valueType() == ConfigValueType.NULL ? Optional.empty() : Optional.of(value);
    }

    /** The block at a key; an empty one when there is none, or something else. */
    Block block(String key) {
        ConfigObject mergedChild = object(key);
        ConfigObject ownChild = own.get(key) instanceof ConfigObject object ? object : emptyObject();
        ConfigOrigin childOrigin = isOwn(key) && ownChild.origin().filename() != null ? ownChild.origin() : origin;
        return new Block(mergedChild, ownChild, childOrigin, where.child(key), problems);
    }

    ConfigObject object(String key) {
        Optional<ConfigValue> value = value(key);
        if (value.isPresent() && !(value.get() instanceof ConfigObject)) {
            wrong(key, "must be a block { ... }, not " + shown(value.get()));
        }
        return value.filter(ConfigObject.class::isInstance)
                .map(ConfigObject.class::cast)
                .orElseGet(Block::emptyObject);
    }

    Optional<String> text(String key) {
        return value(key).flatMap(value -> text(key, value, "must be a text, not "));
    }

    /** Neither an argument, a variable nor a path can have a NUL: the kernel would take it for the end. */
    private Optional<String> text(String key, ConfigValue value, String otherwise) {
        Optional<String> text = Scalar.text(value);
        if (text.isEmpty()) {
            problems.at(value.origin(), origin, path(key), otherwise + shown(value));
        } else if (text.get().indexOf('\0') >= 0) {
            problems.at(value.origin(), origin, path(key), "must not contain a NUL character");
            return Optional.empty();
        }
        return text;
    }

    /** A list of texts; a single text counts as a list of one where {@code single} allows it. */
    List<String> texts(String key, boolean single) {
        Optional<ConfigValue> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof ConfigList list)) {
            if (!single) {
                wrong(key, "must be a list of texts such as [\"a\", \"b\"], not " + shown(value.get()));
                return List.of();
            }
            return text(key, value.get(), "must be a list of texts such as [\"a\", \"b\"], not ").stream()
                    .toList();
        }
        List<String> texts = new ArrayList<>();
        for (ConfigValue element : list) {
            text(key, element, "must be a list of texts, not of ").ifPresent(texts::add);
        }
        return texts;
    }

    /** Reports what is wrong with the value of a key, where that value stands. */
    void wrong(String key, String message) {
        ConfigValue value = merged.get(key);
        problems.at(value == null ? null : value.origin(), origin, path(key), message);
    }

    /** Reports what is wrong with an element of the list at a key, where that element stands. */
    void wrongIn(String key, ConfigValue element, String message) {
        problems.at(element.origin(), origin, path(key), message);
    }

    /** A block that is an element of the list at a key. */
    Block element(String key, ConfigObject object) {
        return new Block(
                object, object, object.origin(), new Where(path(key), path(key), where.schema() + "." + key), problems);
    }

    /** Reports what is wrong with the block as a whole. */
    void wrong(String message) {
        problems.at(origin, origin, where.path(), message);
    }

    String path(String key) {
        return (isOwn(key) || !merged.containsKey(key) ? where.path() : where.defaultsPath()) + "." + key;
    }

    /** Reports every key that nobody asked for. */
    void finish() {
        for (String key : merged.keySet()) {
            if (!asked.contains(key)) {
                wrong(key, "unknown key; " + DidYouMean.among(asked, key));
            }
        }
    }

    static String shown(@Nullable ConfigValue value) {
        return Scalar.shown(value);
    }

    private static ConfigObject emptyObject() {
        return ConfigFactory.empty().root();
    }
}
