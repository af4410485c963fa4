package dev.muster.queue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A queue's URL in its parts: {@code scheme:path?query}. The path is one that people write: {@code %20} and the like stand for a byte,
 * and what would have to be written so in the URL of a web page (a blank, a letter with an accent, a % that nothing of
 * the kind follows) may stand for itself; only a ? may not. Immutable.
 *
 * @param scheme the engine's name; empty when the URL has none
 * @param path with nothing encoded
 * @param query as it is written, without its question mark; empty for none
 */
public record QueueLocation(String scheme, String path, String query) {

    private static final String AS_THEY_ARE = "/-._~!$&'()*+,;=:@";

    /**
     * Takes a URL apart.
     *
     * @param url need not make sense
     * @return its parts, empty where there is none
     */
    public static QueueLocation of(String url) {
        int colon = url.indexOf(':');
        int question = url.indexOf('?');
        int end = question < 0 ? url.length() : question;
        boolean any = colon >= 0 && colon < end;
        return new QueueLocation(
                any ? url.substring(0, colon) : "",
                decoded(url.substring(any ? colon + 1 : 0, end)),
                question < 0 ? "" : url.substring(question + 1));
    }

    /**
     * Puts the URL together of what lies in a directory; {@link #of} gives the directory back whatever is in its name.
     *
     * @param scheme the engine's name
     * @param directory best an absolute one
     * @return without a query
     */
    public static String url(String scheme, Path directory) {
        StringBuilder url = new StringBuilder(scheme).append(':');
        for (byte each : directory.toString().getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (each & 0xff);
            boolean plain =
                    (character < 0x80 && Character.isLetterOrDigit(character)) || AS_THEY_ARE.indexOf(character) >= 0;
            url.append(plain ? String.valueOf(character) : String.format("%%%02X", (int) character));
        }
        return url.toString();
    }

    private static String decoded(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < path.length(); ) {
            int escaped = escaped(path, i);
            if (escaped >= 0) {
                bytes.write(escaped);
                i += 3;
            } else {
                int next = path.offsetByCodePoints(i, 1);
                bytes.writeBytes(path.substring(i, next).getBytes(StandardCharsets.UTF_8));
                i = next;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The byte that is encoded here, -1 for none. */
    private static int escaped(String path, int i) {
        if (path.charAt(i) != '%' || i + 2 >= path.length()) {
            return -1;
        }
        int high = Character.digit(path.charAt(i + 1), 16);
        int low = Character.digit(path.charAt(i + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }
}
