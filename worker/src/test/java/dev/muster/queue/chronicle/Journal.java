package dev.muster.queue.chronicle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A test program's own record of what it did: one write a line, so that kill -9 leaves whole lines but perhaps the last one (the
 * kernel ends a killed process's write where a page of the file ends). Each ends with the time, on the clock that all processes of a
 * machine have in common. The oracle reads these.
 */
final class Journal {

    private static final String TIME = " @";

    private final FileChannel channel;

    Journal(Path file) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void line(String line) {
        try {
            channel.write(ByteBuffer.wrap((line + TIME + System.nanoTime() + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its whole lines: of one that is cut off nobody knows what it would have said, as if it had never been begun. */
    static List<String> lines(Path file) {
        try {
            String text = Files.exists(file) ? Files.readString(file) : "";
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When a line was written, 0 for one that does not say. */
    static long time(String line) {
        int at = line.lastIndexOf(TIME);
        return at < 0 ? 0 : Long.parseLong(line.substring(at + TIME.length()));
    }
}
