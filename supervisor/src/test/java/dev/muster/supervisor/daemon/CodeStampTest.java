package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a process that was booted before is not the one that would be booted now. */
class CodeStampTest {

    private final Path jar;
    private final Path classes;
    private final JavaRuntime runtime;

    CodeStampTest(@TempDir Path directory) throws IOException {
        jar = directory.resolve("a.jar");
        classes = directory.resolve("classes");
        Files.writeString(jar, "a");
        Files.createDirectories(classes.resolve("p"));
        Files.writeString(classes.resolve("p/A.class"), "a");
        Path jdk = directory.resolve("jdk");
        Files.createDirectories(jdk.resolve("lib"));
        Files.writeString(jdk.resolve("lib/modules"), "");
        runtime = new JavaRuntime(jdk, Runtime.Version.parse("17.0.15"));
    }

    private Optional<String> stamp(Map<String, String> secrets) {
        return CodeStamp.of(runtime, List.of(jar.toString(), classes.toString(), "/not/there"), secrets);
    }

    private Optional<String> stamp() {
        return stamp(Map.of());
    }

    @Test
    void nothingHasChanged() {
        assertThat(stamp()).isPresent().isEqualTo(stamp());
    }

    @Test
    void jarWasExchangedOrWrittenAgain() throws IOException {
        Optional<String> before = stamp();
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        Optional<String> written = stamp();
        Path other = jar.resolveSibling("b.jar");
        Files.writeString(other, "b");
        Files.setLastModifiedTime(other, FileTime.fromMillis(0));
        Files.delete(jar);
        Files.move(other, jar);
        assertThat(List.of(before, written, stamp())).doesNotHaveDuplicates();
    }

    @Test
    void classInADirectoryIsNewOrAnother() throws IOException {
        Optional<String> before = stamp();
        Files.writeString(classes.resolve("p/B.class"), "b");
        Optional<String> more = stamp();
        Files.writeString(classes.resolve("p/A.class"), "longer");
        assertThat(List.of(before, more, stamp())).doesNotHaveDuplicates();
    }

    @Test
    void secretIsAnotherNow() {
        assertThat(stamp(Map.of("PASSWORD", "old"))).isNotEqualTo(stamp(Map.of("PASSWORD", "new")));
    }

    @Test
    void itCannotBeToldWithoutAJdkOrOfTooManyFiles() throws IOException {
        for (int i = 0; i < 5_001; i++) {
            Files.createFile(classes.resolve("p/C" + i));
        }
        assertThat(stamp()).isEmpty();
        assertThat(CodeStamp.of(new JavaRuntime(Path.of("/not/there"), Runtime.version()), List.of(), Map.of()))
                .isEmpty();
    }
}
