package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no class file shows: the length of the source files. */
final class SourceShapeTest {
    private static final int MAX_LINES = 500;
    /** In two parts, so that this file does not find itself. */
    private static final String SLEEP = "Thread" + ".sleep(";

    @Test
    void noFileIsLongerThanFiveHundredLines() throws IOException {
        for (Path source : sources(Path.of("src"))) {
            assertThat(Files.readAllLines(source)).as("lines of %s", source).hasSizeLessThanOrEqualTo(MAX_LINES);
        }
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() throws IOException {
        List<Path> packages = sources(Path.of("src/main/java")).stream()
                .map(Path::getParent)
                .distinct()
                .toList();
        assertThat(packages).isNotEmpty();
        for (Path directory : packages) {
            Path info = directory.resolve("package-info.java");
            assertThat(info).exists();
            assertThat(Files.readString(info)).as("%s", info).contains("/**").contains("@NullMarked");
        }
    }

    @Test
    void noTestSleeps() throws IOException {
        for (Path source : sources(Path.of("src/test/java"))) {
            assertThat(Files.readString(source)).as("%s", source).doesNotContain(SLEEP);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> path.toString().endsWith(".java")).toList();
        }
    }
}
