package dev.muster.queue.chronicle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The name that was seen last, as text and as bytes: most jobs have the same as the one before. Confined to a thread. */
final class KnownName {

    static final int MAX_BYTES = 255;

    private final String what;
    private String text = "";
    private byte[] bytes = {};

    KnownName(String what) {
        this.what = what;
    }

    /** @throws IllegalArgumentException when a name is too long */
    byte[] bytes(String name) {
        if (!name.equals(text)) {
            byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
            if (encoded.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        what + " of " + encoded.length + " bytes is too long (at most " + MAX_BYTES + ")");
            }
            text = name;
            bytes = encoded;
        }
        return bytes;
    }

    String text(byte[] from, int offset, int length) {
        if (!Arrays.equals(from, offset, offset + length, bytes, 0, bytes.length)) {
            bytes = Arrays.copyOfRange(from, offset, offset + length);
            text = new String(bytes, StandardCharsets.UTF_8);
        }
        return text;
    }
}
