package dev.muster.supervisor.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * What an archive fits: a service, a JDK, and all that both depend on. A JVM would find out by itself that a jar is another one, but not
 * that it is time for a new archive. Immutable.
 *
 * @param feature the release of the JDK, such as 17
 * @param digest of the JDK, the options that matter and the jars with their sizes and times
 */
public record Fit(String service, int feature, String digest) {

    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /**
     * Looks at the files.
     *
     * @param options those that matter, see {@link JvmWords#thatMatter}
     * @return empty when no archive can be made: of a directory no JVM knows what will be in it
     */
    public static Optional<Fit> of(
            String service, Path javaHome, Runtime.Version version, List<String> options, List<String> classPath) {
        long hash = add(FNV_BASIS, version.toString());
        try {
            hash = add(hash, file(javaHome.resolve("lib/modules")));
            for (String option : options) {
                hash = add(hash, option);
            }
            for (String entry : classPath) {
                hash = add(hash, file(Path.of(entry)));
            }
        } catch (IOException missing) {
            return Optional.empty();
        }
        return Optional.of(new Fit(service, version.feature(), String.format("%016x", hash)));
    }

    private static String file(Path file) throws IOException {
        BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
        if (!facts.isRegularFile()) {
            throw new IOException(file + " is no file");
        }
        return file + " " + facts.size() + " " + facts.lastModifiedTime().toMillis();
    }

    /** FNV-1a, of 64 bits: it has to tell versions of one thing apart, not to keep out forgeries. */
    private static long add(long hash, String text) {
        long result = hash;
        for (int i = 0; i < text.length(); i++) {
            result = (result ^ text.charAt(i)) * FNV_PRIME;
        }
        return (result ^ '\n') * FNV_PRIME;
    }

    /** The name of its archive. */
    String fileName() {
        return service + "." + feature + "." + digest + (feature >= JvmWords.AOT ? ".aot" : ".jsa");
    }
}
