package dev.muster.supervisor.log;

/** {@code 2026-01-01T00:00:00.123Z out | bytes}; a {@code +} instead of the bar says that the line goes on in the next record. */
final class TextRecord implements RecordFormat.Style {

    private final Head whole = new Head((stamp, stream) -> stamp + " " + stream.word() + " | ");
    private final Head goesOn = new Head((stamp, stream) -> stamp + " " + stream.word() + " + ");

    @Override
    public void append(LogStream stream, long atMillis, RecordFormat.Piece piece, Growing out) {
        if (piece.whole()) {
            out.put(whole.of(stream, atMillis));
            out.put(piece.buffer(), piece.from(), piece.to() + 1); // with its newline
        } else {
            out.put(goesOn.of(stream, atMillis));
            out.put(piece.buffer(), piece.from(), piece.to());
            out.put('\n');
        }
    }
}
