package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.WorkerId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The newest output of one worker, bounded by bytes, as spans of whole lines that share a stream and a millisecond. It costs
 * nothing before the first byte and grows by doubling, so that a thousand quiet workers are cheap. Thread-safe.
 */
final class Ring {

    private static final int FIRST_SIZE = 2048;

    private final WorkerId worker;
    private final int limit;
    private final ArrayDeque<Span> spans = new ArrayDeque<>(1);
    private byte[] bytes = new byte[0];
    private long end;

    /** Everything after this moment is here; with {@code whole} everything at all is. */
    private long reachesBackTo;

    private boolean whole;

    /** Positions count all bytes ever appended; {@code position & (capacity - 1)} is the place in the array. */
    private record Span(long from, long to, LogStream stream, long atMillis) {}

    /** {@code reachesBack}: nothing older than these lines could have changed the answer. */
    record View(List<Line> lines, boolean reachesBack) {}

    /**
     * An empty ring.
     *
     * @param limit a power of two
     * @param sinceMillis the worker's output is put here from this moment on
     * @param whole there was none before
     */
    Ring(WorkerId worker, int limit, long sinceMillis, boolean whole) {
        this.worker = worker;
        this.limit = limit;
        this.reachesBackTo = sinceMillis;
        this.whole = whole;
    }

    /** Appends a block; its position and limit stay as they are. */
    synchronized void append(LogStream stream, long atMillis, ByteBuffer block) {
        append(stream, atMillis, block, false);
    }

    private void append(LogStream stream, long atMillis, ByteBuffer block, boolean torn) {
        int length = Math.min(block.remaining(), limit);
        if (length == 0) {
            return;
        }
        int skipped = block.remaining() - length;
        reserve(length);
        long from = end;
        copyIn(block, block.position() + skipped, length);
        Span last = spans.peekLast();
        if (last != null && last.stream == stream && last.atMillis == atMillis && endsLine(last)) {
            spans.pollLast();
            from = last.from;
        }
        spans.addLast(new Span(from, end, stream, atMillis));
        if (skipped > 0 || torn) {
            forgotten(atMillis);
            cutTornHead();
        }
    }

    /** As {@link #append}, where something was left out before the block, which begins anywhere in a line. */
    synchronized void appendEnd(LogStream stream, long atMillis, ByteBuffer block) {
        spans.clear();
        append(stream, atMillis, block, true);
    }

    /** The newest {@code count} lines that match, oldest first. */
    synchronized View newest(Question question) {
        int count = question.lines();
        List<Line> newestFirst = new ArrayList<>();
        long oldest = question.since().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
        Iterator<Span> backwards = spans.descendingIterator();
        boolean reached = whole || oldest > reachesBackTo;
        while (backwards.hasNext()) {
            Span span = backwards.next();
            if (newestFirst.size() >= count || span.atMillis < oldest) {
                break;
            }
            if (!question.errOnly() || span.stream == LogStream.ERR) {
                collect(span, count, newestFirst);
            }
        }
        Collections.reverse(newestFirst);
        return new View(newestFirst, reached || newestFirst.size() >= count);
    }

    /** The memory that it holds. */
    synchronized int bytes() {
        return bytes.length;
    }

    private void collect(Span span, int count, List<Line> newestFirst) {
        long stop = endsLine(span) ? span.to - 1 : span.to;
        while (newestFirst.size() < count && stop >= span.from) {
            long start = stop;
            while (start > span.from && at(start - 1) != '\n') {
                start--;
            }
            Optional<Instant> at = Optional.of(Instant.ofEpochMilli(span.atMillis));
            newestFirst.add(new Line(worker, span.stream, at, copyOut(start, stop)));
            stop = start - 1;
        }
    }

    private void reserve(int length) {
        long held = spans.isEmpty() ? 0 : end - spans.getFirst().from;
        if (held + length > bytes.length && bytes.length < limit) {
            grow(Math.min(limit, Math.max(FIRST_SIZE, powerOfTwo(held + length))));
        }
        long keepFrom = end + length - bytes.length;
        while (!spans.isEmpty() && spans.getFirst().from < keepFrom) {
            Span first = spans.removeFirst();
            forgotten(first.atMillis);
            if (first.to > keepFrom) {
                spans.addFirst(new Span(keepFrom, first.to, first.stream, first.atMillis));
                cutTornHead();
            }
        }
    }

    private void forgotten(long atMillis) {
        whole = false;
        reachesBackTo = Math.max(reachesBackTo, atMillis);
    }

    /** After an eviction the oldest span may begin in the middle of a line: drop that rest. */
    private void cutTornHead() {
        Span first = spans.removeFirst();
        long from = first.from;
        while (from < first.to && at(from) != '\n') {
            from++;
        }
        if (from + 1 < first.to) {
            spans.addFirst(new Span(from + 1, first.to, first.stream, first.atMillis));
        }
    }

    private void grow(int capacity) {
        byte[] larger = new byte[capacity];
        long from = spans.isEmpty() ? end : spans.getFirst().from;
        for (long position = from; position < end; position++) {
            larger[(int) (position & (capacity - 1))] = at(position);
        }
        bytes = larger;
    }

    private void copyIn(ByteBuffer block, int index, int length) {
        int place = (int) (end & (bytes.length - 1));
        int first = Math.min(length, bytes.length - place);
        block.get(index, bytes, place, first);
        block.get(index + first, bytes, 0, length - first);
        end += length;
    }

    private byte[] copyOut(long from, long to) {
        byte[] copy = new byte[(int) (to - from)];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = at(from + i);
        }
        return copy;
    }

    private byte at(long position) {
        return bytes[(int) (position & (bytes.length - 1))];
    }

    private boolean endsLine(Span span) {
        return at(span.to - 1) == '\n';
    }

    private static int powerOfTwo(long atLeast) {
        return atLeast > 1 << 30 ? 1 << 30 : Integer.highestOneBit((int) atLeast - 1) << 1;
    }
}
