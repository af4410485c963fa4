package dev.muster.supervisor.log;

/** {@code 2026-01-01T00:00:00.123Z out | bytes}; a {@code +} instead of the bar says that the line goes on in the next record. */
final class TextRecord implements RecordFormat.Style {

    private final Stamp stamp = new Stamp();

    @Override
    public void append(LogStream stream, long atMillis, RecordFormat.Piece piece, Growing out) {
        out.put(stamp.of(atMillis));
        out.put(' ');
        out.put(stream.word());
        out.put(piece.whole() ? " | " : " + ");
        out.put(piece.buffer(), piece.from(), piece.to());
        out.put('\n');
    }
}
