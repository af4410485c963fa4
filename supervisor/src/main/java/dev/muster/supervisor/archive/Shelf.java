package dev.muster.supervisor.archive;

import dev.muster.supervisor.spec.Home;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory of a fleet's archives: {@code SERVICE.RELEASE.DIGEST.jsa}, or {@code .aot}. A file's time of modification is when it was
 * last used. Thread-safe, as long as one thread puts things there.
 */
public final class Shelf {

    /** A service has a second one while its class path or JDK changes. */
    static final int MOST_OF_A_SERVICE = 2;

    private static final int MOST = 64;
    private static final long MOST_BYTES = 2L << 30;
    private static final Pattern NAME =
            Pattern.compile("(?<service>[a-z][a-z0-9-]*)\\.(?<feature>\\d+)\\.[0-9a-f]{16}\\.(jsa|aot)");
    private static final Duration USED_NOTED = Duration.ofHours(1);

    private final Path directory;
    private final int most;
    private final long mostBytes;

    /**
     * One archive.
     *
     * @param feature the release of the JDK
     */
    public record Entry(Path file, String service, int feature, long bytes, Instant used) {}

    /** That of a fleet, with the bounds that hold for it. */
    public static Shelf of(Home home) {
        return new Shelf(home.archives(), MOST, MOST_BYTES);
    }

    Shelf(Path directory, int most, long mostBytes) {
        this.directory = directory;
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Where the archive that fits lies, or would lie. */
    public Path place(Fit fit) {
        return directory.resolve(fit.fileName());
    }

    /** What is not an archive yet, and is taken away at the next {@link #sweep}. */
    public Path scratch(Fit fit, String suffix) {
        return directory.resolve("new." + fit.service() + "." + fit.digest() + "." + suffix);
    }

    /** The archive that fits, if it is there; notes that it is used. */
    public Optional<Path> find(Fit fit) {
        Path file = place(fit);
        try {
            Instant now = Instant.now();
            if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(USED_NOTED))) {
                Files.setLastModifiedTime(file, FileTime.from(now));
            }
            return Optional.of(file);
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** Puts a finished file in its place, in one step, and makes room for it. */
    public Entry put(Path finished, Fit fit) throws IOException {
        if (Files.size(finished) == 0) {
            throw new IOException("it is empty");
        }
        Files.setPosixFilePermissions(finished, PosixFilePermissions.fromString("r--------"));
        Files.setLastModifiedTime(finished, FileTime.from(Instant.now()));
        Path file = Files.move(finished, place(fit), StandardCopyOption.ATOMIC_MOVE);
        prune();
        return new Entry(file, fit.service(), fit.feature(), Files.size(file), Instant.now());
    }

    /** All there are, the last used first. */
    public List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return entries;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    entries.add(new Entry(
                            file,
                            name.group("service"),
                            Integer.parseInt(name.group("feature")),
                            Files.size(file),
                            Files.getLastModifiedTime(file).toInstant()));
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::used).reversed());
        return entries;
    }

    /** Takes away those that were not used for longest, until the rest is within the bounds. Who has one open keeps it. */
    void prune() throws IOException {
        Map<String, Integer> ofService = new HashMap<>();
        int count = 0;
        long bytes = 0;
        for (Entry entry : entries()) {
            int own = ofService.merge(entry.service(), 1, Integer::sum);
            if (own > MOST_OF_A_SERVICE || count + 1 > most || bytes + entry.bytes() > mostBytes) {
                Files.deleteIfExists(entry.file());
            } else {
                count++;
                bytes += entry.bytes();
            }
        }
    }

    /** Takes away what a master that died has left unfinished, and what is beyond the bounds. */
    public void sweep() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "new.*")) {
            for (Path file : files) {
                Trees.delete(file);
            }
        }
        prune();
    }
}
