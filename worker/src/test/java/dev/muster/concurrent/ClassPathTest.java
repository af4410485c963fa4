package dev.muster.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class ClassPathTest {
    @TempDir
    Path directory;

    @Test
    void aReplacedJarIsAnotherBuildAndNamed() throws IOException {
        Path jar = Files.writeString(directory.resolve("app.jar"), "one");
        Files.writeString(directory.resolve("lib.jar"), "lib");
        String path = jar + File.pathSeparator + directory.resolve("lib.jar");
        String before = ClassPath.fingerprint(path);
        assertThat(ClassPath.fingerprint(path)).isEqualTo(before);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
        String after = ClassPath.fingerprint(path);
        assertThat(after).isNotEqualTo(before);
        assertThat(ClassPath.difference(before, after)).contains("app.jar").doesNotContain("lib.jar");
    }

    @Test
    void aNewClassInADirectoryIsAnotherBuild() throws IOException {
        Files.writeString(directory.resolve("A.class"), "a");
        String before = ClassPath.fingerprint(directory.toString());
        Files.writeString(directory.resolve("A.txt"), "no class");
        assertThat(ClassPath.fingerprint(directory.toString())).isEqualTo(before);
        Files.writeString(Files.createDirectory(directory.resolve("p")).resolve("B.class"), "b");
        assertThat(ClassPath.fingerprint(directory.toString())).isNotEqualTo(before);
    }

    @Test
    void anEntryThatIsNotThereIsNoError() {
        assertThat(ClassPath.fingerprint(directory.resolve("none.jar").toString()))
                .contains("absent");
    }
}
