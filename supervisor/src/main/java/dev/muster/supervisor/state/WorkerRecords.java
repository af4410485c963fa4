package dev.muster.supervisor.state;

import dev.muster.wire.Json;
import dev.muster.wire.JsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The records of the workers' processes, a file for each slot. One master at a time has them; any thread, but one for a slot. */
public final class WorkerRecords {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerRecords.class);
    private static final String SUFFIX = ".json";

    private final Path directory;

    public WorkerRecords(Path directory) {
        this.directory = directory;
    }

    /**
     * Writes a slot's record. They need not survive a power cut: no process does. One that is there is written over in place: to put
     * another file in its place has ext4 write that to the disk at once, and the removal that follows soon wait for it.
     */
    public void write(WorkerRecord record) throws IOException {
        Path file = file(record.worker());
        String text = Json.write(record) + "\n";
        if (AtomicFile.overwrite(file, text)) {
            return;
        }
        try {
            AtomicFile.write(file, text, false);
        } catch (NoSuchFileException first) {
            Files.createDirectories(directory);
            AtomicFile.write(file, text, false);
        }
    }

    /** The slot has no process any more. */
    public void remove(String worker) throws IOException {
        Files.deleteIfExists(file(worker));
    }

    private Path file(String worker) {
        return directory.resolve(worker + SUFFIX);
    }

    /** All of them; what cannot be read is told in the log and left out. */
    public List<WorkerRecord> read() {
        List<WorkerRecord> records = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                try {
                    records.add(Json.read(Files.readString(file), WorkerRecord.class));
                } catch (JsonException | IOException e) {
                    LOG.warn("{} is not readable and is left out: {}", file, e.getMessage());
                }
            }
        } catch (NoSuchFileException nobodyYet) {
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory, e);
        }
        return records;
    }
}
