package dev.muster.supervisor.daemon;

import dev.muster.supervisor.spec.Attributes;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a JVM does when its memory is used up, unless its service has options of its own for that: it leaves a heap dump in
 * {@code logs/dumps} and exits with 3. The newest {@value #KEPT} dumps of a fleet are kept. Thread-safe.
 */
final class HeapDumps {

    static final int KEPT = 5;

    /** What a JVM ends with, by its own decision, when it is out of memory. */
    static final int EXIT_CODE = 3;

    private static final Logger LOG = LoggerFactory.getLogger(HeapDumps.class);

    private final Path directory;

    HeapDumps(Home home) {
        this.directory = directory(home);
    }

    static Path directory(Home home) {
        return home.logs().resolve("dumps");
    }

    /** The options for a JVM whose service has these. Another user cannot go into the directory and leaves no dump. */
    List<String> options(List<String> own, Attributes attributes) {
        List<String> options = new ArrayList<>();
        if (own.stream().noneMatch(option -> option.matches("-XX:(([+-](Exit|Crash))?OnOutOfMemoryError)\\b.*"))) {
            options.add("-XX:+ExitOnOutOfMemoryError");
        }
        boolean dumps =
                own.stream().anyMatch(option -> option.matches("-XX:([+-]HeapDumpOnOutOfMemoryError|HeapDumpPath=.*)"));
        if (!dumps && attributes.account().isNone()) {
            options.add("-XX:+HeapDumpOnOutOfMemoryError");
            options.add("-XX:HeapDumpPath=" + directory);
        }
        return options;
    }

    /** What the JVM of this life has left here, under a name that tells whose it is; removes the oldest. */
    Optional<Path> claim(WorkerId worker, int incarnation, int pid) {
        Path written = directory.resolve("java_pid" + pid + ".hprof");
        if (!Files.exists(written)) {
            return Optional.empty();
        }
        Path dump = written;
        try {
            dump = Files.move(written, directory.resolve(worker + "-" + incarnation + "-" + pid + ".hprof"));
            prune();
        } catch (IOException e) {
            LOG.warn("{}#{}: its heap dump {}: {}", worker, incarnation, dump, e.toString());
        }
        return Optional.of(dump);
    }

    private void prune() throws IOException {
        List<Path> dumps;
        try (Stream<Path> files = Files.list(directory)) {
            dumps = files.filter(file -> file.toString().endsWith(".hprof"))
                    .sorted(Comparator.comparing(HeapDumps::written).reversed())
                    .toList();
        }
        for (Path old : dumps.subList(Math.min(KEPT, dumps.size()), dumps.size())) {
            Files.deleteIfExists(old);
        }
    }

    private static long written(Path file) {
        return file.toFile().lastModified();
    }
}
