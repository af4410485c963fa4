package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Sends datagrams to a Unix socket, which the standard library cannot. Thread-safe. */
public final class DatagramSender {
    private static final NativeLibrary LIBC = NativeLibrary.getInstance("libc.so.6");
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;

    private DatagramSender() {}

    /** Sends one datagram as this process. */
    public static void send(Path to, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] name = Libc.cString(to.toString());
        int socket = Libc.socket(AF_UNIX, SOCK_DGRAM, 0);
        try (Memory address = new Memory(2L + name.length)) {
            address.setShort(0, (short) AF_UNIX);
            address.write(2, name, 0, name.length);
            Object[] arguments = {socket, payload, (long) payload.length, 0, address, 2 + name.length};
            int sent = LIBC.getFunction("sendto").invokeInt(arguments);
            if (sent != payload.length) {
                throw new AssertionError("sent " + sent + " of " + payload.length + " bytes to " + to);
            }
        } finally {
            Libc.close(socket);
        }
    }
}
