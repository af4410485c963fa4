package dev.muster.supervisor.process;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Ends another thread's {@link Epoll#await}: an eventfd that becomes readable. {@link #wake} is thread-safe and never blocks;
 * {@link #clear} belongs to the awaiting thread, which also closes.
 */
public final class Wakeup implements AutoCloseable {

    private static final int EFD_NONBLOCK_CLOEXEC = 0x80800;

    private final Fd fd = new Fd(NativeException.check(Libc.eventfd(0, EFD_NONBLOCK_CLOEXEC), "eventfd"));
    private final ByteBuffer count = ByteBuffer.allocateDirect(Long.BYTES);

    /** The descriptor to give to {@link Epoll#add}. */
    public Fd fd() {
        return fd;
    }

    public void wake() {
        ByteBuffer one = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        fd.write(one.putLong(0, 1));
    }

    /** Makes it unreadable again; everything asked for before a {@link #wake} is visible after this. */
    public void clear() {
        fd.read(count.clear());
    }

    @Override
    public void close() {
        fd.close();
    }
}
