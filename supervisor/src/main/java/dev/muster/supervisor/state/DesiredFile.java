package dev.muster.supervisor.state;

import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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

    /** What another version did not know, or does not any more, may be missing: the rest holds all the same. */
    private record Content(Optional<Map<String, Line>> scaled, Optional<List<String>> stopped) {}

    private record Line(int workers, int configured, Optional<Integer> most) {
        static Line of(Desired.Scaled scaled) {
            return new Line(scaled.workers(), scaled.configured(), Optional.of(scaled.most()));
        }

        Desired.Scaled scaled() {
            return new Desired.Scaled(workers, configured, most.orElse(0));
        }
    }

    /** Replaces what is on disk; when that fails, what was there stays. */
    public void write(Desired desired) throws IOException {
        List<String> stopped =
                desired.stopped().stream().map(WorkerId::toString).toList();
        Map<String, Line> scaled = new TreeMap<>();
        desired.scaled().forEach((service, number) -> scaled.put(service, Line.of(number)));
        Content content = new Content(Optional.of(scaled), Optional.of(stopped));
        AtomicFile.write(file, Json.write(content) + "\n", true);
    }

    /** What is on disk; what cannot be read is put aside, told in the log, and nothing was wanted by hand then. */
    public Desired read() {
        try {
            Content content = Json.read(Files.readString(file), Content.class);
            SortedMap<String, Desired.Scaled> scaled = new TreeMap<>();
            content.scaled().orElse(Map.of()).forEach((service, line) -> scaled.put(service, line.scaled()));
            return new Desired(
                    scaled,
                    content.stopped().orElse(List.of()).stream()
                            .map(WorkerId::parse)
                            .collect(Collectors.toCollection(TreeSet::new)));
        } catch (NoSuchFileException nothingYet) {
            return Desired.NONE;
        } catch (IllegalArgumentException | IOException e) {
            LOG.error(
                    "{} cannot be read ({}); it is put aside, and everything is as the configuration says",
                    file,
                    e.getMessage());
            AtomicFile.putAside(file);
            return Desired.NONE;
        }
    }
}
