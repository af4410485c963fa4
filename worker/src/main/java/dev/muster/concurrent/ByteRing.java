package dev.muster.concurrent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A stream of bytes in memory that two processes share: one writes, one reads, each from one thread at a time. What was
 * published can be read even when the process that wrote it has been killed since.
 */
final class ByteRing {
    static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final int writtenAt;
    private final int readAt;
    private final int start;
    private final int size;
    /** The writer's own; ahead of what it has published. */
    private long written;
    /** The reader's own; ahead of what it has given back. */
    private long read;

    /**
     * @param writtenAt where the word of the writer is
     * @param readAt where the word of the reader is
     * @param size a power of two
     */
    ByteRing(ByteBuffer memory, int writtenAt, int readAt, int start, int size) {
        this.memory = memory;
        this.writtenAt = writtenAt;
        this.readAt = readAt;
        this.start = start;
        this.size = size;
    }

    /** How many bytes may be written. */
    int room() {
        return size - (int) (written - (long) LONGS.getVolatile(memory, readAt));
    }

    /** As {@link #room}, but of what was published: for others than the writer. */
    boolean hasRoom() {
        return (long) LONGS.getVolatile(memory, writtenAt) - (long) LONGS.getVolatile(memory, readAt) < size;
    }

    /** Writes at most length bytes. @return how many there was room for; the reader sees them after {@link #publish} */
    int write(byte[] bytes, int from, int length) {
        int count = Math.min(length, room());
        int at = (int) written & (size - 1);
        int first = Math.min(count, size - at);
        memory.put(start + at, bytes, from, first);
        if (first < count) {
            memory.put(start, bytes, from + first, count - first);
        }
        written += count;
        return count;
    }

    void publish() {
        LONGS.setVolatile(memory, writtenAt, written);
    }

    /** How many bytes may be read. */
    int available() {
        return (int) ((long) LONGS.getVolatile(memory, writtenAt) - read);
    }

    /** Reads at most length bytes. @return how many there were; the writer may overwrite them after {@link #giveBack} */
    int read(byte[] bytes, int from, int length) {
        int count = Math.min(length, available());
        int at = (int) read & (size - 1);
        int first = Math.min(count, size - at);
        memory.get(start + at, bytes, from, first);
        if (first < count) {
            memory.get(start, bytes, from + first, count - first);
        }
        read += count;
        return count;
    }

    void giveBack() {
        LONGS.setVolatile(memory, readAt, read);
    }
}
