package dev.muster.supervisor.process;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Ends another thread's {@link Epoll#await}: an eventfd that becomes readable. {@link #wake} is thread-safe and never blocks;
 * {@link #clear} belongs to the awaiting thread, which also closes. A wake that comes after the close does nothing: whoever
 * asks a thread to end sets a flag and then wakes it, and the thread may have seen the flag and closed in between.
 */
public final class Wakeup implements AutoCloseable {

    private static final int EFD_NONBLOCK_CLOEXEC = 0x80800;

    private final Fd fd = new Fd(NativeException.check(Libc.eventfd(0, EFD_NONBLOCK_CLOEXEC), "eventfd"));
    private final ByteBuffer count = ByteBuffer.allocateDirect(Long.BYTES);

    /** The descriptor to give to {@link Epoll#add}. */
    public Fd fd() {
        return fd;
    }

    public synchronized void wake() {
        if (!fd.isOpen()) {
            return; // and never a write to a number that belongs to somebody else by now
        }
        ByteBuffer one = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        fd.write(one.putLong(0, 1));
    }

    /** Wakes the awaiting thread, which was told to end, and waits for that; an interrupt is kept for the caller's next wait. */
    public void wakeToEnd(Thread awaiting) {
        wake();
        boolean interrupted = false;
        while (awaiting.isAlive()) {
            try {
                awaiting.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes it unreadable again; everything asked for before a {@link #wake} is visible after this. */
    public void clear() {
        fd.read(count.clear());
    }

    @Override
    public synchronized void close() {
        fd.close();
    }
}
