package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A NULL-terminated {@code char*[]} and its strings in one block of native memory. Confined to a thread. */
final class CStringArray implements AutoCloseable {

    private final Memory block;

    private CStringArray(Memory block) {
        this.block = block;
    }

    Memory address() {
        return block;
    }

    @Override
    public void close() {
        block.close();
    }

    /** Collects the strings as one text: a restart waits for it, and one conversion is cheaper than one for each. */
    static final class Builder {
        private final StringBuilder text = new StringBuilder(2048);
        private long[] table = new long[64];
        private int count;

        void add(String string) {
            begin();
            text.append(string).append('\0');
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

        CStringArray build() {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            if (bytes.length != text.length()) {
                findBeginnings(bytes);
            }
            long strings = (count + 1L) * Native.POINTER_SIZE;
            Memory block = new Memory(strings + bytes.length);
            long base = Pointer.nativeValue(block) + strings;
            for (int i = 0; i < count; i++) {
                table[i] += base;
            }
            block.write(0, table, 0, count);
            block.setPointer(strings - Native.POINTER_SIZE, Pointer.NULL);
            block.write(strings, bytes, 0, bytes.length);
            return new CStringArray(block);
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
}
