package dev.muster.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The exit code that a worker is about to end with, left in a file: a master that adopted it is not its parent, and is not told by the
 * kernel; nor is one that comes when the worker is gone. Immutable.
 *
 * @param pid of the process that ends
 */
public record ExitWord(int incarnation, int pid, int code) {
    /** Leaves it for the master. One write to a file of its own: half of it is not readable, and then nothing was said. */
    public void leave(Path file) throws IOException {
        Files.write(
                file,
                (Json.write(this) + "\n").getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
    }
}
