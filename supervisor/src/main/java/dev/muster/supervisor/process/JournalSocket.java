package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Sends entries to systemd's journal as its native protocol has it: one in each datagram, or, when it is too large for one, in a sealed file
 * of memory whose descriptor is sent. The socket is addressed anew each time, so that a journal that is restarted is found again. One thread.
 */
public final class JournalSocket implements AutoCloseable {

    /** What became of an entry. */
    public enum Sending {
        SENT,
        /** Nobody takes it now: the journal is behind, or is not there. */
        NOT_YET,
        /** There is no memory or no descriptor for an entry of this size. */
        LOST
    }

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 0x80002;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_SNDTIMEO = 21;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MFD_CLOEXEC_ALLOW_SEALING = 3;
    private static final int F_ADD_SEALS = 1033;
    private static final long EVERY_SEAL = 15;

    /** More than the usual maximum; the kernel gives what it allows. */
    private static final int BUFFER = 8 << 20;

    private static final int SIZEOF_MSGHDR = 56;
    private static final int SIZEOF_CONTROL = 24;

    private final Fd socket;
    private final Memory address;
    private final int addressLength;

    private JournalSocket(Fd socket, Memory address, int addressLength) {
        this.socket = socket;
        this.address = address;
        this.addressLength = addressLength;
    }

    /**
     * A socket that is not connected; nobody need be there yet.
     *
     * @param patience how long a {@link #send} may wait for room at the other side; zero would be for ever
     */
    public static JournalSocket to(Path path, Duration patience) {
        byte[] name = Libc.cString(path.toString());
        if (name.length > UnixSockets.MAX_PATH_BYTES + 1) {
            throw new IllegalArgumentException("the path of the journal's socket is too long: " + path);
        }
        Memory address = new Memory(2L + name.length);
        address.setShort(0, (short) AF_UNIX);
        address.write(2, name, 0, name.length);
        Fd socket = new Fd(NativeException.check(Libc.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0), "socket"));
        try (Memory option = new Memory(16)) {
            option.setInt(0, BUFFER);
            Libc.setsockopt(socket.number(), SOL_SOCKET, SO_SNDBUF, option, Integer.BYTES);
            option.setLong(0, patience.toSeconds());
            option.setLong(8, patience.toNanosPart() / 1000);
            NativeException.check(
                    Libc.setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, option, 16), "setsockopt SO_SNDTIMEO");
            return new JournalSocket(socket, address, 2 + name.length);
        } catch (NativeException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Sends what remains in a direct buffer, whole or not at all. */
    public Sending send(ByteBuffer entry) {
        ByteBuffer payload = entry.position() == 0 ? entry : entry.slice();
        while (true) {
            long sent =
                    Libc.sendto(socket.number(), payload, payload.remaining(), MSG_NOSIGNAL, address, addressLength);
            if (sent >= 0) {
                return Sending.SENT;
            }
            int errno = Libc.errno();
            if (errno == Errno.EMSGSIZE || errno == Errno.ENOBUFS) {
                return sendLarge(payload);
            }
            if (errno != Errno.EINTR) {
                return Sending.NOT_YET;
            }
        }
    }

    private Sending sendLarge(ByteBuffer entry) {
        int number = Libc.memfd_create(Libc.cString("muster-journal"), MFD_CLOEXEC_ALLOW_SEALING);
        if (number < 0) {
            return Sending.LOST;
        }
        try (Fd file = new Fd(number)) {
            ByteBuffer rest = entry.duplicate();
            while (rest.hasRemaining()) {
                file.write(rest);
            }
            // Nobody can change it any more: the journal takes no other from whoever is not root.
            NativeException.check(Libc.fcntl(file.number(), F_ADD_SEALS, EVERY_SEAL), "fcntl F_ADD_SEALS");
            return sendDescriptor(file);
        } catch (NativeException full) {
            return Sending.LOST;
        }
    }

    private Sending sendDescriptor(Fd file) {
        try (Memory message = new Memory(SIZEOF_MSGHDR);
                Memory control = new Memory(SIZEOF_CONTROL)) {
            control.clear();
            control.setLong(0, 16 + Integer.BYTES);
            control.setInt(8, SOL_SOCKET);
            control.setInt(12, SCM_RIGHTS);
            control.setInt(16, file.number());
            message.clear();
            message.setPointer(0, address);
            message.setInt(8, addressLength);
            message.setPointer(16, Pointer.NULL);
            message.setPointer(32, control);
            message.setLong(40, SIZEOF_CONTROL);
            while (Libc.sendmsg(socket.number(), message, MSG_NOSIGNAL) < 0) {
                if (Libc.errno() != Errno.EINTR) {
                    return Sending.NOT_YET;
                }
            }
            return Sending.SENT;
        }
    }

    @Override
    public void close() {
        socket.close();
        address.close();
    }
}
