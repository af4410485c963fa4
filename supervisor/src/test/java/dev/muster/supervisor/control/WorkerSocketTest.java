package dev.muster.supervisor.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.spec.Check;
import dev.muster.supervisor.spec.Probe;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import dev.muster.wire.FromWorker;
import dev.muster.wire.JobCounters;
import dev.muster.wire.Protocol;
import dev.muster.wire.ToWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is believed on worker.sock. This process plays printer.1; printer.2 is somebody else. */
@Timeout(60)
final class WorkerSocketTest {
    private static final WorkerId PRINTER = new WorkerId("printer", 1);
    private static final int OWN_PID = (int) ProcessHandle.current().pid();

    private final PaperFleet master;

    WorkerSocketTest(@TempDir Path directory) {
        Limits limits = Limits.DEFAULT.withPatience(300);
        master = new PaperFleet(directory, Specs.fleet(Specs.printer().workers(2)), limits, fleet -> {
            fleet.nextPid("printer.1", OWN_PID);
            fleet.startsSlowly("printer.1");
            fleet.startsSlowly("printer.2");
        });
        Await.until("a pid", () -> master.worker("printer.1").pid().isPresent());
    }

    @AfterEach
    void close() {
        master.close();
    }

    private RawClient raw() {
        return new RawClient(master.home().workerSocket());
    }

    private static String hello(String worker, int incarnation) {
        return new FromWorker.Hello(worker, incarnation, OWN_PID, "test", Protocol.VERSION).line() + "\n";
    }

    private static final String READY = new FromWorker.Ready().line() + "\n";

    @Test
    void readyOfABelievedWorkerReachesTheLoop() throws IOException {
        try (RawClient worker = raw()) {
            worker.send(hello("printer.1", 1) + READY);
            Await.until("readiness", () -> master.worker("printer.1").phase() == Phase.READY);
        }
    }

