package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Memory;
import dev.muster.supervisor.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages to sockets of the kinds that a service manager may have. */
final class NotifyAddressTest {

    private final Path directory;

    NotifyAddressTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void messageReachesAPathAndSaysWhoSentIt() {
        Path path = directory.resolve("notify");
        try (Fd manager = UnixSockets.bindDatagram(path, 0600);
                NotifyAddress address = NotifyAddress.of(path.toString())) {
            assertThat(address.send("READY=1\nSTATUS=äöü")).isTrue();
            Datagram heard = Datagram.receive(manager).orElseThrow();
            assertThat(heard.text()).isEqualTo("READY=1\nSTATUS=äöü");
            assertThat(heard.sender().pid())
                    .isEqualTo((int) ProcessHandle.current().pid());
        }
    }

    @Test
    void messageReachesAnAbstractName() {
        String name = "muster-test-" + ProcessHandle.current().pid();
        try (Fd manager = bindAbstract(name);
                NotifyAddress address = NotifyAddress.of("@" + name)) {
            assertThat(address.send("WATCHDOG=1")).isTrue();
            assertThat(Datagram.receive(manager).map(Datagram::text)).contains("WATCHDOG=1");
        }
    }

    @Test
    void managerThatDoesNotReadHoldsUpNobody() {
        Path path = directory.resolve("notify");
        try (Fd manager = UnixSockets.bindDatagram(path, 0600);
                NotifyAddress address = NotifyAddress.of(path.toString())) {
            Await.until("a full socket", () -> !address.send("WATCHDOG=1"));
            assertThat(Datagram.receive(manager)).isPresent();
            assertThat(address.send("WATCHDOG=1")).isTrue();
        }
    }

    @Test
    void managerThatIsReplacedIsFoundAgain() throws Exception {
        Path path = directory.resolve("notify");
        try (NotifyAddress address = NotifyAddress.of(path.toString())) {
            assertThatThrownBy(() -> address.send("READY=1"))
                    .isInstanceOf(NativeException.class)
                    .hasMessageContaining("ENOENT");
            for (int manager = 0; manager < 2; manager++) {
                try (Fd listening = UnixSockets.bindDatagram(path, 0600)) {
                    assertThat(address.send("READY=1")).isTrue();
                    assertThat(Datagram.receive(listening)).isPresent();
                }
                Files.delete(path);
            }
        }
    }

    @Test
    void addressIsAPathOrAnAbstractName() {
        for (String wrong : new String[] {"", "@", "/", "notify", "vsock:2:1234", "/" + "x".repeat(107)}) {
            assertThatThrownBy(() -> NotifyAddress.of(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void clockIsThatOfTheKernel() throws Exception {
        String uptime = Files.readString(Path.of("/proc/uptime"));
        double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        // The uptime counts a suspended machine, the monotonic clock does not.
        assertThat(NotifyAddress.monotonicMicros()).isPositive().isLessThan((long)
                ((seconds + 60) * TimeUnit.SECONDS.toMicros(1)));
    }

    private static Fd bindAbstract(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        Fd fd = new Fd(NativeException.check(Libc.socket(1, 0x80802, 0), "socket"));
        try (Memory address = new Memory(3L + bytes.length);
                Memory on = new Memory(Integer.BYTES)) {
            address.clear();
            address.setShort(0, (short) 1);
            address.write(3, bytes, 0, bytes.length);
            NativeException.check(Libc.bind(fd.number(), address, 3 + bytes.length), "bind");
            on.setInt(0, 1);
            NativeException.check(Libc.setsockopt(fd.number(), 1, 16, on, Integer.BYTES), "setsockopt");
            return fd;
        }
    }
}
