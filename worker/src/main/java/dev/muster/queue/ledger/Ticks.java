package dev.muster.queue.ledger;

import dev.muster.queue.JobId;
import dev.muster.queue.Tick;
import dev.muster.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tick of each timetable was the last one to get its job: a file a timetable, replaced as a whole. Before a tick's job is published
 * its place is written down in a second file, so that whoever comes after a death looks there whether it was: as long as that file is there, the
 * segment is not removed. Written by the holder of {@link SlotLocks#TICKS}, read by anybody.
 */
public final class Ticks {

    private static final Logger LOG = LoggerFactory.getLogger(Ticks.class);
    private static final String LAST = ".last";
    private static final String OPEN = ".open";
    private static final int MAX_BYTES = 150;

    private final Path directory;

    Ticks(QueueFiles files) {
        this.directory = files.ticks();
    }

    /**
     * A tick whose job may or may not be there.
     *
     * @param place where it would be
     */
    public record Open(String timetable, Instant at, long place) {}

    private record Line(String at, long job) {}

    /** Whether a timetable may have this name. */
    public static boolean isName(String timetable) {
        return !timetable.isEmpty()
                && timetable.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
                && encoded(timetable).length() < 240; // a file has it for a name, with an ending
    }

    /** The last tick that is over. @throws UncheckedIOException when that cannot be read */
    public Optional<Tick> last(String timetable) {
        return read(file(timetable, LAST)).map(line -> new Tick(Instant.parse(line.at), JobId.of(line.job)));
    }

    /** The tick whose job is being put, or was when somebody died. */
    public Optional<Open> open(String timetable) {
        return read(file(timetable, OPEN)).map(line -> new Open(timetable, Instant.parse(line.at), line.job));
    }

    /** All those. */
    public List<Open> open() {
        List<Open> found = new ArrayList<>();
        if (!Files.exists(directory)) {
            return found;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(OPEN)) {
                    String encoded = name.substring(0, name.length() - OPEN.length());
                    open(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).ifPresent(found::add);
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory, e);
        }
    }

    /** Whether somebody may have to look into a segment for a job. */
    boolean isOpenIn(int segment) {
        return open().stream().anyMatch(tick -> JobIds.segment(tick.place()) == segment);
    }

    /** Before a tick's job is published. Not brought to the disk: of a power cut it need not know, the places are others then. */
    public void open(Open tick) {
        write(file(tick.timetable(), OPEN), new Line(tick.at().toString(), tick.place()), false);
    }

    /** A tick has its job. Survives a power cut. */
    public void over(String timetable, Tick tick) {
        long job = Long.parseLong(tick.job().value());
        write(file(timetable, LAST), new Line(tick.at().toString(), job), true);
    }

    /** Nobody has to look for a job any more. */
    public void close(String timetable) {
        try {
            Files.deleteIfExists(file(timetable, OPEN));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file(timetable, OPEN), e);
        }
    }

    private Path file(String timetable, String ending) {
        return directory.resolve(encoded(timetable) + ending);
    }

    private static String encoded(String timetable) {
        return URLEncoder.encode(timetable, StandardCharsets.UTF_8);
    }

    private static Optional<Line> read(Path file) {
        String text;
        try {
            text = Uninterrupted.call(() -> {
                try {
                    return Files.readString(file);
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot read " + file, e);
                }
            });
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return Optional.empty();
            }
            throw e;
        }
        try {
            Line line = Json.read(text, Line.class);
            Instant checked = Instant.parse(line.at);
            return checked.equals(Instant.MAX) ? Optional.empty() : Optional.of(line);
        } catch (IllegalArgumentException | DateTimeException | NullPointerException e) {
            LOG.warn("{} is damaged, and counts as if it were not there ({})", file, e.getMessage());
            return Optional.empty();
        }
    }

    private void write(Path file, Line line, boolean sync) {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Uninterrupted.call(() -> {
            try {
                if (!Files.exists(directory)) {
                    Files.createDirectory(directory);
                }
                write(half, Json.write(line) + "\n", sync);
                Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
                if (sync) {
                    QueueFiles.force(directory);
                }
                return file;
            } catch (IOException e) {
                throw new UncheckedIOException("a tick cannot be written down: " + e, e);
            }
        });
    }

    private static void write(Path file, String text, boolean sync) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (sync) {
                channel.force(true);
            }
        }
    }
}
