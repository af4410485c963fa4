package dev.muster.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where Muster is installed. */
final class Installation {

    static final String PROPERTY = "muster.install";
    static final String VARIABLE = "MUSTER_INSTALL";

    private Installation() {}

    /** The command, such as {@code /usr/local/bin/muster}. @throws IllegalStateException saying where it was looked for */
    static Path command() {
        List<Path> tried = new ArrayList<>();
        String property = System.getProperty(PROPERTY);
        String variable = System.getenv(VARIABLE);
        if (property != null) {
            tried.add(Path.of(property, "bin", "muster"));
        } else if (variable != null) {
            tried.add(Path.of(variable, "bin", "muster"));
        } else {
            String path = System.getenv("PATH");
            for (String directory : (path == null ? "" : path).split(File.pathSeparator, -1)) {
                tried.add(Path.of(directory, "muster"));
            }
        }
        return tried.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toAbsolutePath)
                .orElseThrow(() -> new IllegalStateException("no Muster to test with, looked for " + tried
                        + "; set the environment variable " + VARIABLE + " or the system property " + PROPERTY
                        + " to the directory of a distribution"));
    }
}
