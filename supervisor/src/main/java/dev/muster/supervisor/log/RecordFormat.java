package dev.muster.supervisor.log;

import java.nio.ByteBuffer;

/** One record a line: {@link TextRecord} or {@link JsonRecord}. */
final class RecordFormat implements LineFormat {

    /** So many bytes are written to the file at a time, however many short lines a block has. */
    private static final int AT_A_TIME = 256 * 1024;

    private final Style style;
    private final Growing out = new Growing();

    /** Appends one record, newline included. */
    interface Style {
        void append(LogStream stream, long atMillis, Piece piece, Growing out);
    }

    /**
     * A line without its newline, in {@code [from, to)} of the buffer; not {@code whole} when more of it follows or was cut. The same object
     * for all lines of a block.
     */
    static final class Piece {
        private final ByteBuffer buffer;
        private final Words words;
        private int from;
        private int to;
        private boolean whole;

        private Piece(ByteBuffer buffer) {
            this.buffer = buffer;
            this.words = new Words(buffer);
        }

        private void is(int begin, int end, boolean withNewline) {
            from = begin;
            to = end;
            whole = withNewline;
        }

        ByteBuffer buffer() {
            return buffer;
        }

        Words words() {
            return words;
        }

        int from() {
            return from;
        }

        int to() {
            return to;
        }

        boolean whole() {
            return whole;
        }
    }

    RecordFormat(Style style) {
        this.style = style;
    }

    @Override
    public void write(LogStream stream, long atMillis, ByteBuffer block, Origin origin, Sink sink) {
        int from = block.position();
        int to = block.limit();
        Piece piece = new Piece(block);
        while (from < to) {
            int newline = piece.words().newline(from, to);
            int end = newline < 0 ? to : newline;
            piece.is(from, end, newline >= 0);
            style.append(stream, atMillis, piece, out);
            from = end + 1;
            if (out.size() >= AT_A_TIME) {
                pass(sink);
            }
        }
        pass(sink);
    }

    private void pass(Sink sink) {
        if (out.size() > 0) {
            sink.write(out.buffer(), Origin.MEMORY);
            out.reset();
        }
    }

    @Override
    public void lifeEnded() {
        // Every record ends its own line.
    }
}