    @Test
    void workerThatIsReadyByAProbeIsNotReadyByItsOwnWord(@TempDir Path directory) throws IOException {
        Probe probe = new Probe(new Check.Tcp("80"), Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
        Specs probed = Specs.printer().ready(probe, Duration.ofMinutes(1));
        try (PaperFleet asked = new PaperFleet(directory, Specs.fleet(probed), fleet -> {
            fleet.nextPid("printer.1", OWN_PID);
            fleet.startsSlowly("printer.1");
        })) {
            Await.until("a pid", () -> asked.worker("printer.1").pid().isPresent());
            Optional<Instant> before = asked.worker("printer.1").deadline();
            try (RawClient worker = new RawClient(asked.home().workerSocket())) {
                worker.send(hello("printer.1", 1) + READY + new FromWorker.Starting("warming up").line() + "\n");
                // Its words are heard in order: the second one has an effect that can be seen.
                Await.until(
                        "more time", () -> !asked.worker("printer.1").deadline().equals(before));
                assertThat(asked.worker("printer.1").phase()).isEqualTo(Phase.STARTING);
            }
        }
    }

    @Test
    void whoSaysThatItGetsOnHasMoreTime() throws IOException {
        Optional<Instant> before = master.worker("printer.1").deadline();
        try (RawClient worker = raw()) {
            worker.send(hello("printer.1", 1) + new FromWorker.Starting("opening queue numbers").line() + "\n");
            Await.until(
                    "more time",
                    () -> master.worker("printer.1").deadline().orElseThrow().isAfter(before.orElseThrow()));
        }
    }

    @Test
    void lastWordsOfAWorkerThatHasClosedAlreadyAreHeard() throws IOException {
        try (RawClient worker = raw()) {
            worker.send(hello("printer.1", 1) + READY);
        }
        Await.until("readiness", () -> master.worker("printer.1").phase() == Phase.READY);
    }

    @Test
    void anotherProcessIsNotBelieved() throws IOException {
        try (RawClient impostor = raw()) {
            impostor.send(hello("printer.2", 1) + READY);
            assertThat(impostor.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("not the process"));
            assertThat(impostor.readLine()).isEmpty();
        }
        assertThat(master.worker("printer.2").phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    void spareThatNobodyHasBootedIsSentAwayAndGetsNoSlot() throws IOException {
        try (RawClient stranger = raw()) {
            stranger.send(new FromWorker.Spare("printer.spare-1", OWN_PID, "test", Protocol.VERSION).line() + "\n");
            assertThat(stranger.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("no spare of ours"));
            assertThat(stranger.readLine()).isEmpty();
        }
    }

    @Test
    void anotherLifeIsNotBelieved() throws IOException {
        try (RawClient ghost = raw()) {
            ghost.send(hello("printer.1", 7) + READY);
            assertThat(ghost.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("-32001"));
        }
        assertThat(master.worker("printer.1").phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    void helloThatIsFasterThanTheLoopIsBelievedAsSoonAsTheLoopKnows(@TempDir Path directory) throws IOException {
        try (PaperFleet late = new PaperFleet(directory, Specs.fleet(Specs.printer()), fleet -> {
            fleet.spawnsSilently("printer.1");
            fleet.startsSlowly("printer.1");
        })) {
            try (RawClient worker = new RawClient(late.home().workerSocket())) {
                worker.send(hello("printer.1", 1) + READY);
                assertThat(late.worker("printer.1").pid()).isEmpty();
                late.spawned("printer.1", OWN_PID);
                Await.until("readiness", () -> late.worker("printer.1").phase() == Phase.READY);
            }
        }
    }

    @Test
    void whoeverSaysNothingIsSentAway() throws IOException {
        try (RawClient silent = raw()) {
            assertThat(silent.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("no hello"));
            assertThat(silent.readLine()).isEmpty();
        }
    }

    @Test
    void messagesReachTheLifeThatTheyAreFor() throws IOException {
        try (RawClient worker = raw()) {
            worker.send(hello("printer.1", 1));
            Await.until("a channel", () -> master.channels().send(PRINTER, 1, new ToWorker.Quiet()));
            assertThat(master.channels().send(PRINTER, 2, new ToWorker.Dump())).isFalse();
            assertThat(master.channels().send(new WorkerId("printer", 2), 1, new ToWorker.Dump()))
                    .isFalse();
            assertThat(worker.readLine()).hasValue(new ToWorker.Quiet().line());
        }
        Await.until("the channel to be gone", () -> !master.channels().send(PRINTER, 1, new ToWorker.Quiet()));
    }

    @Test
    void whoWatchesIsToldOfTheDeathsOfOthersAndNotOfItsOwn() throws IOException {
        awaitPid("printer.2", 1);
        try (RawClient watcher = raw()) {
            watcher.send(hello("printer.1", 1) + new FromWorker.Watching().line() + "\n");
            Await.until("a watcher", () -> master.channels().isWatching(PRINTER));
            master.exit("printer.2", ExitStatus.exited(3));
            String why = "exit 3 before it was ready";
            assertThat(watcher.readLine())
                    .hasValue(
                            new ToWorker.Died("printer.2", 1, false, why, OptionalInt.of(3), Optional.empty()).line());
            master.exit("printer.1", ExitStatus.signalled(9));
            awaitPid("printer.1", 2);
            awaitPid("printer.2", 2);
            master.exit("printer.2", ExitStatus.signalled(9));
            assertThat(watcher.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("printer.2", "\"KILL\""));
        }
        Await.until("nobody to watch", () -> !master.channels().isWatching(PRINTER));
    }

    private void awaitPid(String worker, int incarnation) {
        Await.until("life " + incarnation + " of " + worker, () -> {
            Worker now = master.worker(worker);
            return now.incarnation() == incarnation && now.pid().isPresent();
        });
    }

    @Test
    void heartbeatIsKept() throws IOException {
        FromWorker.Heartbeat heartbeat = new FromWorker.Heartbeat(Map.of(), new JobCounters(1, 12, 0));
        try (RawClient worker = raw()) {
            worker.send(hello("printer.1", 1) + heartbeat.line() + "\n");
            Await.until(
                    "a heartbeat", () -> master.channels().heartbeat(PRINTER, 1).isPresent());
        }
        assertThat(master.channels().heartbeat(PRINTER, 1)).contains(heartbeat);
        assertThat(master.channels().heartbeat(PRINTER, 2)).isEmpty();
    }

    @Test
    void brokenMessageEndsTheConnection() throws IOException {
        try (RawClient worker = raw()) {
            worker.send(hello("printer.1", 1) + "{\"jsonrpc\":\"2.0\",\"method\":\"heartbeat\",\"params\":{}}\n");
            assertThat(worker.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("-32602"));
            assertThat(worker.readLine()).isEmpty();
        }
    }
}
