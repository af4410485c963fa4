package dev.muster.supervisor.event;

import dev.muster.wire.Json;
import dev.muster.wire.JsonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The last deaths of each worker, {@code printer.2.jsonl}, one JSON object a line. A file of its own for each, so that a worker that dies
 * every second does not push the others out. Writing is for one thread; reading for any, at any time.
 */
final class DeathFiles {
    static final int KEPT = 100;

    /** Then the file is written anew with the last of them. */
    private static final int MOST_LINES = 2 * KEPT;

    private static final long MOST_BYTES = 64L << 20;
    private static final int WRITES_BETWEEN_LOOKS = 256;
    private static final String SUFFIX = ".jsonl";

    private final Path directory;
    private final Map<String, Integer> lines = new HashMap<>();
    private int writes;

    DeathFiles(Path directory) {
        this.directory = directory;
    }

    void append(String worker, Map<String, @Nullable Object> death) throws IOException {
        Path path = directory.resolve(worker + SUFFIX);
        Integer known = lines.get(worker);
        int count = known != null ? known : lines(path).size();
        if (count >= MOST_LINES) {
            count = shorten(path);
        }
        String line = Json.write(death);
        try {
            write(path, line);
        } catch (NoSuchFileException first) {
            Files.createDirectories(directory);
            write(path, line);
        }
        lines.put(worker, count + 1);
        if (++writes % WRITES_BETWEEN_LOOKS == 0) {
            removeOldest();
        }
    }

    private static void write(Path path, String line) throws IOException {
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            long size = file.size();
            ByteBuffer last = ByteBuffer.allocate(1);
            boolean torn = size > 0 && file.read(last, size - 1) == 1 && last.get(0) != '\n';
            ByteBuffer bytes = StandardCharsets.UTF_8.encode((torn ? "\n" : "") + line + "\n");
            for (long at = size; bytes.hasRemaining(); ) {
                at += file.write(bytes, at);
            }
        }
    }

    private static int shorten(Path path) throws IOException {
        List<String> all = lines(path);
        if (all.isEmpty()) {
            return 0; // somebody has removed it
        }
        List<String> kept = all.subList(Math.max(0, all.size() - KEPT), all.size());
        Path next = path.resolveSibling(path.getFileName() + ".new");
        Files.write(next, kept);
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        return kept.size();
    }

    /** Those who have not died for the longest time go first. */
    private void removeOldest() throws IOException {
        record Found(Path path, long bytes, long modified) {}
        List<Found> files = new ArrayList<>();
        for (Path path : paths(directory)) {
            files.add(new Found(
                    path, Files.size(path), Files.getLastModifiedTime(path).toMillis()));
        }
        files.sort(Comparator.comparingLong(Found::modified));
        long bytes = files.stream().mapToLong(Found::bytes).sum();
        for (Found file : files) {
            if (bytes <= MOST_BYTES) {
                return;
            }
            Files.deleteIfExists(file.path());
            lines.remove(worker(file.path()));
            bytes -= file.bytes();
        }
    }

    /** The newest deaths of these workers and services, oldest first. */
    static List<Map<String, @Nullable Object>> newest(Path directory, Set<String> names, int most) throws IOException {
        PriorityQueue<Map<String, @Nullable Object>> newest =
                new PriorityQueue<>(Comparator.comparing(DeathFiles::time));
        for (Path path : paths(directory)) {
            String worker = worker(path);
            String service = worker.substring(0, Math.max(0, worker.lastIndexOf('.')));
            if (names.isEmpty() || names.contains(worker) || names.contains(service)) {
                for (String line : lines(path)) {
                    add(line, newest, most);
                }
            }
        }
        List<Map<String, @Nullable Object>> sorted = new ArrayList<>(newest);
        sorted.sort(Comparator.comparing(DeathFiles::time));
        return sorted;
    }

    /** The newest death of one worker. */
    static Optional<Map<String, @Nullable Object>> last(Path directory, String worker) throws IOException {
        PriorityQueue<Map<String, @Nullable Object>> newest =
                new PriorityQueue<>(Comparator.comparing(DeathFiles::time));
        List<String> lines = lines(directory.resolve(worker + SUFFIX));
        for (int i = lines.size() - 1; i >= 0 && newest.isEmpty(); i--) {
            add(lines.get(i), newest, 1);
        }
        return Optional.ofNullable(newest.peek());
    }

    private static void add(String line, PriorityQueue<Map<String, @Nullable Object>> newest, int most) {
        try {
            newest.add(Json.parseObject(line));
        } catch (JsonException torn) {
            return;
        }
        if (newest.size() > most) {
            newest.remove();
        }
    }

    private static String time(Map<String, @Nullable Object> death) {
        return String.valueOf(death.get("at"));
    }

    private static String worker(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.substring(0, name.length() - SUFFIX.length());
    }

    private static List<String> lines(Path path) throws IOException {
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    private static List<Path> paths(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            files.forEach(paths::add);
        } catch (NoSuchFileException | NotDirectoryException nothingYet) {
            return paths;
        }
        return paths;
    }
}
