package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Unix sockets with what the standard library leaves out: the peer's pid, and datagrams with their sender. Thread-safe. */
public final class UnixSockets {

    /** The longest path in bytes that fits into {@code sun_path} with its NUL. */
    public static final int MAX_PATH_BYTES = 107;

    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_NONBLOCK_CLOEXEC = 0x80800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PASSCRED = 16;
    private static final int SO_PEERCRED = 17;
    private static final int BACKLOG = 128;
    private static final int SIZEOF_UCRED = 12;

    private UnixSockets() {}

    /** A connection and who made it. The descriptor is non-blocking and belongs to the caller. */
    public record Accepted(Fd fd, Peer peer) {}

    /**
     * Listens at a path, replacing whatever has the name; the caller holds the lock that says nobody else is using it.
     *
     * @param mode the file mode, exactly (no umask)
     * @throws IllegalArgumentException when the path is too long for a socket
     */
    public static Fd listen(Path path, int mode) {
        Fd fd = bind(SOCK_STREAM, path, mode);
        if (Libc.listen(fd.number(), BACKLOG) < 0) {
            int errno = Libc.errno();
            fd.close();
            throw new NativeException("listen " + path, errno);
        }
        return fd;
    }

    /** A datagram socket at a path, whose messages say who sent them: {@link Datagram#receive}. */
    public static Fd bindDatagram(Path path, int mode) {
        Fd fd = bind(SOCK_DGRAM, path, mode);
        try (Memory on = new Memory(Integer.BYTES)) {
            on.setInt(0, 1);
            NativeException.check(
                    Libc.setsockopt(fd.number(), SOL_SOCKET, SO_PASSCRED, on, Integer.BYTES), "setsockopt SO_PASSCRED");
        }
        return fd;
    }

    /** The next waiting connection; empty when there is none (or it has gone again). */
    public static Optional<Accepted> accept(Fd listener) {
        int connection = Libc.accept4(listener.number(), Pointer.NULL, Pointer.NULL, SOCK_NONBLOCK_CLOEXEC);
        if (connection < 0) {
            int errno = Libc.errno();
            if (errno == Errno.EAGAIN || errno == Errno.ECONNABORTED || errno == Errno.EINTR) {
                return Optional.empty();
            }
            throw new NativeException("accept4", errno);
        }
        Fd fd = new Fd(connection);
        return Optional.of(new Accepted(fd, peer(fd)));
    }

    private static Peer peer(Fd connection) {
        try (Memory credentials = new Memory(SIZEOF_UCRED);
                Memory length = new Memory(Integer.BYTES)) {
            length.setInt(0, SIZEOF_UCRED);
            NativeException.check(
                    Libc.getsockopt(connection.number(), SOL_SOCKET, SO_PEERCRED, credentials, length),
                    "getsockopt SO_PEERCRED");
            return readCredentials(credentials, 0);
        }
    }

    static Peer readCredentials(Memory memory, long offset) {
        return new Peer(memory.getInt(offset), memory.getInt(offset + 4), memory.getInt(offset + 8));
    }

    private static Fd bind(int type, Path path, int mode) {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length > MAX_PATH_BYTES) {
            throw new IllegalArgumentException("socket path has " + name.length + " bytes, at most " + MAX_PATH_BYTES
                    + " fit: " + path + "; choose a shorter --home");
        }
        byte[] cPath = Libc.cString(path.toString());
        Fd fd = new Fd(NativeException.check(Libc.socket(AF_UNIX, type | SOCK_NONBLOCK_CLOEXEC, 0), "socket"));
        try (Memory address = new Memory(2L + MAX_PATH_BYTES + 1)) {
            address.clear();
            address.setShort(0, (short) AF_UNIX);
            address.write(2, name, 0, name.length);
            Libc.unlink(cPath);
            // The file is born closed to others: Linux gives it the mode of the unbound socket, less the umask.
            NativeException.check(Libc.fchmod(fd.number(), 0600), "fchmod " + path);
            NativeException.check(Libc.bind(fd.number(), address, 2 + name.length + 1), "bind " + path);
            NativeException.check(Libc.chmod(cPath, mode), "chmod " + path);
            return fd;
        } catch (NativeException failed) {
            fd.close();
            throw failed;
        }
    }
}
