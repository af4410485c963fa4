package dev.muster.queue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A durable list that only grows and that many processes share: each may append, each may read it in order, from the beginning or from an
 * index on, and wait for more. An entry is there as a whole or not at all, whoever is killed when. Nothing is ever removed: who needs the
 * room deletes the directory while nobody has it open. Thread-safe.
 */
public interface AppendLog extends AutoCloseable {

    /**
     * An entry with what the log knows of it. Immutable, apart from the bytes, which are the caller's.
     *
     * @param index counts from 0, without gaps
     * @param at when it was appended, by the clock of who did it
     * @param contentType such as {@code application/json}
     * @param value what was appended
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares entries
    record Entry(long index, Instant at, String contentType, byte[] value) {}

    /** Goes through the log, once. Confined to a thread, but for {@link #close}, which must not run beside another call. */
    interface Reader extends AutoCloseable {

        /**
         * The next entry, null when there is none yet.
         *
         * @return null when there is none yet
         * @throws IllegalStateException when it is damaged; the call after that goes on behind it
         */
        @Nullable
        Entry next();

        /**
         * Waits for the next entry.
         *
         * @param longest zero for: only look
         * @return empty when none has come in time
         * @throws InterruptedException when interrupted, of which it learns within a quarter of a second
         * @throws IllegalStateException when it is damaged; the call after that goes on behind it
         */
        Optional<Entry> next(Duration longest) throws InterruptedException;

        /** Gives its place back; the log stays open. Further calls do nothing. */
        @Override
        void close();
    }

    /**
     * Opens a log, making it when there is none (0.4 s when it is the first of this process).
     *
     * @param name of the log, for messages
     * @param directory its own; nothing else may be in it
     * @return to be closed
     * @throws IllegalArgumentException when no engine is on the class path
     */
    static AppendLog open(String name, Path directory) {
        return open(name, directory, () -> {});
    }

    /**
     * Opens a log as {@link #open(String, Path)} does.
     *
     * @param name of the log, for messages
     * @param directory its own
     * @param progress called now and then, on the calling thread, when that takes long and gets on: a log is read again after a reboot
     * @return to be closed
     */
    static AppendLog open(String name, Path directory, Runnable progress) {
        String url = QueueLocation.url("chronicle", directory.toAbsolutePath());
        return JobQueues.engine("log " + name, url).openLog(name, url, progress);
    }

    /**
     * Appends an entry; it survives the death of any process when this returns. A caller that is killed meanwhile may or may not have
     * appended it.
     *
     * @param contentType such as {@code application/json}; may be empty
     * @param value the entry
     * @return its index
     * @throws JobTooBigException when it is longer than 16 MiB
     * @throws QueueFullException when the disk is too full
     */
    long append(String contentType, byte[] value);

    /**
     * How many entries there are.
     *
     * @return those that were published until now
     */
    long size();

    /**
     * Begins before an entry, which need not be there yet. The reader is to be closed before the log.
     *
     * @param from the first index, at least 0
     * @return of one thread
     */
    Reader read(long from);

    /** Lets go of the files. Readers are to be closed before. */
    @Override
    void close();
}
