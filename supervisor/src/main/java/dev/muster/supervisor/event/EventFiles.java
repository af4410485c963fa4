package dev.muster.supervisor.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The journal on disk: {@code events-N.jsonl}, N the number of the first entry, one JSON object a line. The oldest file goes when all
 * together are too large. Writing is for one thread; reading for any, at any time.
 */
final class EventFiles implements EventSink {
    /** There are sixteen files of this size at most. */
    static final long USUAL_FILE_BYTES = 1L << 20;

    private static final int FILES = 16;
    private static final int DIGITS = 19;
    private static final String PREFIX = "events-";
    private static final String SUFFIX = ".jsonl";

    private final Path directory;
    private final long fileBytes;
    private @Nullable FileChannel file;
    private long length;

    EventFiles(Path directory, long fileBytes) {
        this.directory = directory;
        this.fileBytes = fileBytes;
    }

    /** Writes all or, as far as the disk lets it, nothing: half a line is taken back. */
    @Override
    public void append(List<Event> events) throws IOException {
        StringBuilder lines = new StringBuilder();
        events.forEach(event -> lines.append(event.line()).append('\n'));
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(lines.toString());
        FileChannel target = file(events.get(0).seq(), bytes.remaining());
        long end = length + bytes.remaining();
        try {
            for (long at = length; bytes.hasRemaining(); ) {
                at += target.write(bytes, at);
            }
            length = end;
        } catch (IOException full) {
            close(); // the next one looks at what is there, and cuts it where a line ends
            throw full;
        }
    }

    private FileChannel file(long firstSeq, int room) throws IOException {
        FileChannel current = file == null ? reopened() : file;
        if (current != null && length > 0 && length + room > fileBytes) {
            close();
            current = null;
        }
        if (current == null) {
            Files.createDirectories(directory);
            current = FileChannel.open(
                    directory.resolve(name(firstSeq)),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE);
            length = wholeLines(current);
            removeOldest();
        }
        file = current;
        return current;
    }

    private @Nullable FileChannel reopened() throws IOException {
        NavigableMap<Long, Path> files = files(directory);
        if (files.isEmpty()) {
            return null;
        }
        FileChannel last =
                FileChannel.open(files.lastEntry().getValue(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        length = wholeLines(last);
        return last;
    }

    /** A master that was killed while it wrote may have left the beginning of a line: it is cut off. */
    private static long wholeLines(FileChannel file) throws IOException {
        long size = file.size();
        if (size == 0) {
            return 0;
        }
        ByteBuffer end = ByteBuffer.allocate((int) Math.min(size, 1 << 20));
        long start = size - end.capacity();
        while (end.hasRemaining() && file.read(end, start + end.position()) > 0) {}
        int last = end.position();
        while (last > 0 && end.get(last - 1) != '\n') {
            last--;
        }
        if (start + last < size) {
            file.truncate(start + last);
        }
        return start + last;
    }

    private void removeOldest() throws IOException {
        NavigableMap<Long, Path> files = files(directory);
        while (files.size() > FILES) {
            Files.deleteIfExists(files.pollFirstEntry().getValue());
        }
    }

    /** The number of the last entry that is there; 0 when there is none. */
    static long lastSeq(Path directory) throws IOException {
        for (Path path : files(directory).descendingMap().values()) {
            List<Event> events = events(path);
            if (!events.isEmpty()) {
                return events.get(events.size() - 1).seq();
            }
        }
        return 0;
    }

    /**
     * The newest entries that are wanted, oldest first.
     *
     * @param before none from this number on
     * @param over when an entry is of no interest and none before it can be
     */
    static Collection<Event> newest(
            Path directory, long before, int most, Predicate<Event> wanted, Predicate<Event> over) throws IOException {
        ArrayDeque<Event> found = new ArrayDeque<>();
        for (Path path : files(directory).headMap(before, false).descendingMap().values()) {
            List<Event> events = events(path);
            for (int i = events.size() - 1; i >= 0 && found.size() < most; i--) {
                Event event = events.get(i);
                if (event.seq() < before && wanted.test(event)) {
                    found.addFirst(event);
                }
            }
            if (found.size() >= most || (!events.isEmpty() && over.test(events.get(0)))) {
                break;
            }
        }
        return found;
    }

    private static List<Event> events(Path path) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException removedMeanwhile) {
            return List.of();
        }
        List<Event> events = new ArrayList<>();
        new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .map(Event::parse)
                .flatMap(Optional::stream)
                .forEach(events::add);
        return events;
    }

    private static NavigableMap<Long, Path> files(Path directory) throws IOException {
        NavigableMap<Long, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
            for (Path path : paths) {
                number(String.valueOf(path.getFileName())).ifPresent(seq -> files.put(seq, path));
            }
        } catch (NoSuchFileException | NotDirectoryException nothingYet) {
            return files;
        }
        return files;
    }

    private static Optional<Long> number(String name) {
        String digits = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
        return digits.matches("[0-9]{1,18}|0[0-9]{18}") ? Optional.of(Long.valueOf(digits)) : Optional.empty();
    }

    private static String name(long seq) {
        String digits = Long.toString(seq);
        return PREFIX + "0".repeat(DIGITS - digits.length()) + digits + SUFFIX;
    }

    @Override
    public void close() throws IOException {
        FileChannel open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }
}
