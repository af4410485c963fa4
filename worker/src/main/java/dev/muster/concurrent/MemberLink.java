package dev.muster.concurrent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The pool's end of the connection to a member. It never waits for room: what does not fit is kept and follows later. Sending is
 * under the lock of the pool, reading is the business of the member's thread.
 */
final class MemberLink implements AutoCloseable {
    private static final int BELLS = 64;
    private static final long LINGER_NANOS = 50_000;
    private static final int USUAL = 4096;

    private final PoolMemory memory;
    private final SocketChannel membersBell;
    private final SocketChannel bell;
    private final ByteBuffer heard = ByteBuffer.allocateDirect(BELLS);
    private final byte[] head = new byte[Frames.LENGTH];
    private final byte[] usual = new byte[USUAL];
    /** What did not fit, the first of it written up to here. */
    private final ArrayDeque<byte[]> kept = new ArrayDeque<>();

    private int keptFrom;
    private volatile boolean full;
    /** Of the frame that is being read; null while its length is. */
    private byte @Nullable [] body;

    private int length;
    private int have;

    /**
     * @param membersBell does not block, so that the interrupt of a thread that submits does not close it
     * @param bell the member rings it
     */
    MemberLink(PoolMemory memory, SocketChannel membersBell, SocketChannel bell) {
        this.memory = memory;
        this.membersBell = membersBell;
        this.bell = bell;
    }

    PoolMemory memory() {
        return memory;
    }

    /** Under the lock of the pool. */
    void send(byte[] frame) {
        if (!kept.isEmpty()) {
            kept.add(frame);
            return;
        }
        int sent = memory.requests.write(frame, 0, frame.length);
        memory.requests.publish();
        if (sent < frame.length) {
            kept.add(frame);
            keptFrom = sent;
            full = true;
            memory.poolWantsRoom();
            sendKept(); // the member may have made room before it was told to say so
        }
    }

    /** Under the lock of the pool: sends what did not fit before. */
    void sendKept() {
        for (byte[] frame = kept.peek(); frame != null; frame = kept.peek()) {
            keptFrom += memory.requests.write(frame, keptFrom, frame.length - keptFrom);
            memory.requests.publish();
            if (keptFrom < frame.length) {
                return;
            }
            kept.remove();
            keptFrom = 0;
        }
        full = false;
    }

    /** Any thread. */
    boolean isFull() {
        return full;
    }

    /** Wakes the member when it sleeps. Without the lock: it is a system call. */
    void ring() {
        if (memory.wakesMember()) {
            try {
                membersBell.write(ByteBuffer.allocate(1));
            } catch (IOException dead) {
                // Its thread sees the end of the other bell.
                return;
            }
        }
    }

    /** The next frame without its length, valid until the next call; null when there is none yet. */
    @Nullable
    ByteBuffer poll() {
        ByteRing ring = memory.results;
        byte[] into = body;
        if (into == null) {
            have += ring.read(head, have, head.length - have);
            if (have < head.length) {
                return null;
            }
            length = ByteBuffer.wrap(head).getInt();
            into = length <= USUAL ? usual : new byte[length];
            body = into;
            have = 0;
        }
        have += ring.read(into, have, length - have);
        if (have < length) {
            return null;
        }
        body = null;
        have = 0;
        return ByteBuffer.wrap(into, 0, length);
    }

    /** What was read may be overwritten. */
    void giveBack() {
        memory.results.giveBack();
        ring();
    }

    /**
     * Waits for a frame, or for room where there was too little of it.
     *
     * @param lingers first lets results come together for a moment: each wake-up costs as much as ten small tasks
     * @return false when the member is gone; there may be frames to {@link #poll} nevertheless
     */
    boolean await(boolean lingers) {
        if (lingers) {
            LockSupport.parkNanos(LINGER_NANOS);
            if (memory.results.available() > 0) {
                return true;
            }
        }
        boolean forRoom = full;
        memory.poolSleeps(forRoom ? PoolMemory.FOR_ROOM : PoolMemory.FOR_BYTES);
        try {
            if (memory.results.available() > 0 || full != forRoom || (forRoom && memory.requests.hasRoom())) {
                return true;
            }
            heard.clear();
            return bell.read(heard) >= 0;
        } catch (IOException gone) {
            return false;
        } finally {
            memory.poolSleeps(PoolMemory.AWAKE);
        }
    }

    @Override
    public void close() throws IOException {
        membersBell.close();
        bell.close();
    }
}
