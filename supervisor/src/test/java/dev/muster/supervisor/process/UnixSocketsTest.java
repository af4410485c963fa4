package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketsTest {

    private final Path dir;

    UnixSocketsTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void acceptedConnectionNamesItsPeer() throws Exception {
        Path path = dir.resolve("control.sock");
        try (Fd listener = UnixSockets.listen(path, 0660)) {
            assertThat(UnixSockets.accept(listener)).isEmpty();
            try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                client.connect(UnixDomainSocketAddress.of(path));
                UnixSockets.Accepted accepted = UnixSockets.accept(listener).orElseThrow();
                assertThat(accepted.peer().pid())
                        .isEqualTo((int) ProcessHandle.current().pid());
                assertThat(accepted.peer().uid()).isEqualTo(Libc.getuid());
                client.write(ByteBuffer.wrap("hi".getBytes(StandardCharsets.UTF_8)));
                assertThat(accepted.fd().read(new byte[4])).isEqualTo(2);
                assertThat(accepted.fd().read(new byte[4])).isZero();
                client.shutdownOutput();
                assertThat(accepted.fd().read(new byte[4])).isEqualTo(-1);
                accepted.fd().close();
            }
        }
    }

    @Test
    void socketFileHasExactlyTheModeAskedFor() throws Exception {
        Path path = dir.resolve("control.sock");
        UnixSockets.listen(path, 0666).close();
        UnixSockets.listen(path, 0662).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-rw--w-");
    }

    @Test
    void pathTooLongForASocketIsRefusedWithTheRemedy() {
        Path path = dir.resolve("x".repeat(120));
        assertThatThrownBy(() -> UnixSockets.listen(path, 0600))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 107")
                .hasMessageContaining("--home");
    }
}
