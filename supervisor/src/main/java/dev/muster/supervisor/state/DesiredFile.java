package dev.muster.supervisor.state;

import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was wanted by hand, on disk. One writer. */
public final class DesiredFile {

    private static final Logger LOG = LoggerFactory.getLogger(DesiredFile.class);

    private final Path file;

    public DesiredFile(Path file) {
        this.file = file;
    }

    private record Content(Map<String, Desired.Scaled> scaled, List<String> stopped) {}

    /** Replaces what is on disk; when that fails, what was there stays. */
    public void write(Desired desired) throws IOException {
        List<String> stopped =
                desired.stopped().stream().map(WorkerId::toString).toList();
        AtomicFile.write(file, Json.write(new Content(desired.scaled(), stopped)) + "\n", true);
    }

    /** What is on disk; what cannot be read is put aside, told in the log, and nothing was wanted by hand then. */
    public Desired read() {
        try {
            Content content = Json.read(Files.readString(file), Content.class);
            return new Desired(
                    new TreeMap<>(content.scaled()),
                    content.stopped().stream().map(WorkerId::parse).collect(Collectors.toCollection(TreeSet::new)));
        } catch (NoSuchFileException nothingYet) {
            return Desired.NONE;
        } catch (IllegalArgumentException | IOException e) {
            LOG.error(
                    "{} cannot be read ({}); it is put aside, and everything is as the configuration says",
                    file,
                    e.getMessage());
            putAside();
            return Desired.NONE;
        }
    }

    private void putAside() {
        try {
            Files.move(
                    file,
                    file.resolveSibling(file.getFileName() + ".damaged"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("{} cannot be moved: {}", file, e.getMessage());
        }
    }
}
