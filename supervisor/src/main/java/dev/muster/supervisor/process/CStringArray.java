package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A NULL-terminated {@code char*[]} and its strings in one block of native memory, which is used again and again: a restart waits for
 * every microsecond here, and this code is run too seldom to be compiled. Confined to a thread.
 */
final class CStringArray {

    private final StringBuilder text = new StringBuilder();
    private long[] table = new long[64];
    private int count;
    private Memory block = new Memory(4096);

    CStringArray clear() {
        text.setLength(0);
        count = 0;
        return this;
    }

    CStringArray add(String string) {
        begin();
        text.append(string).append('\0');
        return this;
    }

    /** Adds {@code name=value}. */
    void add(String name, String value) {
        begin();
        text.append(name).append('=').append(value).append('\0');
    }

    private void begin() {
        if (count == table.length) {
            table = Arrays.copyOf(table, 2 * count);
        }
        table[count] = text.length();
        count++;
    }

    /** Writes what was added; valid until the next call. */
    Memory write() {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length != text.length()) {
            findBeginnings(bytes);
        }
        long strings = (count + 1L) * Native.POINTER_SIZE;
        if (block.size() < strings + bytes.length) {
            block.close();
            block = new Memory(2 * (strings + bytes.length));
        }
        long base = Pointer.nativeValue(block) + strings;
        for (int i = 0; i < count; i++) {
            table[i] += base;
        }
        block.write(0, table, 0, count);
        block.setPointer(strings - Native.POINTER_SIZE, Pointer.NULL);
        block.write(strings, bytes, 0, bytes.length);
        return block;
    }

    /** With characters of more than a byte the places in the text are not those in the bytes. */
    private void findBeginnings(byte[] bytes) {
        int at = 0;
        for (int i = 0; i < count; i++) {
            table[i] = at;
            while (bytes[at] != 0) {
                at++;
            }
            at++;
        }
    }
}
