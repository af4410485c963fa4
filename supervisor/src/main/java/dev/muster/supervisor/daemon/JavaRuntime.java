package dev.muster.supervisor.daemon;

import dev.muster.supervisor.spec.Program;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A JDK or JRE that workers run on. Immutable.
 *
 * @param version such as 17.0.15
 */
record JavaRuntime(Path home, Runtime.Version version) {
    // From the release on which each is needed; older ones refuse to start with an unknown option.
    private static final int WARNS_OF_NATIVE_ACCESS = 24;
    private static final Runtime.Version OLDEST = Runtime.Version.parse("17");
    /** The first releases that can give freed native memory back; all since the last of them can. */
    private static final List<Runtime.Version> TRIMS =
            Stream.of("17.0.9", "21.0.1", "22").map(Runtime.Version::parse).toList();

    private static final int LAST_TRIM = 22;
    private static final long SMALL_HEAP_BYTES = 256 << 20;

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
        return new JavaRuntime(Path.of(System.getProperty("java.home")), Runtime.version());
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
            return new JavaRuntime(home, OLDEST);
        }
        String version = release.getProperty("JAVA_VERSION", "17").replace("\"", "");
        return new JavaRuntime(home, Runtime.Version.parse(version));
    }

    Path java() {
        return home.resolve("bin").resolve("java");
    }

    /** What Chronicle needs to be let in by the module system; see {@code docs/decisions}. */
    List<String> queueOptions() {
        return CHRONICLE;
    }

    /**
     * What keeps a worker with a small heap small, unless its own options say otherwise: a collector that needs no memory and no
     * threads of its own, a heap that grows only when it must, no samples for jps and jstat (a quarter of what an idle JVM uses), and memory
     * of the compiler that is given back. The JVM decides by the size of
     * the machine, as if it were alone on it.
     */
    List<String> thrift(String heap, List<String> options) {
        List<String> words = new ArrayList<>();
        if (Program.Jvm.bytes(heap) <= SMALL_HEAP_BYTES) {
            if (options.stream().noneMatch(option -> option.matches("-XX:[+]Use\\w*GC"))) {
                words.add("-XX:+UseSerialGC");
            }
            if (options.stream().noneMatch(option -> option.matches("-Xms.*|-XX:Initial(Heap|RAM).*"))) {
                words.add("-Xms8m");
            }
            if (options.stream().noneMatch(option -> option.matches("-XX:[+-]PerfDisable.*|-XX:[+-]UsePerfData"))) {
                words.add("-XX:-UsePerfData"); // twenty samples a second, in a file that nobody reads
            }
        }
        if (TRIMS.stream().anyMatch(this::isNoOlder)) {
            words.add("-XX:TrimNativeHeapInterval=10000"); // an option of the user's comes later, and wins
        }
        return words;
    }

    private boolean isNoOlder(Runtime.Version release) {
        boolean later = version.feature() == release.feature() && version.compareToIgnoreOptional(release) >= 0;
        return later || version.feature() > LAST_TRIM;
    }

    /** What keeps newer releases from warning about the native calls of JNA and Chronicle. */
    List<String> nativeOptions() {
        return version.feature() >= WARNS_OF_NATIVE_ACCESS ? NATIVE : List.of();
    }
}
