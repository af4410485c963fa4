package dev.muster.supervisor.log;

import java.nio.ByteBuffer;

/** One record a line: {@link TextRecord} or {@link JsonRecord}. */
final class RecordFormat implements LineFormat {

    private final Style style;
    private final Growing out = new Growing();

    /** Appends one record, newline included. */
    interface Style {
        void append(LogStream stream, long atMillis, Piece piece, Growing out);
    }

    /** A line without its newline, in {@code [from, to)} of the buffer; not {@code whole} when more of it follows or was cut. */
    record Piece(ByteBuffer buffer, int from, int to, boolean whole) {}

    RecordFormat(Style style) {
        this.style = style;
    }

    @Override
    public void write(LogStream stream, long atMillis, ByteBuffer block, Origin origin, Sink sink) {
        int from = block.position();
        int to = block.limit();
        while (from < to) {
            int newline = Newlines.first(block, from, to);
            int end = newline < 0 ? to : newline;
            style.append(stream, atMillis, new Piece(block, from, end, newline >= 0), out);
            from = end + 1;
        }
        sink.write(out.buffer(), Origin.MEMORY);
        out.reset();
    }

    @Override
    public void lifeEnded() {
        // Every record ends its own line.
    }
}
