package dev.muster.supervisor.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive fits what it was made of, and nothing else. */
final class FitTest {

    private static final Runtime.Version JAVA_17 = Runtime.Version.parse("17.0.15+6");

    private final Path jdk;
    private final Path jar;
    private final Path other;

    FitTest(@TempDir Path directory) {
        jdk = directory.resolve("jdk");
        jar = directory.resolve("a.jar");
        other = directory.resolve("b.jar");
    }

    @BeforeEach
    void makeFiles() throws IOException {
        Files.createDirectories(jdk.resolve("lib"));
        Files.writeString(jdk.resolve("lib/modules"), "modules");
        Files.writeString(jar, "first");
        Files.writeString(other, "second");
    }

    private Optional<Fit> fit(List<String> options, Path... classPath) {
        return Fit.of(
                "printer",
                jdk,
                JAVA_17,
                options,
                List.of(classPath).stream().map(Path::toString).toList());
    }

    @Test
    void theSameFilesFit() {
        assertThat(fit(List.of(), jar, other)).isPresent().isEqualTo(fit(List.of(), jar, other));
        assertThat(fit(List.of(), jar).orElseThrow().fileName()).matches("printer\\.17\\.[0-9a-f]{16}\\.jsa");
    }

    @Test
    void anotherJarOfTheSameNameDoesNotFit() throws IOException {
        Optional<Fit> before = fit(List.of(), jar);

        Files.writeString(jar, "longer than the first");
        Optional<Fit> longer = fit(List.of(), jar);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));

        assertThat(longer).isNotEqualTo(before);
        assertThat(fit(List.of(), jar)).isNotEqualTo(longer).isNotEqualTo(before);
    }

    @Test
    void orderOptionsAndReleaseMatter() throws IOException {
        Optional<Fit> before = fit(List.of(), jar, other);

        assertThat(fit(List.of(), other, jar)).isNotEqualTo(before);
        assertThat(fit(List.of(), jar)).isNotEqualTo(before);
        assertThat(fit(List.of("-XX:+UseZGC"), jar, other)).isNotEqualTo(before);
        assertThat(Fit.of(
                        "printer",
                        jdk,
                        Runtime.Version.parse("17.0.16+8"),
                        List.of(),
                        List.of(jar.toString(), other.toString())))
                .isNotEqualTo(before);
        Files.writeString(jdk.resolve("lib/modules"), "other modules");
        assertThat(fit(List.of(), jar, other)).isNotEqualTo(before);
    }

    @Test
    void noArchiveFitsADirectoryOrWhatIsNotThere() {
        assertThat(fit(List.of(), jar, jdk)).isEmpty();
        assertThat(fit(List.of(), jar, jdk.resolve("none.jar"))).isEmpty();
    }

    @Test
    void asOfJava24ItIsAnAotCache() {
        assertThat(new Fit("printer", 24, "0123456789abcdef").fileName()).isEqualTo("printer.24.0123456789abcdef.aot");
    }
}
