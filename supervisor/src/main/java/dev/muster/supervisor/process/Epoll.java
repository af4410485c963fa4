package dev.muster.supervisor.process;

import com.sun.jna.Memory;

/**
 * Waits on many descriptors at once, level-triggered unless {@link #EDGE} is asked for. Any thread may add, modify and remove; one
 * thread awaits, and closes after it has stopped awaiting.
 */
public final class Epoll implements AutoCloseable {

    public static final int READABLE = 0x001;
    public static final int WRITABLE = 0x004;
    public static final int ERROR = 0x008;
    public static final int HANG_UP = 0x010;
    public static final int PEER_CLOSED = 0x2000;
    public static final int EDGE = 1 << 31;

    private static final int CLOEXEC = 0x80000;
    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int MODIFY = 3;

    /** {@code struct epoll_event} is packed on x86-64 only (the kernel's EPOLL_PACKED). */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    private static final int EVENT_SIZE = PACKED ? 12 : 16;
    private static final int TOKEN_OFFSET = PACKED ? 4 : 8;
    private static final int BATCH = 128;

    private final Fd fd;
    private final Memory ready = new Memory((long) BATCH * EVENT_SIZE);

    Epoll(Fd fd) {
        this.fd = fd;
    }

    public static Epoll create() {
        return new Epoll(new Fd(NativeException.check(Libc.epoll_create1(CLOEXEC), "epoll_create1")));
    }

    /** Told for each ready descriptor: its token, and the bits of {@link #READABLE} and so on that hold. */
    @FunctionalInterface
    public interface ReadyHandler {
        void ready(long token, int events);
    }

    public void add(Fd watched, int events, long token) {
        control(ADD, watched, events, token);
    }

    public void modify(Fd watched, int events, long token) {
        control(MODIFY, watched, events, token);
    }

    /** Stops watching; closing the last descriptor of an open file does the same. */
    public void remove(Fd watched) {
        control(REMOVE, watched, 0, 0);
    }

    /**
     * Waits until something is ready or the time is over, and tells the handler.
     *
     * @param timeoutMillis -1 waits for ever, 0 does not wait
     * @return how many descriptors were ready; 0 after a time-out or an interrupting signal
     */
    public int await(int timeoutMillis, ReadyHandler handler) {
        int count = Libc.epoll_wait(fd.number(), ready, BATCH, timeoutMillis);
        if (count < 0) {
            if (Libc.errno() == Errno.EINTR) {
                return 0;
            }
            throw new NativeException("epoll_wait", Libc.errno());
        }
        for (int i = 0; i < count; i++) {
            long event = (long) i * EVENT_SIZE;
            handler.ready(ready.getLong(event + TOKEN_OFFSET), ready.getInt(event));
        }
        return count;
    }

    private void control(int operation, Fd watched, int events, long token) {
        try (Memory event = new Memory(EVENT_SIZE)) {
            event.setInt(0, events);
            event.setLong(TOKEN_OFFSET, token);
            NativeException.check(
                    Libc.epoll_ctl(fd.number(), operation, watched.number(), event), "epoll_ctl " + watched);
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
