package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.WorkerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * {@code {"time":"...","worker":"printer.1","stream":"out","line":"..."}}, with {@code "partial":true} when the line goes on in
 * the next record. Always valid JSON in valid UTF-8: control characters are escaped, what is not UTF-8 becomes U+FFFD.
 */
final class JsonRecord implements RecordFormat.Style {

    private static final String HEX = "0123456789abcdef";

    private final Stamp stamp = new Stamp();
    private final String middle;

    JsonRecord(WorkerId worker) {
        // A worker's name is [a-z0-9.-]: nothing to escape.
        this.middle = "\",\"worker\":\"" + worker + "\",\"stream\":\"";
    }

    @Override
    public void append(LogStream stream, long atMillis, RecordFormat.Piece piece, Growing out) {
        out.put("{\"time\":\"");
        out.put(stamp.of(atMillis));
        out.put(middle);
        out.put(stream.word());
        out.put(piece.whole() ? "\",\"line\":\"" : "\",\"partial\":true,\"line\":\"");
        appendLine(piece, out);
        out.put("\"}\n");
    }

    private static void appendLine(RecordFormat.Piece piece, Growing out) {
        ByteBuffer buffer = piece.buffer();
        int plainFrom = piece.from();
        for (int i = piece.from(); i < piece.to(); i++) {
            byte value = buffer.get(i);
            if (value < 0) {
                out.put(buffer, plainFrom, i);
                appendDecoded(buffer, i, piece.to(), out);
                return;
            }
            if (mustEscape(value)) {
                out.put(buffer, plainFrom, i);
                escape((char) value, out);
                plainFrom = i + 1;
            }
        }
        out.put(buffer, plainFrom, piece.to());
    }

    /** From the first byte that is not ASCII on the line takes the slow way through the platform's decoder. */
    private static void appendDecoded(ByteBuffer buffer, int from, int to, Growing out) {
        byte[] rest = new byte[to - from];
        buffer.get(from, rest);
        String text = new String(rest, StandardCharsets.UTF_8);
        int plainFrom = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (mustEscape(c)) {
                out.put(text.substring(plainFrom, i));
                escape(c, out);
                plainFrom = i + 1;
            }
        }
        out.put(text.substring(plainFrom));
    }

    private static boolean mustEscape(int c) {
        return c < 0x20 || c == '"' || c == '\\' || c == 0x7f;
    }

    private static void escape(char c, Growing out) {
        switch (c) {
            case '"', '\\' -> {
                out.put('\\');
                out.put(c);
            }
            case '\t' -> out.put("\\t");
            case '\r' -> out.put("\\r");
            default -> {
                out.put("\\u00");
                out.put(HEX.charAt(c >> 4));
                out.put(HEX.charAt(c & 0xf));
            }
        }
    }
}
