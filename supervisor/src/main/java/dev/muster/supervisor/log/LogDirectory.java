package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of logs: who owns which file, and which rotated files are there. Ownership is one byte of {@code .lock} for each
 * worker, locked with fcntl and therefore free again however its owner dies. Not a lock on the log itself: closing any
 * descriptor of a file, such as a reader's, drops the locks of the whole process on it. Thread-safe.
 */
final class LogDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogDirectory.class);

    private final Path directory;
    private final FileChannel locks;

    /** What was there when the directory was opened, each part handed out once; a listing for each of 1000 workers is too slow. */
    private final Map<String, List<Generation>> found;

    /** Those that have asked for their part: whoever comes back to a slot may find other files than there were. */
    private final Set<WorkerId> asked = new HashSet<>();

    private LogDirectory(Path directory, FileChannel locks, Map<String, List<Generation>> found) {
        this.directory = directory;
        this.locks = locks;
        this.found = found;
    }

    static LogDirectory open(Path directory) {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
            FileChannel locks = FileChannel.open(
                    directory.resolve(".lock"),
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new LogDirectory(directory, locks, list(directory, null));
        } catch (IOException e) {
            throw new OutputException("log directory " + directory + ": " + e + "; it must be writable", e);
        }
    }

    Path file(WorkerId worker) {
        return directory.resolve(worker + ".log");
    }

    /**
     * Makes this process the only writer of a worker's files until the lock is released.
     *
     * @throws OutputException when another worker, pump or process writes them
     */
    FileLock own(WorkerId worker) {
        CRC32 crc = new CRC32();
        crc.update(worker.toString().getBytes(StandardCharsets.UTF_8));
        // The slot keeps workers of one service apart for certain; the checksum does it for services, all but
        // certainly.
        long place = (crc.getValue() << 24) + worker.slot();
        try {
            FileLock lock = locks.tryLock(place, 1, false);
            if (lock == null) {
                throw new OutputException(taken(worker, "another process"));
            }
            return lock;
        } catch (OverlappingFileLockException here) {
            throw new OutputException(taken(worker, "this process"), here);
        } catch (IOException e) {
            throw new OutputException("cannot lock " + file(worker) + ": " + e, e);
        }
    }

    private String taken(WorkerId worker, String whom) {
        return file(worker) + " is written by " + whom + " already; two masters need two log directories";
    }

    /** The rotated files of a worker. */
    synchronized Generations generations(WorkerId worker) throws IOException {
        String live = worker + ".log";
        List<Generation> known = asked.add(worker)
                ? Objects.requireNonNullElse(found.remove(live), List.of())
                : list(directory, live).getOrDefault(live, List.of());
        return Generations.of(directory, live, known);
    }

    /** Also removes what a killed archiver has left: its original is still there. */
    private static Map<String, List<Generation>> list(Path directory, @Nullable String live) throws IOException {
        Map<String, List<Generation>> byLive = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, live == null ? "*" : live + "*")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                Optional<Generation> generation = Generation.parse(name);
                if (generation.isPresent()) {
                    byLive.computeIfAbsent(generation.get().live(), any -> new ArrayList<>())
                            .add(generation.get());
                } else if (Generation.isUnfinished(name)) {
                    Files.deleteIfExists(file);
                } else if (name.endsWith(".log")) {
                    byLive.computeIfAbsent(name, any -> new ArrayList<>());
                }
            }
        }
        return byLive;
    }

    @Override
    public void close() {
        try {
            locks.close();
        } catch (IOException e) {
            LOG.debug("{}: the locks go with the process at the latest", directory, e);
        }
    }
}
