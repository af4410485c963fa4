package dev.muster.concurrent;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * By what a pool sees that a member runs the same build: a line for the JVM and for each entry of the class path, with size and time
 * of change. Cheaper than sums of the contents, and a deployment under a running program changes it.
 */
final class ClassPath {
    private static final String SPRING_LOADERS = "org.springframework.boot.loader.";

    private static final Map<String, String> BUILDS = new ConcurrentHashMap<>();

    private ClassPath() {}

    static String ofThisJvm() {
        return cleaned(System.getProperty("java.class.path", ""));
    }

    /** Chronicle adds to the property what it makes of the URLs of jars in a jar, which is a slash for each. */
    static String cleaned(String property) {
        return Stream.of(property.split(File.pathSeparator, -1))
                .filter(entry -> !entry.equals("/"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Of this process: what its pools compare with. Looked at once, unless the class path itself has changed. */
    static String ofThisBuild() {
        return BUILDS.computeIfAbsent(ofThisJvm(), ClassPath::fingerprint);
    }

    static String fingerprint(String classPath) {
        StringBuilder lines = new StringBuilder("java ")
                .append(System.getProperty("java.vm.version"))
                .append('\n');
        String[] entries = classPath.split(File.pathSeparator, -1);
        for (String entry : entries) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                directory(path, lines);
            } else {
                file(path, lines);
                if (entries.length == 1) {
                    namedInManifest(path, lines);
                }
            }
        }
        return lines.toString();
    }

    /**
     * The words with which a JVM with this class path runs a class of this package. In the executable jar of Spring Boot it is in a jar in that
     * jar, and the loader that comes with it has to fetch it.
     */
    static List<String> words(String classPath, Class<?> main) {
        String launcher = classPath.contains(File.pathSeparator) ? "" : mainClass(Path.of(classPath));
        return launcher.startsWith(SPRING_LOADERS)
                ? List.of(
                        "-Dloader.main=" + main.getName(),
                        "-cp",
                        classPath,
                        launcher.substring(0, launcher.lastIndexOf('.') + 1) + "PropertiesLauncher")
                : List.of("-cp", classPath, main.getName());
    }

    private static String mainClass(Path jar) {
        if (!Files.isRegularFile(jar)) {
            return "";
        }
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            Manifest manifest = file.getManifest();
            String named =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
            return named == null ? "" : named;
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** Where they differ first, for a message. */
    static String difference(String ours, String theirs) {
        String[] here = ours.split("\n", -1);
        String[] there = theirs.split("\n", -1);
        for (int i = 0; i < Math.max(here.length, there.length); i++) {
            String mine = i < here.length ? here[i] : "nothing";
            String other = i < there.length ? there[i] : "nothing";
            if (!mine.equals(other)) {
                return "here " + mine + ", there " + other;
            }
        }
        return "none";
    }

    private static void file(Path path, StringBuilder lines) {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            lines.append(path)
                    .append(' ')
                    .append(now.size())
                    .append(' ')
                    .append(now.lastModifiedTime())
                    .append('\n');
        } catch (IOException absent) {
            lines.append(path).append(" absent\n");
        }
    }

    /** Of {@code java -jar}, and of build tools that put a long class path there. */
    private static void namedInManifest(Path jar, StringBuilder lines) {
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            Manifest manifest = file.getManifest();
            String named =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            if (named != null) {
                for (String url : named.trim().split(" +", -1)) {
                    Path path = Path.of(jar.toUri().resolve(url));
                    if (Files.isDirectory(path)) {
                        directory(path, lines);
                    } else {
                        file(path, lines);
                    }
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            lines.append(jar).append(" has no readable manifest\n");
        }
    }

    private static void directory(Path root, StringBuilder lines) {
        Classes classes = new Classes();
        try {
            Files.walkFileTree(root, classes);
        } catch (IOException changing) {
            classes.sum++;
        }
        lines.append(root).append(' ').append(classes.sum).append('\n');
    }

    private static final class Classes extends SimpleFileVisitor<Path> {
        /** Does not depend on the order of the files. */
        private long sum;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes now) {
            if (file.toString().endsWith(".class")) {
                long one = file.toString().hashCode();
                one = 31 * one + now.size();
                one = 31 * one + now.lastModifiedTime().toMillis();
                sum += one * 0x9E3779B97F4A7C15L;
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
