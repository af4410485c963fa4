package dev.muster.supervisor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The native part of JNA, outside of its jar. Otherwise each master that starts unpacks it, under a name made of the system's random
 * numbers, which is a twentieth of the CPU of its start. The directory has the name of the jar: bin/muster never uses that of another version. Any thread.
 */
final class NativeLibrary {
    static final String FILE = "libjnidispatch.so";

    private NativeLibrary() {}

    /**
     * Copies it into a directory below this one.
     *
     * @return where it is, below; empty when the jar has none for this machine
     */
    static Optional<Path> unpack(Path install, Path into) throws IOException {
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86-64" : System.getProperty("os.arch");
        try (InputStream library = ClassLoader.getSystemResourceAsStream("com/sun/jna/linux-" + machine + "/" + FILE)) {
            Optional<String> jar = jar(install.resolve("lib"));
            if (library == null || jar.isEmpty()) {
                return Optional.empty();
            }
            Path place = Path.of(jar.get(), FILE);
            Files.createDirectories(into.resolve(jar.get()));
            Files.copy(library, into.resolve(place));
            return Optional.of(place);
        }
    }

    /** Its name without the suffix, such as {@code jna-5.18.1}. */
    private static Optional<String> jar(Path lib) throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, "jna-*.jar")) {
            for (Path jar : jars) {
                String name = String.valueOf(jar.getFileName());
                return Optional.of(name.substring(0, name.length() - ".jar".length()));
            }
        }
        return Optional.empty();
    }
}
