package dev.muster.supervisor.daemon;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * A JDK or JRE that workers run on. Immutable.
 *
 * @param feature the feature release, such as 17
 */
record JavaRuntime(Path home, int feature) {
    // From the release on which each is needed; older ones refuse to start with an unknown option.
    private static final int WARNS_OF_NATIVE_ACCESS = 24;

    private static final List<String> CHRONICLE = List.of(
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "-Dchronicle.analytics.disable=true",
            "-Dchronicle.announcer.disable=true",
            "-Dchronicle.disk.monitor.disable=true");
    private static final List<String> NATIVE =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    /** The one that the master itself runs on. */
    static JavaRuntime own() {
        return new JavaRuntime(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /**
     * Reads the version from the file {@code release} that every JDK and JRE carries; one without it is taken for the
     * oldest that is supported, whose options every later one knows.
     */
    static JavaRuntime at(Path home) {
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
            release.load(reader);
        } catch (IOException e) {
            return new JavaRuntime(home, 17);
        }
        String version = release.getProperty("JAVA_VERSION", "17").replace("\"", "");
        return new JavaRuntime(home, Runtime.Version.parse(version).feature());
    }

    Path java() {
        return home.resolve("bin").resolve("java");
    }

    /** What Chronicle needs to be let in by the module system; see {@code docs/decisions}. */
    List<String> queueOptions() {
        return CHRONICLE;
    }

    /** What keeps newer releases from warning about the native calls of JNA and Chronicle. */
    List<String> nativeOptions() {
        return feature >= WARNS_OF_NATIVE_ACCESS ? NATIVE : List.of();
    }
}
