package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The class paths in the manifests are written by hand (their order matters): they and {@code lib/} must agree. */
final class DistributionIT {
    private final Distribution distribution = Distribution.built();

    @Test
    void everyEntryOfAClassPathIsThere() throws IOException {
        List<String> entries = new ArrayList<>(distribution.classPathOf("muster-supervisor.jar"));
        entries.addAll(distribution.classPathOf("muster-worker.jar"));
        assertThat(entries).allSatisfy(entry -> assertThat(distribution.lib().resolve(entry))
                .exists());
    }

    @Test
    void everyJarInLibIsOnAClassPath() throws IOException {
        TreeSet<String> reachable = new TreeSet<>(distribution.classPathOf("muster-supervisor.jar"));
        reachable.addAll(distribution.classPathOf("muster-worker.jar"));
        reachable.add("muster-supervisor.jar");
        assertThat(reachable).containsAll(distribution.jars());
    }

    @Test
    void theMasterNamesNoJarOfChronicle() throws IOException {
        List<String> entries = distribution.classPathOf("muster-supervisor.jar");
        assertThat(entries).noneMatch(entry -> entry.startsWith("chronicle-"));
        // Its own class path comes before whatever follows it: that is JLine, which other commands than top do not even
        // open.
        assertThat(entries.subList(entries.indexOf("muster-worker.jar") + 1, entries.size()))
                .hasSize(1)
                .allMatch(entry -> entry.startsWith("jline-terminal-"));
    }

    @Test
    void workersDoNotGetTheMastersLibraries() throws IOException {
        assertThat(distribution.classPathOf("muster-worker.jar"))
                .noneMatch(entry -> entry.startsWith("logback-") || entry.startsWith("picocli-"));
    }

    @Test
    void theDemoAndItsSourcesAreShipped() {
        assertThat(distribution.root().resolve("conf/muster.conf")).isRegularFile();
        assertThat(distribution.root().resolve("README")).isRegularFile();
        assertThat(distribution.examples().resolve("muster-examples.jar")).isRegularFile();
        assertThat(distribution.examples().resolve("src/dev/muster/examples")).isDirectory();
    }

    /** The build has made it; a copy elsewhere is another installation, where it does not fit. */
    @Test
    void theArchiveOfClassesIsUsedWhereItFitsAndIgnoredInSilenceWhereItDoesNot(@TempDir Path directory)
            throws IOException {
        Path loaded = directory.resolve("loaded");
        assertThat(version(distribution.root(), loaded))
                .isEqualTo(version(distribution.root(), directory.resolve("again")));
        assertThat(Files.readAllLines(loaded))
                .anyMatch(DistributionIT::isMainFromArchive)
                .anyMatch(line -> line.contains("picocli.CommandLine source: shared objects file"));

        Path moved = directory.resolve("moved to here");
        assertThat(new ProcessBuilder("cp", "-r", distribution.root().toString(), moved.toString()))
                .extracting(DistributionIT::output, STRING)
                .isEmpty();
        assertThat(version(moved, directory.resolve("elsewhere")))
                .startsWith("muster ")
                .hasLineCount(1);
        assertThat(Files.readAllLines(directory.resolve("elsewhere"))).noneMatch(DistributionIT::isMainFromArchive);
    }

    private static boolean isMainFromArchive(String line) {
        return line.contains("dev.muster.supervisor.cli.Main source: shared objects file");
    }

    private static String version(Path root, Path loaded) {
        ProcessBuilder builder = new ProcessBuilder(root.resolve("bin/muster").toString(), "version");
        builder.environment().put("MUSTER_JVM_OPTIONS", "-Xlog:class+load:file=" + loaded);
        builder.environment().put("MUSTER_JAVA_HOME", System.getProperty("java.home"));
        return output(builder);
    }

    private static String output(ProcessBuilder builder) {
        try {
            Process process = builder.redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void manPagesAndCompletionsAreShippedAndTheirWriterIsNot() throws IOException {
        Path share = distribution.root().resolve("share");
        assertThat(List.of(
                        "man/man1/muster.1",
                        "man/man5/muster.conf.5",
                        "bash-completion/completions/muster",
                        "zsh/site-functions/_muster",
                        "fish/vendor_completions.d/muster.fish"))
                .allSatisfy(file -> assertThat(share.resolve(file)).isNotEmptyFile());
        try (JarFile jar =
                new JarFile(distribution.lib().resolve("muster-supervisor.jar").toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .noneMatch(name -> name.contains("/reference/") && name.endsWith(".class"));
        }
    }

    @Test
    void ourJarsDoNotTellTheUmaskOfTheirBuilder() throws IOException {
        for (Path jar : List.of(
                distribution.lib().resolve("muster-supervisor.jar"),
                distribution.lib().resolve("muster-worker.jar"),
                distribution.examples().resolve("muster-examples.jar"))) {
            try (FileSystem entries = FileSystems.newFileSystem(jar, Map.of("enablePosixFileAttributes", true));
                    Stream<Path> all = Files.walk(entries.getPath("dev"))) {
                for (Path entry : all.toList()) {
                    String expected = Files.isDirectory(entry) ? "rwxr-xr-x" : "rw-r--r--";
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry)))
                            .as("%s in %s", entry, jar)
                            .isEqualTo(expected);
                }
            }
        }
    }
}
