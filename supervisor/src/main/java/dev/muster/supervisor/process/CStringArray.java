package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.List;

/** A NULL-terminated {@code char*[]} and its strings in one block of native memory. Confined to a thread. */
final class CStringArray implements AutoCloseable {

    private final Memory block;

    CStringArray(List<String> strings) {
        List<byte[]> encoded = strings.stream().map(Libc::cString).toList();
        long table = (strings.size() + 1L) * Native.POINTER_SIZE;
        block = new Memory(
                table + encoded.stream().mapToLong(bytes -> bytes.length).sum());
        long at = table;
        for (int i = 0; i < encoded.size(); i++) {
            byte[] bytes = encoded.get(i);
            block.write(at, bytes, 0, bytes.length);
            block.setPointer((long) i * Native.POINTER_SIZE, block.share(at));
            at += bytes.length;
        }
        block.setPointer(table - Native.POINTER_SIZE, Pointer.NULL);
    }

    Memory address() {
        return block;
    }

    @Override
    public void close() {
        block.close();
    }
}
