package dev.muster.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How the JVM of a child is started: with the flags that the queue needs, and an archive of what most children load, made once a build.
 * Without it a child with a queue takes nearly twice the CPU. An archive that does not fit is ignored by the JVM. Thread-safe.
 */
public final class ChildJvm {
    private static final Predicate<String> JAR = entry -> entry.endsWith(".jar");
    private static final String MOST_OF_THEM = "dev.muster.queue.chronicle.CrashProgram";

    private static final List<String> CLASSES =
            classes(List.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                    .split(File.pathSeparator)));

    private ChildJvm() {}

    /** The words before the name of the main class; the flags win over those that every child has. */
    public static List<String> command(String... flags) {
        List<String> command = java();
        command.addAll(CLASSES);
        command.addAll(List.of(flags));
        return command;
    }

    private static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The flags that Chronicle needs are those that this JVM was started with.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--") || flag.startsWith("-Dchronicle"))
                .forEach(command::add);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        return command;
    }

    /** Jars first: an archive has no classes of directories, but is used when those come after what it was made for. */
    private static List<String> classes(List<String> entries) {
        String jars = joined(entries.stream().filter(JAR));
        String all = joined(
                Stream.concat(entries.stream().filter(JAR), entries.stream().filter(JAR.negate())));
        Path archive = Path.of(
                        "target", "children-" + Runtime.version() + "-" + Integer.toHexString(jars.hashCode()) + ".jsa")
                .toAbsolutePath();
        try {
            make(archive, jars, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-cp", all);
    }

    private static String joined(Stream<String> entries) {
        return String.join(File.pathSeparator, entries.toList());
    }

    /** Unless it is there. Another JVM of the build may be about to make the same. */
    private static void make(Path archive, String jars, String all) throws IOException {
        Path lock = Path.of("target", "children.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (!held.isValid() || Files.exists(archive)) {
                return;
            }
            Path scratch = Files.createTempDirectory("children");
            Path list = scratch.resolve("classes");
            Path made = scratch.resolve("archive");
            run(
                    scratch,
                    "-XX:DumpLoadedClassList=" + list,
                    "-cp",
                    all,
                    MOST_OF_THEM,
                    "produce",
                    "chronicle:" + scratch.resolve("queue"),
                    scratch.resolve("journal").toString(),
                    "-",
                    "a",
                    "10");
            run(
                    scratch,
                    "-Xshare:dump",
                    "-XX:SharedClassListFile=" + list,
                    "-XX:SharedArchiveFile=" + made,
                    "-cp",
                    jars);
            Files.copy(made, archive, StandardCopyOption.REPLACE_EXISTING);
            try (Stream<Path> files = Files.walk(scratch)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private static void run(Path scratch, String... words) throws IOException {
        List<String> command = java();
        command.addAll(Arrays.asList(words));
        Path said = scratch.resolve("said");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command + ": " + Files.readString(said));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
