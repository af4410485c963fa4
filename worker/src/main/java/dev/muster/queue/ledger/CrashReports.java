package dev.muster.queue.ledger;

import dev.muster.queue.CrashRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the master knows of the workers that died with jobs in their hands: written by it alone, joined with the evidence by pid and
 * start time. Of the reports that have grown beyond 8 MiB those before the last 8 MiB go. Confined to a thread.
 */
public final class CrashReports {

    private static final long MOST_BYTES = 8L << 20; // twice: the present file, and the one before

    private final Path file;
    private final Path former;
    private @Nullable Map<Witness, Map<String, @Nullable Object>> read;

    CrashReports(QueueFiles files) {
        this.file = files.directory().resolve("crashes");
        this.former = files.directory().resolve("crashes.1");
    }

    /** The end of a worker, as its master saw it. Immutable. */
    public record Report(Witness witness, long atMs, String exit, String errorFile, List<String> log) {
        public Report {
            log = List.copyOf(log);
        }
    }

    /** Appends a report. @throws UncheckedIOException when it cannot be written */
    public void append(Report report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("pid", report.witness().pid());
        fields.put("startTicks", report.witness().startTicks());
        fields.put("worker", report.witness().worker());
        fields.put("at", report.atMs());
        fields.put("exit", report.exit());
        fields.put("hsErr", report.errorFile());
        fields.put("log", report.log());
        try {
            if (Files.exists(file) && Files.size(file) >= MOST_BYTES) {
                Files.move(file, former, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            new JsonLines(file).append(List.of(fields));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** The crash that a job's evidence tells of, with what the master knows of it. */
    public CrashRecord complete(Evidence crash) {
        Map<String, @Nullable Object> report = all().getOrDefault(
                        process(crash.witness().pid(), crash.witness().startTicks()), Map.of());
        List<String> log = report.get("log") instanceof List<?> lines
                ? lines.stream().map(String::valueOf).toList()
                : List.of();
        return new CrashRecord(
                crash.atMs(),
                crash.witness().worker(),
                crash.witness().pid(),
                crash.jobs(),
                crash.reason(),
                JsonLines.text(report, "exit"),
                JsonLines.text(report, "hsErr"),
                log);
    }

    private Map<Witness, Map<String, @Nullable Object>> all() {
        Map<Witness, Map<String, @Nullable Object>> known = read;
        if (known == null) {
            Map<Witness, Map<String, @Nullable Object>> found = new HashMap<>();
            for (Path each : List.of(former, file)) {
                new JsonLines(each)
                        .read(
                                line -> true,
                                report -> found.put(
                                        process(
                                                (int) JsonLines.number(report, "pid"),
                                                JsonLines.number(report, "startTicks")),
                                        report));
            }
            read = found;
            known = found;
        }
        return known;
    }

    private static Witness process(int pid, long startTicks) {
        return new Witness("", pid, startTicks);
    }
}
