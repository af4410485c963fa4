package dev.muster.worker;

import dev.muster.queue.AppendLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A durable list that only grows and that many processes share: any of them appends, any reads in order. What was appended is there as a
 * whole, at one index for all and for ever, whoever is killed when. After a power cut the newest entries may be missing. Nothing is ever
 * removed: delete the directory while nobody has it open. Thread-safe.
 *
 * @param <T> a record, String, a number, Boolean, an enum, Map or List are JSON; byte[] is taken as it is; at most 16 MiB
 */
public interface SharedList<T> extends AutoCloseable {

    /**
     * Opens a list from any program, making it when there is none (0.4 s when it is the first queue or list of the process).
     *
     * @param <T> see {@link SharedList}
     * @param directory its own; that of {@code ctx.results("primes", ...)} is {@code state/results/primes}
     * @param type of the entries; another program may read them as another one
     * @return to be closed
     */
    static <T> SharedList<T> open(Path directory, Class<T> type) {
        String name = "list " + directory.getFileName();
        return new LiveList<>(name, AppendLog.open(name, directory), type, true);
    }

    /**
     * Appends an entry; it survives the death of any process when this returns. A caller that dies meanwhile may or may not have
     * appended it.
     *
     * @param value not null
     * @return its index; the first one is 0, and there are no gaps
     * @throws dev.muster.queue.QueueFullException when the disk is too full
     * @throws dev.muster.queue.JobTooBigException when it is longer than 16 MiB
     */
    long append(T value);

    /**
     * How many entries there are.
     *
     * @return those that were published until now
     */
    long size();

    /**
     * One entry. For many of them take {@link #stream(long)}.
     *
     * @param index from 0
     * @return the entry
     * @throws IndexOutOfBoundsException when it is not there
     * @throws IllegalStateException when it is no T, or damaged
     */
    T get(long index);

    /**
     * All entries that are there now, in their order; see {@link #stream(long)}.
     *
     * @return ends with the entry that is the last one now
     */
    default Stream<T> stream() {
        return stream(0);
    }

    /**
     * The entries from an index on that are there now, in their order. Of one thread, and to be closed, unless it is read to its end.
     *
     * @param from the first index; behind the end for an empty stream
     * @return ends with the entry that is the last one now
     * @throws IllegalStateException (while it is read) when an entry is no T, or damaged
     */
    Stream<T> stream(long from);

    /**
     * Follows the list from an index on, which may lie behind its end. To be closed, and before the list.
     *
     * @param from 0 for the beginning, {@link #size()} for what is to come
     * @return begins before that index
     */
    Tail<T> tail(long from);

    /** Closes it here; those of a worker's context the worker closes itself, and this does nothing. */
    @Override
    void close();

    /**
     * Follows a list. Confined to a thread. Each that has ever waited takes one of the list's 512 places for processes and readers.
     *
     * @param <T> what is in the list
     */
    interface Tail<T> extends AutoCloseable {

        /**
         * Waits for the next entry.
         *
         * @param longest zero for: only look
         * @return empty when none has come in time
         * @throws InterruptedException when interrupted, of which it learns within a quarter of a second
         * @throws IllegalStateException when the entry is no T, or damaged; the call after that goes on behind it
         */
        Optional<T> next(Duration longest) throws InterruptedException;

        /**
         * The index of the last entry that came, one less than where it began before the first.
         *
         * @return counts from 0
         */
        long index();

        /** Stops following. The list stays open. */
        @Override
        void close();
    }
}
