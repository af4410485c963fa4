package dev.muster.queue.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * A mapped file whose aligned longs and ints are shared with other processes. Every access is volatile or stronger unless
 * its name says otherwise. Thread-safe.
 */
final class Region {

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    // Declared as ByteBuffer, not as MappedByteBuffer: the handles are exact only for the declared type.
    private final ByteBuffer bytes;

    private Region(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /**
     * Maps a whole existing file.
     *
     * @throws UncheckedIOException around {@link java.nio.file.NoSuchFileException} when there is none
     */
    static Region map(Path file) {
        return Uninterrupted.call(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return new Region(channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Creates a file of zeros with all its blocks, and maps it.
     *
     * @throws DiskFullException when there is no room for it; the file is removed
     */
    static Region create(Path file, long size) {
        return create(file, size, allocator -> allocator.allocate(0, size));
    }

    /** Creates a file of zeros with those blocks that it is given, and maps it. Only those may be touched. */
    static Region create(Path file, long size, Consumer<Allocator> blocks) {
        return Uninterrupted.call(() -> {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                Region region = new Region(channel.map(FileChannel.MapMode.READ_WRITE, 0, size));
                try (Allocator allocator = Allocator.open(file)) {
                    blocks.accept(allocator);
                } catch (DiskFullException e) {
                    Files.delete(file);
                    throw e;
                }
                return region;
            } catch (ClosedByInterruptException e) {
                delete(file); // or it could not be made anew
                throw new UncheckedIOException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Brings what was written so far to the disk. */
    void force() {
        if (bytes instanceof MappedByteBuffer mapped) {
            mapped.force();
        }
    }

    int size() {
        return bytes.capacity();
    }

    /** The buffer itself, for its address. Whoever keeps the address must keep this region. */
    ByteBuffer buffer() {
        return bytes;
    }

    long getLong(int offset) {
        return (long) LONGS.getVolatile(bytes, offset);
    }

    void setLong(int offset, long value) {
        LONGS.setVolatile(bytes, offset, value);
    }

    /** A store that later stores may not overtake; cheaper than {@link #setLong}, and not a full fence. */
    void setLongRelease(int offset, long value) {
        LONGS.setRelease(bytes, offset, value);
    }

    /** Adds without atomicity: for fields that only one thread writes. */
    void addLongByOwner(int offset, long delta) {
        LONGS.setRelease(bytes, offset, (long) LONGS.getOpaque(bytes, offset) + delta);
    }

    boolean casLong(int offset, long expected, long next) {
        return LONGS.compareAndSet(bytes, offset, expected, next);
    }

    long orLong(int offset, long mask) {
        return (long) LONGS.getAndBitwiseOr(bytes, offset, mask);
    }

    long andLong(int offset, long mask) {
        return (long) LONGS.getAndBitwiseAnd(bytes, offset, mask);
    }

    /** Lowers a long to a value if it is higher. */
    void minLong(int offset, long value) {
        long seen = getLong(offset);
        while (seen > value && !casLong(offset, seen, value)) {
            seen = getLong(offset);
        }
    }

    /** Raises a long to a value if it is lower. */
    void maxLong(int offset, long value) {
        long seen = getLong(offset);
        while (seen < value && !casLong(offset, seen, value)) {
            seen = getLong(offset);
        }
    }

    int getInt(int offset) {
        return (int) INTS.getVolatile(bytes, offset);
    }

    void setInt(int offset, int value) {
        INTS.setVolatile(bytes, offset, value);
    }

    boolean casInt(int offset, int expected, int next) {
        return INTS.compareAndSet(bytes, offset, expected, next);
    }

    int incrementInt(int offset) {
        return (int) INTS.getAndAdd(bytes, offset, 1) + 1;
    }
}
