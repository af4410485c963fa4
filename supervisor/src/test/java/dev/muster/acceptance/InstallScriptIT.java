package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code install.sh} puts where, and that {@code uninstall.sh} takes away just that. */
final class InstallScriptIT {
    private final Path distribution = Distribution.built().root();
    private final Path directory;
    private final Path prefix;
    private final Path home;
    private final Path list;

    InstallScriptIT(@TempDir Path directory) {
        this.directory = directory;
        prefix = directory.resolve("a prefix");
        home = prefix.resolve("share/muster");
        list = home.resolve("installed");
    }

    @Test
    void aDryRunChangesNothing() throws IOException {
        Ended ended = install("--dry-run");
        assertThat(ended.code).as(ended.said).isZero();
        assertThat(ended.said).contains("install " + home.resolve("bin/muster") + "\n");
        assertThat(files(directory)).isEmpty();
    }

    @Test
    void isInstalledTwiceAndRemovedWithoutATrace() throws IOException {
        Path foreign = prefix.resolve("bin/foreign");
        Files.createDirectories(foreign.getParent());
        Files.writeString(foreign, "of somebody else");

        assertThat(install().said).startsWith("installed");
        Set<String> installed = files(prefix);
        assertThat(List.of(
                        "bin/muster",
                        "share/man/man1/muster.1",
                        "share/bash-completion/completions/muster",
                        "share/muster/systemd/muster.service"))
                .allSatisfy(file -> assertThat(prefix.resolve(file)).exists());
        assertThat(run(prefix.resolve("bin/muster").toString(), "version").said).startsWith("muster ");
        Set<String> listed = new TreeSet<>(listedFiles());
        listed.add(foreign.toString());
        assertThat(listed).isEqualTo(installed);

        assertThat(install().said).contains("is this version already");
        assertThat(files(prefix)).isEqualTo(installed);

        assertThat(run(home.resolve("uninstall.sh").toString()).code).isZero();
        assertThat(files(directory)).containsExactly(foreign.toString());
        assertThat(home.getParent()).doesNotExist();
    }

    @Test
    void anotherVersionTakesThePlaceOfTheFormerOneUnderARunningProgram() throws IOException {
        install();
        Path jar = home.resolve("lib/muster-supervisor.jar");
        Path gone = home.resolve("lib/former-1.0.jar");
        Path archive = home.resolve("lib/archive/17/master.jsa");
        Files.writeString(jar, "the former one");
        Files.writeString(gone, "not any more");
        Files.writeString(list, Files.readString(list) + gone + "\n");
        Files.createDirectories(archive.getParent());
        Files.writeString(archive, "of the former classes");
        Object before = Files.getAttribute(jar, "unix:ino");

        assertThat(install().said).contains("is replaced").contains("muster reexec");
        assertThat(jar).hasSameBinaryContentAs(distribution.resolve("lib/muster-supervisor.jar"));
        assertThat(Files.getAttribute(jar, "unix:ino")).isNotEqualTo(before);
        assertThat(gone).doesNotExist();
        assertThat(archive).doesNotExist();
    }

    @Test
    void theConfigurationOfTheHostIsKeptUntilItIsPurged() throws IOException {
        Path root = directory.resolve("root");
        Path configuration = root.resolve("etc/muster/muster.conf");
        Path state = root.resolve("var/lib/muster/queues");
        into(root, "install.sh");
        assertThat(configuration).hasSameTextualContentAs(distribution.resolve("conf/muster.conf"));
        Files.writeString(configuration, "muster {}");
        Files.createDirectories(state);

        into(root, "install.sh");
        into(root, "uninstall.sh");
        assertThat(configuration).hasContent("muster {}");
        assertThat(state).exists();
        into(root, "uninstall.sh", "--purge");
        assertThat(files(root)).isEmpty();
        assertThat(state).doesNotExist();
    }

    @Test
    void whatComesFromAPackageIsLeftAlone() throws IOException {
        Files.createDirectories(home.resolve("lib"));
        Files.writeString(home.resolve("lib/muster-supervisor.jar"), "of a package");
        assertThat(install().code).isEqualTo(1);
        assertThat(run(distribution.resolve("uninstall.sh").toString(), "--prefix", prefix.toString()).said)
                .contains("does not come from install.sh");
        assertThat(files(directory)).hasSize(1);
    }

    private Ended install(String... more) throws IOException {
        List<String> words =
                new ArrayList<>(List.of(distribution.resolve("install.sh").toString(), "--prefix", prefix.toString()));
        words.addAll(List.of(more));
        return run(words.toArray(String[]::new));
    }

    private void into(Path root, String script, String... more) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("env", "DESTDIR=" + root, distribution.resolve(script).toString(), "--prefix", "/usr/local"));
        words.addAll(List.of(more));
        Ended ended = run(words.toArray(String[]::new));
        assertThat(ended.code).as(ended.said).isZero();
    }

    private static Ended run(String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("MUSTER_JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.onExit().join().exitValue(), said);
    }

    /** What is no directory. */
    private List<String> listedFiles() throws IOException {
        return Files.readAllLines(list).stream()
                .filter(line -> !line.endsWith("/"))
                .toList();
    }

    private static Set<String> files(Path root) throws IOException {
        Set<String> files = new TreeSet<>();
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(path -> !Files.isDirectory(path)).forEach(path -> files.add(path.toString()));
        }
        return files;
    }

    private record Ended(int code, String said) {}
}
