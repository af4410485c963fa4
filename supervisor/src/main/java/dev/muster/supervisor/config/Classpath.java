package dev.muster.supervisor.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A class path with its {@code dir/*} expanded in the order of names. The JVM would expand them too, but in the order of the
 * directory, which changes with every copy: then another class may win, and an archive of shared classes no longer fits.
 */
final class Classpath {

    private final List<String> entries = new ArrayList<>();

    /** Adds a jar, a directory, or {@code dir/*} for its jars; false when there is nothing of that name. */
    boolean add(String path) {
        if (!path.endsWith("/*")) {
            entries.add(path);
            return Files.exists(Path.of(path));
        }
        Path directory = Path.of(path.substring(0, path.length() - 2));
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.map(Path::toString)
                    .filter(name -> name.endsWith(".jar") || name.endsWith(".JAR"))
                    .filter(name -> !name.endsWith("-sources.jar"))
                    .sorted()
                    .forEach(entries::add);
            return true;
        } catch (IOException | UncheckedIOException unreadable) {
            return false;
        }
    }

    List<String> entries() {
        return List.copyOf(entries);
    }
}
