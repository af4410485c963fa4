package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatagramTest {

    private static final NativeLibrary LIBC = NativeLibrary.getInstance("libc.so.6");
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    private final Path path;

    DatagramTest(@TempDir Path dir) {
        this.path = dir.resolve("notify.sock");
    }

    @Test
    void messageNamesItsSender() {
        try (Fd socket = UnixSockets.bindDatagram(path, 0666)) {
            assertThat(Datagram.receive(socket)).isEmpty();
            send("READY=1\nSTATUS=grüezi", -1);
            Datagram datagram = Datagram.receive(socket).orElseThrow();
            assertThat(datagram.text()).isEqualTo("READY=1\nSTATUS=grüezi");
            assertThat(datagram.sender().pid()).isEqualTo(Libc.getpid());
            assertThat(datagram.sender().uid()).isEqualTo(Libc.getuid());
            assertThat(Datagram.receive(socket)).isEmpty();
        }
    }

    @Test
    void descriptorsThatComeWithAMessageAreClosed() {
        try (Fd socket = UnixSockets.bindDatagram(path, 0666);
                Wakeup passed = new Wakeup()) {
            int before = descriptors();
            for (int i = 0; i < 10; i++) {
                send("BARRIER=1", passed.fd().number());
                assertThat(Datagram.receive(socket).orElseThrow().text()).isEqualTo("BARRIER=1");
            }
            assertThat(descriptors()).isEqualTo(before);
        }
    }

    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? -1 : open.length;
    }

    /** Sends as {@code sd_notify} does: one datagram, with a descriptor unless it is -1. */
    private void send(String text, int descriptor) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] name = Libc.cString(path.toString());
        int sender = Libc.socket(1, 2, 0);
        try (Memory address = new Memory(2L + name.length);
                Memory bytes = new Memory(payload.length);
                Memory vector = new Memory(16);
                Memory control = new Memory(24);
                Memory message = new Memory(56)) {
            address.setShort(0, (short) 1);
            address.write(2, name, 0, name.length);
            bytes.write(0, payload, 0, payload.length);
            vector.setPointer(0, bytes);
            vector.setLong(8, payload.length);
            control.clear();
            control.setLong(0, 20);
            control.setInt(8, SOL_SOCKET);
            control.setInt(12, SCM_RIGHTS);
            control.setInt(16, descriptor);
            message.clear();
            message.setPointer(0, address);
            message.setInt(8, 2 + name.length);
            message.setPointer(16, vector);
            message.setLong(24, 1);
            if (descriptor >= 0) {
                message.setPointer(32, control);
                message.setLong(40, 24);
            }
            long sent = LIBC.getFunction("sendmsg").invokeLong(new Object[] {sender, message, 0});
            assertThat(sent).isEqualTo(payload.length);
        } finally {
            Libc.close(sender);
        }
    }
}
