package dev.muster.worker;

import dev.muster.queue.AppendLog;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The shared lists of this worker by name, each opened when it is first asked for. Thread-safe. */
final class Results {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

    private final String worker;
    private final @Nullable Path directory;
    private final Consumer<String> starting;
    private final Map<String, AppendLog> open = new ConcurrentHashMap<>();

    /**
     * Lists below a directory.
     *
     * @param directory null when nobody has said where they lie
     * @param starting told when opening one takes long
     */
    Results(String worker, @Nullable String directory, Consumer<String> starting) {
        this.worker = worker;
        this.directory = directory == null ? null : Path.of(directory);
        this.starting = starting;
    }

    <T> SharedList<T> list(String name, Class<T> type) {
        Path place = directory;
        if (place == null) {
            throw new IllegalStateException(worker + ": no results without a master; open them with SharedList.open");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    worker + ": the name of results has letters, digits, _, . and -, not \"" + name + "\"");
        }
        AppendLog log = open.computeIfAbsent(
                name,
                n -> AppendLog.open(
                        "results " + n, place.resolve(n), () -> starting.accept("opening the results " + n)));
        return new LiveList<>("results " + name, log, type, false);
    }

    /** Only when nobody uses them any more. */
    void close() {
        open.values().forEach(AppendLog::close);
    }
}
