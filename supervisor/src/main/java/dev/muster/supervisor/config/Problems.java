package dev.muster.supervisor.config;

import com.typesafe.config.ConfigOrigin;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Gathers what is wrong during one load, and which keys the readers asked for. One thread. */
final class Problems {

    /** What the origin of a value contains that stands for something a substitution did not find. */
    static final String UNRESOLVED = "unresolved substitution";

    /** How the origin of a value begins that came from the environment. */
    static final String VARIABLE = "environment variable ";

    private final String mainFile;
    private final SortedSet<Problem> found = new TreeSet<>();
    private final SortedSet<String> knownKeys = new TreeSet<>();

    Problems(String mainFile) {
        this.mainFile = mainFile;
    }

    void add(Problem problem) {
        found.add(problem);
    }

    void inMainFile(String key, String message) {
        found.add(new Problem(mainFile, 0, key, message));
    }

    /**
     * Reports a value, at its own place if that is in a file, otherwise at the block around it: a variable of the environment has
     * no line of its own.
     */
    void at(@Nullable ConfigOrigin origin, ConfigOrigin around, String key, String message) {
        String description = origin == null ? "" : origin.description();
        if (description.contains(UNRESOLVED)) {
            return; // reported already, where the substitution stands
        }
        String source = description.startsWith(VARIABLE) ? " (from " + description + ")" : "";
        ConfigOrigin place = origin != null && origin.filename() != null ? origin : around;
        String file = place.filename() == null ? mainFile : place.filename();
        found.add(new Problem(file, Math.max(0, place.lineNumber()), key, message + source));
    }

    void known(String schemaPath) {
        knownKeys.add(schemaPath);
    }

    SortedSet<String> knownKeys() {
        return Collections.unmodifiableSortedSet(knownKeys);
    }

    Set<Problem> found() {
        return Collections.unmodifiableSet(found);
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(found);
        }
    }
}
