package dev.muster.supervisor.event;

import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last {@value DeathFiles#KEPT} deaths of each worker with its last words, kept on disk by a thread of its own,
 * {@code muster-history}. Telling never waits; what does not fit while the disk hangs is left out. Thread-safe.
 */
public final class DeathRecords implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeathRecords.class);
    private static final int MOST_WAITING = 1000;
    private static final int LINES = 20;
    private static final int LINE_CHARS = 400;
    private static final long MOST_SECONDS_TO_END = 2;
    private static final long MOST_SECONDS_TO_CATCH_UP = 1;

    private final Path directory;
    private final DeathFiles files;
    private final LastWords words;
    private final ThreadPoolExecutor thread;
    private boolean works = true;

    private DeathRecords(Path directory, LastWords words) {
        this.directory = directory;
        this.files = new DeathFiles(directory);
        this.words = words;
        this.thread =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                    Thread named = new Thread(task, "muster-history");
                    named.setDaemon(true);
                    return named;
                });
    }

    /** Keeps the records in a directory, which need not exist. */
    public static DeathRecords start(Path directory, LastWords words) {
        return new DeathRecords(directory, words);
    }

    /**
     * Takes note of a death. Never waits.
     *
     * @param from when the life began, and {@code until} when it was over, for its last words
     */
    void tell(WorkerId worker, Instant from, Instant until, Map<String, @Nullable Object> facts) {
        try {
            thread.execute(() -> write(worker, from, until, facts));
        } catch (RejectedExecutionException full) {
            LOG.debug("{}: its death is not recorded, the disk does not keep up", worker, full);
        }
    }

    private void write(WorkerId worker, Instant from, Instant until, Map<String, @Nullable Object> facts) {
        try {
            Map<String, @Nullable Object> death = new LinkedHashMap<>();
            death.put("at", until.toString());
            death.putAll(facts);
            List<String> said = words.between(worker, from, until);
            death.put(
                    "lastWords",
                    said.subList(Math.max(0, said.size() - LINES), said.size()).stream()
                            .map(DeathRecords::cut)
                            .toList());
            files.append(worker.toString(), death);
            works = true;
        } catch (IOException | RuntimeException refused) {
            if (works) {
                LOG.warn("history: cannot write {}; deaths are not recorded", directory, refused);
            }
            works = false;
        }
    }

    private static String cut(String line) {
        return line.length() <= LINE_CHARS ? line : line.substring(0, LINE_CHARS) + "...";
    }

    /** The newest deaths of these workers and services, oldest first; all that were told before, unless the disk hangs. Reads files. */
    public List<Map<String, @Nullable Object>> newest(Set<String> names, int most) {
        catchUp();
        return stored(directory, names, most);
    }

    /** The last death of one worker, as {@link #newest}. */
    public Optional<Map<String, @Nullable Object>> last(WorkerId worker) {
        catchUp();
        try {
            return DeathFiles.last(directory, worker.toString());
        } catch (IOException unreadable) {
            LOG.warn("history: cannot read {}: {}", directory, unreadable.toString());
            return Optional.empty();
        }
    }

    private void catchUp() {
        try {
            CompletableFuture.runAsync(() -> {}, thread)
                    .completeOnTimeout(null, MOST_SECONDS_TO_CATCH_UP, TimeUnit.SECONDS)
                    .join();
        } catch (RejectedExecutionException busyOrClosed) {
            LOG.debug("history: is read without what is on its way", busyOrClosed);
        }
    }

    /** As {@link #newest}, from the files of a master that is not running. */
    public static List<Map<String, @Nullable Object>> stored(Path directory, Set<String> names, int most) {
        try {
            return DeathFiles.newest(directory, names, most);
        } catch (IOException unreadable) {
            LOG.warn("history: cannot read {}: {}", directory, unreadable.toString());
            return List.of();
        }
    }

    /** Writes what is queued, but does not wait long for a disk that hangs. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(MOST_SECONDS_TO_END, TimeUnit.SECONDS)) {
                LOG.warn("history: the disk hangs; the last deaths are not recorded");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
