package dev.muster.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IdleMemoryTest {

    private static final long PAGE_OF_FILE = 0xA000000000000000L;
    private static final long PAGE_WRITTEN = 0x8000000000000000L;
    private static final long PAGE_SWAPPED = 0x4000000000000000L;

    @Test
    void onlyReadOnlyRangesOfTheJvmsOwnFilesAreLetGo() {
        List<String> maps = List.of(
                "800000000-800454000 rw-p 00001000 fe:00 1 /usr/lib/jvm/lib/server/classes.jsa",
                "800454000-800bc7000 r--p 00455000 fe:00 1 /usr/lib/jvm/lib/server/classes.jsa",
                "7fdf72000000-7fdf72290000 rw-p 00000000 00:00 0 ",
                "7fdf84c00000-7fdf84c99000 r--p 00000000 fe:00 2 /usr/lib/libstdc++.so.6.0.30",
                "7fdf85251000-7fdf85fa4000 r-xp 00251000 fe:00 3 /usr/lib/jvm/lib/server/libjvm.so",
                "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]");
        assertEquals(
                List.of(
                        new IdleMemory.Range(0x800454000L, 0x800bc7000L),
                        new IdleMemory.Range(0x7fdf85251000L, 0x7fdf85fa4000L)),
                IdleMemory.readOnly(maps));
    }

    @Test
    void aRangeWithAPageThatExistsNowhereElseIsKept() {
        assertTrue(IdleMemory.isCopy(LongBuffer.wrap(new long[] {0, PAGE_OF_FILE, 0})));
        assertFalse(IdleMemory.isCopy(LongBuffer.wrap(new long[] {PAGE_OF_FILE, PAGE_WRITTEN})));
        assertFalse(IdleMemory.isCopy(LongBuffer.wrap(new long[] {PAGE_OF_FILE, PAGE_SWAPPED})));
    }

    @Test
    void theJvmGoesOnWithLessOfItsLibraryInMemory() throws IOException {
        long before = residentOfTheJvmsCode();
        IdleMemory.release();
        long after = residentOfTheJvmsCode();
        assertTrue(after < before, before + " KB before, " + after + " KB after");
        System.gc(); // which goes through much of what has been let go
    }

    private static long residentOfTheJvmsCode() throws IOException {
        long kilobytes = 0;
        boolean counts = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (!Character.isUpperCase(line.charAt(0))) {
                counts = line.contains(" r-xp ") && line.endsWith("/libjvm.so");
            } else if (counts && line.startsWith("Rss:")) {
                kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return kilobytes;
    }
}
