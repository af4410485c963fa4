package dev.muster.supervisor.log;

import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.PipeTap;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads one FIFO and cuts what it reads into blocks of whole lines. A line waits in the pipe itself until its newline is there
 * too, so that a killed master leaves it to the next one; only a line that is too long for that waits in memory. Pump thread
 * only, except {@link #tryMarkLifeEnd}.
 */
final class FifoReader {

    /** How much is read at a time, before the other workers have their turn. */
    static final int CHUNK = 256 * 1024;

    /** How much of a flood is moved at a time. */
    private static final int FLOOD = 1 << 20;

    /** How much of a flood is looked at: what the ring takes, and a line that has not ended yet. */
    private static final int END = 80 * 1024;

    private static final byte[] NOTHING = {};

    private final LogStream stream;
    private final Fd fifo;
    private final PartialBudget budget;
    private final Blocks blocks;

    private byte[] partial = NOTHING;
    private int partialLength;

    /** The last block that was passed on ended in the middle of a line. */
    private boolean midLine;

    /** There was much in the pipe when it was last looked at, and there may be again. */
    private boolean flooded;

    /** Guards {@link #lifeEnds} and {@link #consumed}: positions in the stream where a process has ended, and ours. */
    private final ReentrantLock lock = new ReentrantLock();

    private final ArrayDeque<Long> lifeEnds = new ArrayDeque<>(1); // most are empty most of the time
    private long consumed;

    /** Where the blocks go. */
    interface Blocks {
        /** Whole lines, or a piece that does not end in a newline; the buffer is used again after the call. */
        void block(LogStream stream, ByteBuffer block, Origin origin);

        /** How many bytes may go to {@link #unseen}. */
        default long roomForUnseen(LogStream stream) {
            return 0;
        }

        /**
         * The end of many whole lines, which begins anywhere in one.
         *
         * @param origin has the rest, see {@link Origin#unseen}
         * @return false when all of them are to be seen after all; none is moved then
         */
        default boolean unseen(LogStream stream, ByteBuffer end, Origin origin) {
            return false;
        }

        void lifeEnded(LogStream stream);
    }

    /**
     * What all readers of a pump use in turn.
     *
     * @param scratch a direct buffer of at least {@link PartialBudget#LONGEST} + {@link #CHUNK} bytes
     */
    record Tools(ByteBuffer scratch, PipeTap tap) {}

    FifoReader(LogStream stream, Fd fifo, PartialBudget budget, Blocks blocks) {
        this.stream = stream;
        this.fifo = fifo;
        this.budget = budget;
        this.blocks = blocks;
    }

    Fd fifo() {
        return fifo;
    }

    LogStream stream() {
        return stream;
    }

    /**
     * Says that the process that wrote here is dead: all that it wrote is in the pipe by now, so its output ends where the pipe
     * ends at this moment, even if a grandchild or the next life goes on writing.
     *
     * @return that position
     */
    long markLifeEnd() {
        lock.lock();
        try {
            long end = fifo.isOpen() ? consumed + fifo.available() : consumed;
            lifeEnds.addLast(end);
            return end;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #markLifeEnd}, from any thread; empty when the pump is reading here at this moment. Never waits. */
    OptionalLong tryMarkLifeEnd() {
        if (!lock.tryLock()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(markLifeEnd());
        } finally {
            lock.unlock();
        }
    }

    /**
     * True when a dead process has left nothing behind: the pipe is empty, and everything before was passed on and ended with its
     * newline. Its end needs no mark then, and nobody has to wait for the pump. Any thread; never waits.
     */
    boolean lifeEndedQuietly() {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            boolean settled = partialLength == 0 && !midLine && lifeEnds.isEmpty();
            return settled && fifo.isOpen() && fifo.available() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Reads up to {@code position}, which {@link #markLifeEnd} returned. */
    void readUpTo(long position, Tools tools) {
        boolean more = fifo.isOpen();
        while (more && consumed <= position && !lifeEnds.isEmpty()) {
            more = readChunk(tools, false);
        }
    }

    /** Reads all there is now and passes on even an unfinished line. */
    void readToEnd(Tools tools) {
        readUpTo(markLifeEnd(), tools);
    }

    /**
     * Reads once.
     *
     * @param full the worker waits for room in the pipe: an unfinished line cannot stay there
     * @return false when there is nothing more to do before the worker writes again
     */
    boolean readChunk(Tools tools, boolean full) {
        lock.lock();
        try {
            return partialLength > 0 ? readRestOfLine(tools) : readLines(tools, full);
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes have left the pipe so far. Pump's thread. */
    long position() {
        return consumed;
    }

    /** The bytes that are in the pipe; none once it is closed. Pump's thread. */
    int waiting() {
        return fifo.isOpen() ? fifo.available() : 0;
    }

    void close() {
        lock.lock();
        try {
            budget.release(partial.length);
            fifo.close();
        } finally {
            lock.unlock();
        }
    }

    private boolean readLines(Tools tools, boolean full) {
        long room = flooded && lifeEnds.isEmpty() ? blocks.roomForUnseen(stream) : 0;
        return (room > END && readUnseen(tools, (int) Math.min(room, FLOOD))) || readSeen(tools, full);
    }

    /** Of a flood into a file the kernel moves what it has; only the end is looked at, where the last newline is. */
    private boolean readUnseen(Tools tools, int most) {
        ByteBuffer end = tools.scratch.clear().limit(END);
        int count = tools.tap.peekEnd(fifo, most, end);
        int length = Newlines.last(end, 0, end.position()) + 1;
        int unseen = count - end.position();
        flooded = unseen > 0;
        if (length == 0 || unseen == 0) {
            return false;
        }
        FromPipe origin = new FromPipe(tools.tap, fifo, unseen);
        if (!blocks.unseen(stream, end.duplicate().clear().limit(length), origin)) {
            return false;
        }
        passed(unseen + length, origin, tools);
        return true;
    }

    private boolean readSeen(Tools tools, boolean full) {
        int most = mostBeforeLifeEnd();
        ByteBuffer scratch = tools.scratch;
        int count = tools.tap.peek(fifo, scratch.clear().limit(most));
        flooded = count == CHUNK;
        boolean lastWords = endsLife(count, most);
        int length = lastWords ? count : Newlines.last(scratch, 0, count) + 1;
        if (length > 0) {
            pass(length, tools);
        } else if (!lastWords && count > 0 && (full || count == CHUNK || count < fifo.available())) {
            return readRestOfLine(tools);
        }
        if (lastWords) {
            endLives(tools.scratch);
        }
        return length > 0 || lastWords;
    }

    /** Takes out of the pipe what belongs to the line that waits in memory, its newline included, and no more. */
    private boolean readRestOfLine(Tools tools) {
        int most = mostBeforeLifeEnd();
        int from = partialLength;
        ByteBuffer scratch = tools.scratch;
        int count = tools.tap.peek(fifo, scratch.clear().position(from).limit(from + most));
        boolean lastWords = endsLife(count, most);
        int newline = Newlines.first(scratch, from, from + count);
        int to = newline < 0 ? from + count : newline + 1;
        tools.tap.discard(fifo, to - from);
        consumed += to - from;
        keep(scratch, from, to);
        if (newline >= 0 || partialLength >= budget.longest()) {
            flushPartial(scratch);
        }
        if (lastWords && to == from + count) {
            endLives(scratch);
            return true;
        }
        return to > from;
    }

    /** Not beyond the end of a life: its last, unfinished line must not flow into the next one's first. */
    private int mostBeforeLifeEnd() {
        Long end = lifeEnds.peekFirst();
        return end == null ? CHUNK : (int) Math.min(CHUNK, end - consumed);
    }

    /** An empty pipe ends a life too: somebody else has read from it. */
    private boolean endsLife(int count, int most) {
        Long end = lifeEnds.peekFirst();
        return end != null && (consumed + count >= end || (most > 0 && count == 0));
    }

    private void endLives(ByteBuffer scratch) {
        flushPartial(scratch);
        lifeEnds.pollFirst();
        while (!lifeEnds.isEmpty() && lifeEnds.getFirst() <= consumed) {
            lifeEnds.pollFirst();
        }
        midLine = false;
        blocks.lifeEnded(stream);
    }

    /** Passes on what was peeked; whatever the sink has not moved by itself is in its place by now, or lost, and leaves the pipe. */
    private void pass(int length, Tools tools) {
        FromPipe origin = new FromPipe(tools.tap, fifo, 0);
        blocks.block(stream, tools.scratch.duplicate().clear().limit(length), origin);
        passed(length, origin, tools);
        midLine = tools.scratch.get(length - 1) != '\n';
    }

    private void passed(int length, FromPipe origin, Tools tools) {
        tools.tap.discard(fifo, length - origin.moved());
        consumed += length;
        midLine = false;
    }

    private void flushPartial(ByteBuffer scratch) {
        if (partialLength > 0) {
            ByteBuffer block = scratch.duplicate().clear();
            block.put(partial, 0, partialLength).flip();
            partialLength = 0;
            budget.release(partial.length);
            partial = NOTHING;
            midLine = block.get(block.limit() - 1) != '\n';
            blocks.block(stream, block, Origin.MEMORY);
        }
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
}
