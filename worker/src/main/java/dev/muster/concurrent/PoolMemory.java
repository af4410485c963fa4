package dev.muster.concurrent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a pool and one of its members share: a ring of bytes each way, and the words by which each knows where the other
 * is. It outlives the member, so that a pool knows exactly what a killed member had done. Each word is on a cache line of
 * its own.
 */
final class PoolMemory {
    /** Of each ring. */
    static final int RING = 256 * 1024;

    private static final int REQUESTS_WRITTEN = 0;
    private static final int REQUESTS_READ = 64;
    private static final int RESULTS_WRITTEN = 128;
    private static final int RESULTS_READ = 192;
    private static final int MEMBER_SLEEPS = 256;
    private static final int POOL_SLEEPS = 320;
    private static final int CLAIMS = 384;
    private static final int RUNNING = 448;
    private static final int SINCE = 456;
    private static final int LEAVING = 512;
    private static final int HEADER = 4096;

    /** The low part of the word of claims counts; the high part is one more than how many claims are still allowed. */
    private static final int ALLOWANCE_SHIFT = 40;

    private static final long COUNT = (1L << ALLOWANCE_SHIFT) - 1;

    /** What sleeping is about: the other side rings for new bytes only, or also for room. */
    static final long AWAKE = 0;

    static final long FOR_BYTES = 1;
    static final long FOR_ROOM = 2;

    final ByteRing requests;
    final ByteRing results;
    private final ByteBuffer memory;

    private PoolMemory(ByteBuffer memory) {
        this.memory = memory.order(ByteOrder.nativeOrder());
        this.requests = new ByteRing(memory, REQUESTS_WRITTEN, REQUESTS_READ, HEADER, RING);
        this.results = new ByteRing(memory, RESULTS_WRITTEN, RESULTS_READ, HEADER + RING, RING);
    }

    /** Makes the file. It is written whole: a full file system is an exception here, and no SIGBUS later. */
    static PoolMemory create(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(HEADER + 2 * RING);
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
            return new PoolMemory(map(channel));
        }
    }

    static PoolMemory open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new PoolMemory(map(channel));
        }
    }

    private static MappedByteBuffer map(FileChannel channel) throws IOException {
        return channel.map(MapMode.READ_WRITE, 0, HEADER + 2L * RING);
    }

    /** The member says that it is about to wait; it must look once more before it does. */
    void memberSleeps(long why) {
        set(MEMBER_SLEEPS, why);
    }

    /** The pool says that it is about to wait; it must look once more before it does. */
    void poolSleeps(long why) {
        set(POOL_SLEEPS, why);
    }

    /** The pool waits for room, too, should it sleep now. */
    void poolWantsRoom() {
        ByteRing.LONGS.compareAndSet(memory, POOL_SLEEPS, FOR_BYTES, FOR_ROOM);
    }

    /** True when the caller has to ring, because the member sleeps. */
    boolean wakesMember() {
        long why = get(MEMBER_SLEEPS);
        return why != AWAKE && ByteRing.LONGS.compareAndSet(memory, MEMBER_SLEEPS, why, AWAKE);
    }

    /** True when the caller has to ring, because the pool sleeps and waits for such a thing. */
    boolean wakesPool(long what) {
        long why = get(POOL_SLEEPS);
        return why >= what && ByteRing.LONGS.compareAndSet(memory, POOL_SLEEPS, why, AWAKE);
    }

    /** The member takes the next task for its own. @return false when the pool has taken it back */
    boolean claim() {
        while (true) {
            long word = get(CLAIMS);
            long allowance = word >>> ALLOWANCE_SHIFT;
            if (allowance == 1) {
                return false;
            }
            long left = allowance == 0 ? 0 : allowance - 1;
            long next = left << ALLOWANCE_SHIFT | (word + 1 & COUNT);
            if (ByteRing.LONGS.compareAndSet(memory, CLAIMS, word, next)) {
                return true;
            }
        }
    }

    /**
     * The pool takes back what the member has not begun.
     *
     * @return how many the member had claimed by then, modulo 2^40; negative when it has not seen the last withdrawal yet
     */
    long withdraw() {
        while (true) {
            long word = get(CLAIMS);
            if (word >>> ALLOWANCE_SHIFT != 0) {
                return -1;
            }
            if (ByteRing.LONGS.compareAndSet(memory, CLAIMS, word, 1L << ALLOWANCE_SHIFT | word)) {
                return word;
            }
        }
    }

    /** The member has thrown away what was taken back. */
    void resume() {
        set(CLAIMS, get(CLAIMS) & COUNT);
    }

    /** True between {@link #withdraw} and {@link #resume}. */
    boolean isWithdrawn() {
        return get(CLAIMS) >>> ALLOWANCE_SHIFT != 0;
    }

    /** How many tasks the member has claimed, modulo 2^40. */
    long claims() {
        return get(CLAIMS) & COUNT;
    }

    void begin(long sequence, long now) {
        ByteRing.LONGS.setOpaque(memory, SINCE, now);
        set(RUNNING, sequence);
    }

    void end() {
        ByteRing.LONGS.setRelease(memory, RUNNING, 0L);
    }

    /** The number of the task that runs; 0 is none. */
    long running() {
        return get(RUNNING);
    }

    /** When the task that runs began, by {@link System#nanoTime}, which is one clock for all processes of a Linux machine. */
    long runningSince() {
        return (long) ByteRing.LONGS.getOpaque(memory, SINCE);
    }

    /** The member leaves by System.exit, and is not killed. */
    void leave() {
        set(LEAVING, 1);
    }

    boolean isLeaving() {
        return get(LEAVING) != 0;
    }

    private long get(int at) {
        return (long) ByteRing.LONGS.getVolatile(memory, at);
    }

    private void set(int at, long value) {
        ByteRing.LONGS.setVolatile(memory, at, value);
    }
}
