package dev.muster.queue.chronicle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells every ten seconds how far a torture has got. Confined to a thread. */
final class Progress {

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Consumer<String> output;
    private final long length;
    private final long begun = System.nanoTime();
    private final Map<Path, Long> read = new HashMap<>();
    private long toldAt = begun;
    private long puts;
    private long acks;
    private String more = "";

    /** @param seconds how long it takes */
    Progress(Consumer<String> output, long seconds) {
        this.output = output;
        this.length = seconds;
    }

    /** Says what else happened so far. */
    void more(String text) {
        more = text;
    }

    /** Tells, if it is time. */
    void tell(Victims victims) {
        long now = System.nanoTime();
        if (now - toldAt < PERIOD_NANOS) {
            return;
        }
        toldAt = now;
        victims.journals().forEach(written -> count(written.journal()));
        output.accept("torture: " + TimeUnit.NANOSECONDS.toSeconds(now - begun) + " s of " + length + ", "
                + victims.kills() + " kills, " + victims.freezes() + " freezes, " + more + puts + " jobs put, " + acks
                + " acknowledged"
                + (victims.faults().isEmpty() ? "" : ", " + victims.faults().size() + " FAULTS"));
    }

    private void count(Path journal) {
        long from = read.getOrDefault(journal, 0L);
        if (journal.toFile().length() == from) {
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "r")) {
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            read.put(journal, from + bytes.length);
            new String(bytes, StandardCharsets.UTF_8).lines().forEach(line -> {
                puts += line.startsWith("put ") ? 1 : 0;
                acks += line.startsWith("acked ") ? 1 : 0;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
