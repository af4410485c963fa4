package dev.muster.testkit;

import dev.muster.queue.ledger.Allocator;
import dev.muster.queue.ledger.DiskFullException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What fills a file system to the last byte, and leaves it again. Confined to a thread. */
public final class Ballast {

    private static final int MEBIBYTE = 1 << 20;
    private static final int LEAST_BLOCK = 1024;

    private final Path place;
    private final List<Path> fillers = new ArrayList<>();

    public Ballast(Path place) {
        this.place = place;
    }

    /** Takes all the room that there is, to the last byte. */
    public void fill() {
        Path filler = place.resolve("filler" + fillers.size());
        fillers.add(filler);
        allocate(filler);
        for (int bytes = LEAST_BLOCK; bytes > 0; bytes /= 16) {
            try (OutputStream out =
                    Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                byte[] zeros = new byte[bytes];
                while (true) {
                    out.write(zeros);
                }
            } catch (IOException full) {
                // No room for so much; smaller pieces may find some.
            }
        }
    }

    /** Takes nearly all of it without writing anything. */
    private static void allocate(Path filler) {
        long end = 0;
        try (Allocator blocks = Allocator.open(filler)) {
            for (int bytes = 64 * MEBIBYTE; bytes >= LEAST_BLOCK; ) {
                try {
                    blocks.allocate(end, bytes);
                    end += bytes;
                } catch (DiskFullException full) {
                    bytes /= 4;
                }
            }
        } catch (DiskFullException full) {
            // Not even room for its name.
        }
    }

    /** Gives back what {@link #fill} took. */
    public void free() {
        for (Path filler : fillers) {
            try {
                Files.deleteIfExists(filler); // a full disk may not even have had room for its name
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        fillers.clear();
    }
}
