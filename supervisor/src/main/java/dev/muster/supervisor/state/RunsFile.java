package dev.muster.supervisor.state;

import dev.muster.supervisor.core.Rota;
import dev.muster.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the scheduled services are with their times, on disk. One writer. */
public final class RunsFile {

    private static final Logger LOG = LoggerFactory.getLogger(RunsFile.class);

    private final Path file;

    public RunsFile(Path file) {
        this.file = file;
    }

    private record Content(Map<String, Line> runs) {}

    private record Line(String times, String seen, Optional<String> waiting) {}

    /** Replaces what is on disk, power cut or not; when that fails, what was there stays. */
    public void write(Map<String, Rota.Kept> runs) throws IOException {
        Map<String, Line> lines = new TreeMap<>();
        runs.forEach((service, kept) -> lines.put(
                service,
                new Line(kept.times(), kept.seen().toString(), kept.waiting().map(Instant::toString))));
        AtomicFile.write(file, Json.write(new Content(lines)) + "\n", true);
    }

    /** What is on disk; what cannot be read is put aside, told in the log, and no time was missed then. */
    public Map<String, Rota.Kept> read() {
        Map<String, Rota.Kept> runs = new TreeMap<>();
        try {
            Content content = Json.read(Files.readString(file), Content.class);
            content.runs()
                    .forEach((service, line) -> runs.put(
                            service,
                            new Rota.Kept(
                                    line.times(),
                                    Instant.parse(line.seen()),
                                    line.waiting().map(Instant::parse))));
            return runs;
        } catch (NoSuchFileException nothingYet) {
            return Map.of();
        } catch (IllegalArgumentException | DateTimeException | NullPointerException | IOException e) {
            LOG.error(
                    "{} cannot be read ({}); it is put aside, and what was missed is not made up for",
                    file,
                    e.getMessage());
            AtomicFile.putAside(file);
            return Map.of();
        }
    }
}
