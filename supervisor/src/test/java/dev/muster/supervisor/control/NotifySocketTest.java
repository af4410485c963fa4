package dev.muster.supervisor.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.process.DatagramSender;
import dev.muster.supervisor.process.ProcStat;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose READY=1 counts. The sender is always this process; what differs is which pid the fleet takes for the worker's. */
@Timeout(60)
final class NotifySocketTest {
    private static final int OWN_PID = (int) ProcessHandle.current().pid();
    private static final int STRANGER = 1 << 23;

    private final Path directory;

    NotifySocketTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private PaperFleet fleet(int pid, StartPolicy.Ready ready) {
        Specs service = Specs.printer().ready(ready, Duration.ofMinutes(1));
        PaperFleet fleet = new PaperFleet(directory, Specs.fleet(service), paper -> {
            paper.nextPid("printer.1", pid);
            paper.startsSlowly("printer.1");
        });
        Await.until("a pid", () -> fleet.worker("printer.1").pid().isPresent());
        return fleet;
    }

    /** Its worker is spawned, but nobody has heard of the process yet. */
    private PaperFleet silentFleet() {
        Specs service = Specs.printer().ready(StartPolicy.Ready.NOTIFY, Duration.ofMinutes(1));
        PaperFleet fleet = new PaperFleet(directory, Specs.fleet(service), paper -> paper.spawnsSilently("printer.1"));
        Await.until("a spawn", () -> fleet.spawns("printer.1") == 1);
        return fleet;
    }

    private static boolean isReady(PaperFleet fleet) {
        return fleet.worker("printer.1").phase() == Phase.READY;
    }

    @Test
    void readyFromTheWorkersProcessCounts() {
        try (PaperFleet fleet = fleet(OWN_PID, StartPolicy.Ready.NOTIFY)) {
            DatagramSender.send(fleet.home().notifySocket(), "STATUS=warm\nREADY=1\n");
            Await.until("readiness", () -> isReady(fleet));
        }
    }

    @Test
    void readyFromAProcessOfTheWorkersSessionCounts() {
        int leader = ProcStat.read(OWN_PID).orElseThrow().session();
        try (PaperFleet fleet = fleet(leader, StartPolicy.Ready.NOTIFY)) {
            DatagramSender.send(fleet.home().notifySocket(), "READY=1");
            Await.until("readiness", () -> isReady(fleet));
        }
    }

    @Test
    @DisplayName("S65 a program that is ready before its pid is known is ready once it is")
    void readyThatComesBeforeTheSnapshotCounts() {
        try (PaperFleet fleet = silentFleet()) {
            DatagramSender.send(fleet.home().notifySocket(), "READY=1");
            assertStaysAsItIs(fleet);
            fleet.spawned("printer.1", OWN_PID);
            Await.until("readiness", () -> isReady(fleet));
        }
    }

    @Test
    @DisplayName(
            "S65 what a process said before the worker's life began is not the worker's, though its pid became the same")
    void readyOfAnEarlierOwnerOfThePidDoesNotCount() {
        try (PaperFleet fleet = silentFleet();
                ControlClient client = fleet.client()) {
            fleet.spawned("printer.1", STRANGER);
            DatagramSender.send(fleet.home().notifySocket(), "READY=1");
            client.call("version", Map.of());
            client.call("version", Map.of());
            client.call("restart", Map.of("selectors", List.of("printer.1")));
            Await.until("a second life", () -> fleet.spawns("printer.1") == 2);
            fleet.spawned("printer.1", OWN_PID);
            Await.until("a pid", () -> fleet.worker("printer.1").pid().isPresent());
            assertStaysAsItIs(fleet);
        }
    }

    @Test
    @DisplayName("S65 a notification from a foreign process is ignored")
    void readyFromAStrangerDoesNotCount() {
        try (PaperFleet fleet = fleet(STRANGER, StartPolicy.Ready.NOTIFY)) {
            DatagramSender.send(fleet.home().notifySocket(), "READY=1");
            assertStaysAsItIs(fleet);
        }
    }

    @Test
    void statusWithoutReadyDoesNotCount() {
        try (PaperFleet fleet = fleet(OWN_PID, StartPolicy.Ready.NOTIFY)) {
            DatagramSender.send(fleet.home().notifySocket(), "STATUS=READY=1\nXREADY=1\nREADY=0\n");
            assertStaysAsItIs(fleet);
        }
    }

    @Test
    void workerThatIsReadyByTheSdkIsNotReadyByADatagram() {
        try (PaperFleet fleet = fleet(OWN_PID, StartPolicy.Ready.SDK)) {
            DatagramSender.send(fleet.home().notifySocket(), "READY=1");
            assertStaysAsItIs(fleet);
        }
    }

    @Test
    @DisplayName("S64 WATCHDOG=1 of the worker's process is a sign of life, STATUS is shown in its own words")
    void pingAndStatusAreKept() {
        try (PaperFleet fleet = fleet(OWN_PID, StartPolicy.Ready.NOTIFY)) {
            long before = System.nanoTime();
            DatagramSender.send(fleet.home().notifySocket(), "WATCHDOG=1\nSTATUS=warming\u001b[2J up\n");
            WorkerId id = fleet.worker("printer.1").id();
            Await.until("a sign of life", () -> fleet.channels().lastSign(id, 1).isPresent());
            assertThat(fleet.channels().lastSign(id, 1).orElseThrow()).isGreaterThan(before);
            assertThat(fleet.channels().lastSign(id, 2)).isEmpty();
            try (ControlClient client = fleet.client()) {
                Fields worker =
                        client.call("status", Map.of()).objects("workers").get(0);
                assertThat(worker.text("says")).isEqualTo("warming?[2J up");
            }
        }
    }

    @Test
    @DisplayName("S65 a sign of life from a foreign process is ignored")
    void pingOfAStrangerDoesNotCount() {
        try (PaperFleet fleet = fleet(STRANGER, StartPolicy.Ready.NOTIFY)) {
            DatagramSender.send(fleet.home().notifySocket(), "WATCHDOG=1\nSTATUS=well\nEXTEND_TIMEOUT_USEC=3600000000");
            assertStaysAsItIs(fleet);
            WorkerId id = fleet.worker("printer.1").id();
            assertThat(fleet.channels().lastSign(id, 1)).isEmpty();
            assertThat(fleet.channels().words(id, 1)).isEmpty();
        }
    }

    @Test
    void programThatAsksForMoreTimeToStartGetsIt() {
        try (PaperFleet fleet = fleet(OWN_PID, StartPolicy.Ready.NOTIFY)) {
            Instant before = fleet.worker("printer.1").deadline().orElseThrow();
            DatagramSender.send(fleet.home().notifySocket(), "EXTEND_TIMEOUT_USEC=3600000000");
            Await.until("more time", () -> fleet.worker("printer.1")
                    .deadline()
                    .filter(deadline -> deadline.isAfter(before.plusSeconds(3_000)))
                    .isPresent());
        }
    }

    /** The control thread has read the datagram before the second answer, and the loop has handled what was posted before the reply. */
    private static void assertStaysAsItIs(PaperFleet fleet) {
        try (ControlClient client = fleet.client()) {
            client.call("version", Map.of());
            client.call("version", Map.of());
            client.call("scale", Map.of("service", "printer", "to", "1"));
        }
        assertThat(fleet.worker("printer.1").phase()).isEqualTo(Phase.STARTING);
    }
}
