package dev.muster.supervisor.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives back memory that this process has touched and does not use: what the C library keeps of freed blocks, and pages of the JVM's
 * own files, most of which only a start needs. They are in the page cache still, and are mapped again when they are touched. Any thread;
 * takes a few milliseconds.
 */
public final class IdleMemory {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final Path PAGES = Path.of("/proc/self/pagemap");
    private static final int MADV_DONTNEED = 4;
    private static final int SC_PAGESIZE = 30;

    /** Of an entry of pagemap, as the kernel's admin-guide/mm/pagemap has it. */
    private static final long PRESENT = 1L << 63;

    private static final long SWAPPED = 1L << 62;
    private static final long OF_FILE = 1L << 61;

    private IdleMemory() {}

    /** Addresses at which a file is mapped. */
    record Range(long from, long to) {}

    /** Whoever calls this should do nothing after it that he could do before: it would need some of the pages again. */
    public static void release() throws IOException {
        List<Range> clean = new ArrayList<>();
        long page = Libc.sysconf(SC_PAGESIZE);
        try (FileChannel pages = FileChannel.open(PAGES)) {
            for (Range range : readOnly(Files.readAllLines(MAPS))) {
                int size = (int) ((range.to() - range.from()) / page) * Long.BYTES;
                ByteBuffer entries = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
                int read = pages.read(entries, range.from() / page * Long.BYTES);
                if (read == size && isCopy(entries.flip().asLongBuffer())) {
                    clean.add(range);
                }
            }
        }
        Libc.malloc_trim(0);
        for (Range range : clean) {
            Libc.madvise(range.from(), range.to() - range.from(), MADV_DONTNEED);
        }
    }

    /**
     * The ranges of the JVM's library and class archives that nobody can write to. Only these files, which are mapped as long as the
     * JVM runs: the linker maps a library as a whole before it puts the writable parts in their places.
     */
    static List<Range> readOnly(List<String> maps) {
        List<Range> found = new ArrayList<>();
        for (String line : maps) {
            boolean ofTheJvm = line.endsWith("/libjvm.so") || line.endsWith(".jsa") || line.endsWith(".aot");
            int blank = line.indexOf(' ');
            if (ofTheJvm && line.charAt(blank + 2) != 'w') {
                int dash = line.indexOf('-');
                found.add(new Range(
                        Long.parseUnsignedLong(line, 0, dash, 16), Long.parseUnsignedLong(line, dash + 1, blank, 16)));
            }
        }
        return found;
    }

    /** False when a page was written to before it became read-only, as by the linker: it is nowhere else, and to drop it would lose it. */
    static boolean isCopy(LongBuffer pages) {
        while (pages.hasRemaining()) {
            long page = pages.get();
            if ((page & SWAPPED) != 0 || ((page & PRESENT) != 0 && (page & OF_FILE) == 0)) {
                return false;
            }
        }
        return true;
    }
}
