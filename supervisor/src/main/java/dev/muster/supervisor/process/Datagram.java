package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One message from a datagram socket, text in UTF-8, with its sender's credentials, as {@code sd_notify} sends them. Immutable. */
public record Datagram(Peer sender, String text) {

    private static final int MAX_PAYLOAD = 64 * 1024;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int SCM_CREDENTIALS = 2;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int CONTROL_SIZE = 2048;

    // struct msghdr: name, namelen, iov, iovlen, control, controllen, flags
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int SIZEOF_MSGHDR = 56;
    private static final int SIZEOF_CMSGHDR = 16;

    /**
     * Receives the next waiting message. Descriptors that come with it (an {@code sd_notify} barrier sends one, and waits until we
     * close it) are closed.
     *
     * @return empty when none waits, or when the sender is unknown
     */
    public static Optional<Datagram> receive(Fd socket) {
        try (Memory message = new Memory(SIZEOF_MSGHDR);
                Memory vector = new Memory(16);
                Memory control = new Memory(CONTROL_SIZE);
                Memory payload = new Memory(MAX_PAYLOAD)) {
            vector.setPointer(0, payload);
            vector.setLong(8, MAX_PAYLOAD);
            message.clear();
            message.setPointer(MSG_IOV, vector);
            message.setLong(MSG_IOVLEN, 1);
            message.setPointer(MSG_CONTROL, control);
            message.setLong(MSG_CONTROLLEN, CONTROL_SIZE);
            int count = (int) Libc.recvmsg(socket.number(), message, MSG_CMSG_CLOEXEC);
            if (count < 0) {
                int errno = Libc.errno();
                if (errno == Errno.EAGAIN || errno == Errno.EINTR) {
                    return Optional.empty();
                }
                throw new NativeException("recvmsg", errno);
            }
            String text = new String(payload.getByteArray(0, count), StandardCharsets.UTF_8);
            return sender(control, message.getLong(MSG_CONTROLLEN)).map(peer -> new Datagram(peer, text));
        }
    }

    private static Optional<Peer> sender(Memory control, long length) {
        Optional<Peer> sender = Optional.empty();
        long at = 0;
        while (at + SIZEOF_CMSGHDR <= length) {
            long size = control.getLong(at);
            if (size < SIZEOF_CMSGHDR) {
                break;
            }
            if (control.getInt(at + 8) == SOL_SOCKET) {
                int type = control.getInt(at + 12);
                if (type == SCM_CREDENTIALS) {
                    sender = Optional.of(UnixSockets.readCredentials(control, at + SIZEOF_CMSGHDR));
                } else if (type == SCM_RIGHTS) {
                    closeAll(control, at + SIZEOF_CMSGHDR, at + size);
                }
            }
            at += (size + 7) & ~7L;
        }
        return sender;
    }

    private static void closeAll(Memory control, long from, long to) {
        for (long at = from; at + Integer.BYTES <= to; at += Integer.BYTES) {
            Libc.close(control.getInt(at));
        }
    }
}
