package dev.muster.supervisor.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the code of a process is made of, as it stands in the file system at this moment: whoever has put a new jar in the place of an old one
 * and restarts a worker wants the new one, and not a process that was booted before. Pure but for looking at files.
 */
final class CodeStamp {

    /** More files than that in the directories of a class path are not looked at: somebody waits for the answer. */
    private static final int MOST_FILES = 1_000;

    private CodeStamp() {}

    /**
     * Looks at the JDK and the class path.
     *
     * @param secrets with what they are now; only a digest of them is kept
     * @return empty when that cannot be told: something is missing, or there are too many files
     */
    static Optional<String> of(JavaRuntime runtime, List<String> classPath, Map<String, String> secrets) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, runtime.home().resolve("lib/modules"));
            int left = MOST_FILES;
            for (String entry : classPath) {
                left -= addAll(digest, Path.of(entry), left);
            }
            new TreeMap<>(secrets).forEach((name, value) -> add(digest, name + "=" + value));
            return left < 0 ? Optional.empty() : Optional.of(HexFormat.of().formatHex(digest.digest()));
        } catch (IOException | UncheckedIOException unreadable) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static int addAll(MessageDigest digest, Path entry, int most) throws IOException {
        if (!Files.isDirectory(entry)) {
            if (Files.exists(entry)) { // the class path may name what is not there
                add(digest, entry);
            }
            return 1;
        }
        int files = 0;
        try (Stream<Path> tree = Files.walk(entry)) {
            for (Iterator<Path> each =
                            tree.limit(Math.max(0, most) + 1L).sorted().iterator();
                    each.hasNext();
                    files++) {
                add(digest, each.next());
            }
        }
        return files;
    }

    private static void add(MessageDigest digest, Path file) throws IOException {
        BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
        long size = facts.isDirectory() ? 0 : facts.size();
        long time = facts.isDirectory() ? 0 : facts.lastModifiedTime().toMillis();
        add(digest, file + " " + size + " " + time + " " + facts.fileKey());
    }

    private static void add(MessageDigest digest, String text) {
        digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
