package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Where a service manager listens: what {@code NOTIFY_SOCKET} says, a path or, with a leading {@code @}, a name in the abstract
 * namespace. The kernel adds the sender's credentials by itself. Thread-safe; nothing here waits.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/sd_notify.html">sd_notify(3)</a>
 */
public final class NotifyAddress implements AutoCloseable {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 0x80802;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int CLOCK_MONOTONIC = 1;
    private static final char ABSTRACT = '@';

    private final Fd socket;
    private final Memory address;
    private final int addressLength;
    private boolean closed;

    private NotifyAddress(Fd socket, Memory address, int addressLength) {
        this.socket = socket;
        this.address = address;
        this.addressLength = addressLength;
    }

    /**
     * A socket that is not connected, so that a manager that is replaced is found again; nobody need be there yet.
     *
     * @throws IllegalArgumentException when it is neither an absolute path nor an abstract name, or too long
     */
    public static NotifyAddress of(String text) {
        if (text.length() < 2 || (text.charAt(0) != '/' && text.charAt(0) != ABSTRACT)) {
            throw new IllegalArgumentException("expected a path or @name, found " + text);
        }
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        if (name.length > UnixSockets.MAX_PATH_BYTES) {
            throw new IllegalArgumentException("longer than " + UnixSockets.MAX_PATH_BYTES + " bytes: " + text);
        }
        boolean isAbstract = text.charAt(0) == ABSTRACT;
        Memory address = new Memory(2L + UnixSockets.MAX_PATH_BYTES + 1);
        address.clear();
        address.setShort(0, (short) AF_UNIX);
        address.write(2, name, 0, name.length);
        if (isAbstract) {
            address.setByte(2, (byte) 0);
        }
        // An abstract name is as long as it is said to be; a path ends by its NUL.
        int length = 2 + name.length + (isAbstract ? 0 : 1);
        int fd = NativeException.check(Libc.socket(AF_UNIX, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0), "socket");
        return new NotifyAddress(new Fd(fd), address, length);
    }

    /**
     * Sends one message.
     *
     * @return false when there is no room for it now; the same may be sent again later
     * @throws NativeException when it cannot be sent, because nobody listens or we may not
     */
    public synchronized boolean send(String message) {
        if (closed) {
            return true;
        }
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        ByteBuffer payload = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        while (true) {
            if (Libc.sendto(socket.number(), payload, bytes.length, MSG_NOSIGNAL, address, addressLength) >= 0) {
                return true;
            }
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN) {
                return false;
            }
            if (errno != Errno.EINTR) {
                throw new NativeException("sendto", errno);
            }
        }
    }

    /** The kernel's monotonic clock in microseconds, as {@code MONOTONIC_USEC} has it. */
    public static long monotonicMicros() {
        try (Memory time = new Memory(16)) {
            NativeException.check(Libc.clock_gettime(CLOCK_MONOTONIC, time), "clock_gettime");
            return TimeUnit.SECONDS.toMicros(time.getLong(0)) + TimeUnit.NANOSECONDS.toMicros(time.getLong(8));
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            socket.close();
            address.close();
        }
    }
}
