package dev.muster.supervisor.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import picocli.CommandLine;

/** The command-line library as it is shipped. */
final class ModernizerTest {

    @Test
    void everyClassGetsAFormatThatAnArchiveTakesAndPassesTheVerifier(@TempDir Path directory) throws Exception {
        Path modern = directory.resolve("modern.jar");
        Modernizer.rewrite(library(), modern);
        List<String> classes = new ArrayList<>();
        try (JarFile jar = new JarFile(modern.toFile())) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (name.startsWith("picocli/") && name.endsWith(".class")) {
                    byte[] bytes = jar.getInputStream(entry).readAllBytes();
                    assertThat(new ClassReader(bytes).readUnsignedShort(6)).isGreaterThanOrEqualTo(Opcodes.V11);
                    classes.add(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'));
                }
            }
        }
        assertThat(classes).hasSizeGreaterThan(200).contains("picocli.CommandLine");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {modern.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            for (String name : classes) {
                // Initialized, and so verified.
                assertThat(Class.forName(name, true, loader).getClassLoader()).isSameAs(loader);
            }
        }
    }

    @Test
    void theSameJarGivesTheSameBytes(@TempDir Path directory) throws Exception {
        Modernizer.rewrite(library(), directory.resolve("once.jar"));
        Modernizer.rewrite(library(), directory.resolve("twice.jar"));
        assertThat(directory.resolve("once.jar")).hasSameBinaryContentAs(directory.resolve("twice.jar"));
        assertThat(Files.size(directory.resolve("once.jar"))).isPositive();
    }

    private static Path library() throws URISyntaxException {
        return Path.of(CommandLine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }
}
