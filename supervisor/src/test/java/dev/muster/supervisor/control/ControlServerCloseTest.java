package dev.muster.supervisor.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.cli.text.StatusText;
import dev.muster.supervisor.event.Records;
import dev.muster.supervisor.log.LineListener;
import dev.muster.supervisor.log.Question;
import dev.muster.supervisor.log.Tail;
import dev.muster.supervisor.loop.Mailbox;
import dev.muster.supervisor.loop.SnapshotPublisher;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A service of an init system may be stopped and started again within one process: nothing may be left over. */
@Timeout(60)
final class ControlServerCloseTest {
    private static final int TIMES = 20;

    private final Home home;
    private final ControlPorts ports;

    ControlServerCloseTest(@TempDir Path directory) throws IOException {
        home = new Home(
                directory.resolve("muster.conf"),
                directory.resolve("state"),
                directory.resolve("run"),
                directory.resolve("logs"),
                directory);
        Files.createDirectories(home.run());
        ports = new ControlPorts(
                new Mailbox(),
                new SnapshotPublisher(),
                InstantSource.system(),
                () -> Specs.fleet(Specs.printer()),
                Map::of,
                new NoLogs(),
                Records.start(home, InstantSource.system(), (worker, from, until) -> List.of()));
    }

    private void startUseAndClose() {
        try (ControlServer server = ControlServer.start(home, ports, StatusText::drawn);
                ControlClient client = ControlClient.connect(home.controlSocket())) {
            assertThat(server.channels()).isNotNull();
            client.call("version", Map.of());
        }
    }

    /** Sockets and event queues only: what else this process opens meanwhile is not the server's. */
    private static long descriptors() {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.map(ControlServerCloseTest::target)
                    .filter(target -> target.startsWith("socket:") || target.startsWith("anon_inode:"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    @Test
    void startsAgainInTheSameHomeAndLeaksNothing() {
        startUseAndClose();
        long before = descriptors();
        for (int i = 0; i < TIMES; i++) {
            startUseAndClose();
        }
        Await.until("no more descriptors than before", () -> descriptors() <= before);
        assertThat(home.controlSocket()).doesNotExist();
        assertThat(home.workerSocket()).doesNotExist();
        assertThat(home.notifySocket()).doesNotExist();
    }

    @Test
    void secondCloseLeavesTheSocketsOfASuccessorAlone() {
        ControlServer first = ControlServer.start(home, ports, StatusText::drawn);
        first.close();
        try (ControlServer second = ControlServer.start(home, ports, StatusText::drawn)) {
            first.close();
            try (ControlClient client = ControlClient.connect(home.controlSocket())) {
                client.call("version", Map.of());
            }
            assertThat(second.channels()).isNotNull();
        }
    }

    @Test
    void startThatFailsHalfwayLeaksNothing() throws IOException {
        startUseAndClose();
        long before = descriptors();
        // A directory in the place of the last of the three sockets cannot be replaced.
        Files.createDirectories(home.notifySocket().resolve("x"));
        for (int i = 0; i < TIMES; i++) {
            assertThatThrownBy(() -> ControlServer.start(home, ports, StatusText::drawn))
                    .isInstanceOf(NativeException.class);
        }
        Await.until("no more descriptors than before", () -> descriptors() <= before);
        assertThat(home.controlSocket()).doesNotExist();
    }

    @Test
    void clientThatComesBeforeAnythingIsKnownOfTheFleetIsAnsweredWhenItIs() throws IOException {
        try (ControlServer server = ControlServer.start(ControlSockets.bind(home), ports, StatusText::drawn);
                RawClient early = new RawClient(home.controlSocket())) {
            early.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}\n");
            for (int i = 0; i < TIMES; i++) {
                try (RawClient worker = new RawClient(home.workerSocket())) { // each of them is one round of the thread
                    assertThat(worker.send("no worker\n").readLine()).isNotEmpty();
                }
            }
            assertThat(early.hasAnswer()).isFalse();
            server.admitClients();
            assertThat(early.readLine()).get().asString().contains("workers");
        }
    }

    @Test
    void clientThatNobodyHasTakenYetSeesTheEnd() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            ControlServer server = ControlServer.start(home, ports, StatusText::drawn);
            try (RawClient client = new RawClient(home.controlSocket())) {
                server.close();
                assertThat(client.readLine()).isEmpty();
            } catch (IOException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
        }
    }

    private record NoLogs() implements LogSource {
        @Override
        public Tail tail(WorkerId worker, Question question) {
            return new Tail(List.of(), true);
        }

        @Override
        public Runnable subscribe(Predicate<WorkerId> workers, LineListener listener) {
            return () -> {};
        }
    }
}
