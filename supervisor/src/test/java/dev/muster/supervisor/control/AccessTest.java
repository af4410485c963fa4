package dev.muster.supervisor.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.cli.text.StatusText;
import dev.muster.supervisor.loop.Mailbox;
import dev.muster.supervisor.loop.SnapshotPublisher;
import dev.muster.supervisor.process.Peer;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.testkit.Specs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is listened to. */
@Timeout(60)
final class AccessTest {
    private static final FleetSpec FLEET = Specs.fleet(Specs.printer());

    @Test
    void rootAndTheOwnUserMayActAndNobodyElse() throws IOException {
        int own = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        Access access = Access.ofProcess();
        assertThat(access.refusal(new Peer(1, 0, 0))).isEmpty();
        assertThat(access.refusal(new Peer(1, own, 0))).isEmpty();
        assertThat(access.refusal(new Peer(1, own + 1, 0)))
                .hasValueSatisfying(why -> assertThat(why).contains("uid " + (own + 1)));
    }

    @Test
    @DisplayName("S87 another user gets one error and the end of the connection")
    void anotherUserIsRefused(@TempDir Path directory) throws IOException {
        Home home = new Home(directory, directory, directory, directory, directory);
        PaperFleet logs = new PaperFleet(Files.createDirectory(directory.resolve("other")), FLEET);
        ControlPorts ports = new ControlPorts(
                new Mailbox(),
                new SnapshotPublisher(),
                InstantSource.system(),
                () -> FLEET,
                Map::of,
                logs,
                logs.records());
        int nobodyHere = 1 << 30;
        try (ControlServer server = ControlServer.start(
                        home, ports, StatusText::drawn, Limits.DEFAULT, new Access(Set.of(nobodyHere)));
                RawClient client = new RawClient(home.controlSocket())) {
            assertThat(server.channels()).isNotNull();
            assertThat(client.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("-32001"));
            assertThat(client.readLine()).isEmpty();
        } finally {
            logs.close();
        }
    }

    @Test
    void controlSocketIsForItsOwnerAndGroupOnly(@TempDir Path directory) throws IOException {
        try (PaperFleet master = new PaperFleet(directory, FLEET)) {
            assertThat(mode(master.home().controlSocket())).isEqualTo("rw-rw----");
            assertThat(mode(master.home().workerSocket())).isEqualTo("rw-rw-rw-");
        }
        assertThat(directory.resolve("run").resolve("control.sock")).doesNotExist();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
