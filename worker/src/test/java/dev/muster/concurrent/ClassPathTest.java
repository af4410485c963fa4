package dev.muster.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
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

    @Test
    void aJarOfJarsIsStartedByItsOwnLoader() throws IOException {
        String plain = jar("plain.jar", "app.Main");
        assertThat(ClassPath.words(plain, MemberMain.class))
                .containsExactly("-cp", plain, "dev.muster.concurrent.MemberMain");
        String nested = jar("nested.jar", "org.springframework.boot.loader.launch.JarLauncher");
        assertThat(ClassPath.words(nested, MemberMain.class))
                .containsExactly(
                        "-Dloader.main=dev.muster.concurrent.MemberMain",
                        "-cp",
                        nested,
                        "org.springframework.boot.loader.launch.PropertiesLauncher");
        String two = nested + File.pathSeparator + plain;
        assertThat(ClassPath.words(two, MemberMain.class)).containsExactly("-cp", two, MemberMain.class.getName());
        assertThat(ClassPath.words(directory.toString(), MemberMain.class)).hasSize(3);
    }

    @Test
    void slashesInTheClassPathAreNobodys() {
        assertThat(ClassPath.cleaned("app.jar:/:/")).isEqualTo("app.jar");
        assertThat(ClassPath.cleaned("a.jar:/lib/b.jar:")).isEqualTo("a.jar:/lib/b.jar:");
    }

    private String jar(String name, String main) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
        Path jar = directory.resolve(name);
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar.toString();
    }
}
