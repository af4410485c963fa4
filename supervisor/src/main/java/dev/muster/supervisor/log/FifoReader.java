package dev.muster.supervisor.log;

import dev.muster.supervisor.process.Fd;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Reads one FIFO and cuts what it reads into blocks of whole lines; the unfinished rest of a line waits here for its newline.
 * Pump thread only, except {@link #markLifeEnd}.
 */
final class FifoReader {

    /** How much is read at a time, before the other workers have their turn. */
    static final int CHUNK = 256 * 1024;

    private static final int KEPT_PARTIAL = 4096;
    private static final byte[] NOTHING = {};

    private final LogStream stream;
    private final Fd fifo;
    private final PartialBudget budget;
    private final Blocks blocks;

    private byte[] partial = NOTHING;
    private int partialLength;

    /** Guarded by this, with {@link #consumed}: positions in the stream where a process has ended. */
    private final ArrayDeque<Long> lifeEnds = new ArrayDeque<>();

    private long consumed;

    /** Guarded by this: something that was read is not passed on yet, or it ended in the middle of a line. */
    private boolean unsettled;

    private boolean midLine;

    /** Where the blocks go. */
    interface Blocks {
        /** Whole lines, or a piece that does not end in a newline; the buffer is used again after the call. */
        void block(LogStream stream, ByteBuffer block);

        void lifeEnded(LogStream stream);
    }

    FifoReader(LogStream stream, Fd fifo, PartialBudget budget, Blocks blocks) {
        this.stream = stream;
        this.fifo = fifo;
        this.budget = budget;
        this.blocks = blocks;
    }

    Fd fifo() {
        return fifo;
    }

    /**
     * Says that the process that wrote here is dead: all that it wrote is in the pipe by now, so its output ends where the pipe
     * ends at this moment, even if a grandchild or the next life goes on writing. Thread-safe.
     *
     * @return that position
     */
    synchronized long markLifeEnd() {
        long end = consumed + fifo.available();
        lifeEnds.addLast(end);
        return end;
    }

    /**
     * True when a dead process has left nothing behind: the pipe is empty, and everything before was passed on and ended with its
     * newline. Its end needs no mark then, and nobody has to wait for the pump. Thread-safe.
     */
    synchronized boolean lifeEndedQuietly() {
        return !unsettled && lifeEnds.isEmpty() && fifo.available() == 0;
    }

    /** Reads up to {@code position}, which {@link #markLifeEnd} returned. */
    void readUpTo(long position, ByteBuffer scratch) {
        boolean more = true;
        while (more && position() <= position && hasLifeEnd()) {
            more = readChunk(scratch);
        }
    }

    /** Reads all there is now and passes on even an unfinished line. */
    void readToEnd(ByteBuffer scratch) {
        readUpTo(markLifeEnd(), scratch);
    }

    /**
     * Reads once.
     *
     * @param scratch a direct buffer of at least {@link PartialBudget#LONGEST} + {@link #CHUNK} bytes that all readers share
     * @return false when there was nothing to read
     */
    boolean readChunk(ByteBuffer scratch) {
        scratch.clear().position(partialLength).limit(partialLength + CHUNK);
        int count;
        boolean lifeOver = false;
        synchronized (this) {
            Long end = lifeEnds.peekFirst();
            if (end != null) {
                // Not beyond the end of a life: its last, unfinished line must not flow into the next one's first.
                scratch.limit((int) Math.min(scratch.limit(), scratch.position() + (end - consumed)));
            }
            boolean room = scratch.hasRemaining();
            count = Math.max(fifo.read(scratch), 0);
            consumed += count;
            unsettled |= count > 0;
            // An empty pipe ends a life too: somebody else has read from it.
            while (end != null && (end <= consumed || (room && count == 0))) {
                lifeEnds.pollFirst();
                lifeOver = true;
                end = lifeEnds.peekFirst();
            }
        }
        if (count > 0) {
            frame(scratch, partialLength, partialLength + count);
        }
        if (lifeOver) {
            flushPartial(scratch);
            blocks.lifeEnded(stream);
            midLine = false;
        }
        if (count > 0 || lifeOver) {
            settle();
        }
        return count > 0 || lifeOver;
    }

    private synchronized void settle() {
        unsettled = midLine || partialLength > 0;
    }

    void close() {
        budget.release(partial.length);
        fifo.close();
    }

    private synchronized long position() {
        return consumed;
    }

    private synchronized boolean hasLifeEnd() {
        return !lifeEnds.isEmpty();
    }

    private void frame(ByteBuffer scratch, int from, int to) {
        int newline = Newlines.last(scratch, from, to);
        if (newline < 0) {
            keep(scratch, from, to);
            if (partialLength >= budget.longest()) {
                flushPartial(scratch);
            }
            return;
        }
        // The chunk was read behind a gap of the partial line's length, so that the two are one block without copying
        // the chunk.
        scratch.put(0, partial, 0, partialLength);
        partialLength = 0;
        emit(scratch, newline + 1);
        midLine = false;
        shrink();
        if (newline + 1 < to) {
            keep(scratch, newline + 1, to);
        }
    }

    private void flushPartial(ByteBuffer scratch) {
        if (partialLength > 0) {
            scratch.put(0, partial, 0, partialLength);
            int length = partialLength;
            partialLength = 0;
            emit(scratch, length);
            midLine = true;
            shrink();
        }
    }

    /** A duplicate, since the rest of the chunk is still to be read from the scratch buffer, beyond this block's limit. */
    private void emit(ByteBuffer scratch, int length) {
        blocks.block(stream, scratch.duplicate().clear().limit(length));
    }

    private void keep(ByteBuffer scratch, int from, int to) {
        int needed = partialLength + to - from;
        if (needed > partial.length) {
            int capacity = Math.max(needed, Math.min(partial.length * 2, PartialBudget.LONGEST));
            budget.take(capacity - partial.length);
            partial = Arrays.copyOf(partial, capacity);
        }
        scratch.get(from, partial, partialLength, to - from);
        partialLength = needed;
    }

    private void shrink() {
        if (partial.length > KEPT_PARTIAL) {
            budget.release(partial.length);
            partial = NOTHING;
        }
    }
}
