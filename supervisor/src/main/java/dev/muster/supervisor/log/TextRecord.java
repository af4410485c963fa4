package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** {@code 2026-01-01T00:00:00.123Z out | bytes}; a {@code +} instead of the bar says that the line goes on in the next record. */
final class TextRecord implements RecordFormat.Style {

    private static final byte[] WHOLE = " | ".getBytes(US_ASCII);
    private static final byte[] GOES_ON = " + ".getBytes(US_ASCII);

    private final Head head = new Head((stamp, stream) -> stamp + " " + stream.word());

    @Override
    public void append(LogStream stream, long atMillis, RecordFormat.Piece piece, Growing out) {
        out.put(head.of(stream, atMillis));
        out.put(piece.whole() ? WHOLE : GOES_ON);
        out.put(piece.buffer(), piece.from(), piece.to());
        out.put('\n');
    }
}
