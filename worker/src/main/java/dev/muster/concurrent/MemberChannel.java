package dev.muster.concurrent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** The member's end of the connection: waits until there is a frame, or room for one. The task thread only. */
final class MemberChannel {
    private static final int BELLS = 64;
    private static final int USUAL = 4096;
    private static final long SPIN_NANOS = Runtime.getRuntime().availableProcessors() > 1 ? 20_000 : 0;

    private final PoolMemory memory;
    private final SocketChannel bell;
    private final SocketChannel poolsBell;
    private final ByteBuffer heard = ByteBuffer.allocateDirect(BELLS);
    private final ByteBuffer one = ByteBuffer.allocateDirect(1);
    private final byte[] head = new byte[Frames.LENGTH];
    private byte[] usual = new byte[USUAL];

    /**
     * @param bell the pool rings it
     * @param poolsBell does not block
     */
    MemberChannel(PoolMemory memory, SocketChannel bell, SocketChannel poolsBell) {
        this.memory = memory;
        this.bell = bell;
        this.poolsBell = poolsBell;
    }

    /**
     * Waits for the next frame.
     *
     * @return the frame without its length, valid until the next call; null when the pool is gone
     */
    @Nullable
    ByteBuffer next() throws IOException {
        if (!fill(head, head.length)) {
            return null;
        }
        int length = ByteBuffer.wrap(head).getInt();
        byte[] body = length <= USUAL ? usual : new byte[length];
        if (!fill(body, length)) {
            return null;
        }
        memory.requests.giveBack();
        if (memory.wakesPool(PoolMemory.FOR_ROOM)) {
            ring();
        }
        return ByteBuffer.wrap(body, 0, length);
    }

    private boolean fill(byte[] bytes, int length) throws IOException {
        ByteRing ring = memory.requests;
        int have = ring.read(bytes, 0, length);
        while (have < length) {
            ring.giveBack();
            if (memory.wakesPool(PoolMemory.FOR_ROOM)) {
                ring();
            }
            spin(ring);
            memory.memberSleeps(PoolMemory.FOR_BYTES);
            if (ring.available() == 0 && !hear()) {
                return false;
            }
            memory.memberSleeps(PoolMemory.AWAKE);
            have += ring.read(bytes, have, length - have);
        }
        return true;
    }

    /** Who waits for one result after the other comes back at once: that is less than a wake-up costs both sides. */
    private static void spin(ByteRing ring) {
        long until = System.nanoTime() + SPIN_NANOS;
        while (ring.available() == 0 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    /** Waits for room where there is none. @return false when the pool is gone */
    boolean send(byte[] frame) throws IOException {
        int sent = write(frame, 0);
        while (sent < frame.length) {
            memory.memberSleeps(PoolMemory.FOR_ROOM);
            if (memory.results.room() == 0 && !hear()) {
                return false;
            }
            memory.memberSleeps(PoolMemory.AWAKE);
            sent += write(frame, sent);
        }
        return true;
    }

    private int write(byte[] frame, int from) throws IOException {
        int count = memory.results.write(frame, from, frame.length - from);
        memory.results.publish();
        if (from + count < frame.length) {
            wakePool();
        }
        return count;
    }

    /** After what was sent; apart from it, so that the task's end is noted first. */
    void wakePool() throws IOException {
        if (memory.wakesPool(PoolMemory.FOR_BYTES)) {
            ring();
        }
    }

    private boolean hear() throws IOException {
        heard.clear();
        return bell.read(heard) >= 0;
    }

    private void ring() throws IOException {
        one.clear();
        poolsBell.write(one);
    }
}
