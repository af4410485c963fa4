package dev.muster.supervisor.config;

import dev.muster.supervisor.spec.Home;
import java.nio.file.Path;

/** What a reader needs to know besides the text. Immutable. */
record Surroundings(Home home, LoadOptions options, Path file) {

    /** Relative paths of the configuration are relative to this. */
    Path directory() {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    Path resolve(String path) {
        return directory().resolve(path).normalize();
    }
}
