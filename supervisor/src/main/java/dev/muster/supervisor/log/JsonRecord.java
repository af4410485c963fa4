package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.muster.supervisor.spec.WorkerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * {@code {"time":"...","worker":"printer.1","stream":"out","line":"..."}}, with {@code "partial":true} when the line goes on in
 * the next record. Always valid JSON in valid UTF-8: control characters are escaped, what is not UTF-8 becomes U+FFFD.
 */
final class JsonRecord implements RecordFormat.Style {

    private static final String HEX = "0123456789abcdef";
    private static final byte[] END = "\"}\n".getBytes(US_ASCII);

    private final Head whole;
    private final Head goesOn;

    JsonRecord(WorkerId worker) {
        this.whole = head(worker, "\",\"line\":\"");
        this.goesOn = head(worker, "\",\"partial\":true,\"line\":\"");
    }

    /** A worker's name is [a-z0-9.-]: nothing to escape. */
    private static Head head(WorkerId worker, String end) {
        return new Head((stamp, stream) ->
                "{\"time\":\"" + stamp + "\",\"worker\":\"" + worker + "\",\"stream\":\"" + stream.word() + end);
    }

    @Override
    public void append(LogStream stream, long atMillis, RecordFormat.Piece piece, Growing out) {
        out.put((piece.whole() ? whole : goesOn).of(stream, atMillis));
        appendLine(piece, out);
        out.put(END);
    }

    private static void appendLine(RecordFormat.Piece piece, Growing out) {
        ByteBuffer buffer = piece.buffer();
        Words words = piece.words();
        int plainFrom = piece.from();
        for (int i = words.plainEnd(plainFrom, piece.to()); i < piece.to(); i = words.plainEnd(plainFrom, piece.to())) {
            out.put(buffer, plainFrom, i);
            if (buffer.get(i) < 0) {
                appendDecoded(buffer, i, piece.to(), out);
                return;
            }
            escape((char) buffer.get(i), out);
            plainFrom = i + 1;
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
