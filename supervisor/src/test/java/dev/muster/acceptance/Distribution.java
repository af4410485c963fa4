package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The distribution that the build has just made. Immutable. */
record Distribution(Path root) {

    static Distribution built() {
        Path root = Path.of("target", "muster").toAbsolutePath();
        assertThat(root.resolve("bin/muster"))
                .as("run `mvn package` first: the acceptance tests need the distribution")
                .isExecutable();
        return new Distribution(root);
    }

    Path command() {
        return root.resolve("bin/muster");
    }

    Path lib() {
        return root.resolve("lib");
    }

    Path examples() {
        return root.resolve("examples");
    }

    /** The Class-Path of a jar in {@code lib/}, in its order. */
    List<String> classPathOf(String jar) throws IOException {
        try (JarFile file = new JarFile(lib().resolve(jar).toFile())) {
            String value = file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return List.of(value.split(" "));
        }
    }

    List<String> jars() throws IOException {
        try (Stream<Path> files = Files.list(lib())) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }
}
