package dev.muster.bench.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A mapped file in which each consumer counts its jobs, so that all know when the last one is done without asking a server. */
final class Scoreboard {

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int PLAYERS = 8;
    private static final int LINE_BYTES = 128; // a cache line and its neighbour, which is fetched with it

    private final ByteBuffer bytes;
    private final int mine;

    Scoreboard(Path file, int player) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            this.bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) PLAYERS * LINE_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.mine = player * LINE_BYTES;
    }

    void add(int jobs) {
        LONGS.setRelease(bytes, mine, (long) LONGS.getOpaque(bytes, mine) + jobs);
    }

    long sum() {
        long sum = 0;
        for (int i = 0; i < PLAYERS; i++) {
            sum += (long) LONGS.getAcquire(bytes, i * LINE_BYTES);
        }
        return sum;
    }
}
