package dev.muster.supervisor.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Goal;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.RestartPolicy;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import dev.muster.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verbs and waits through the socket, over a real loop. */
@Timeout(60)
final class VerbsTest {
    private static final FleetSpec FLEET = Specs.fleet(
            Specs.printer().workers(2),
            Specs.service("producer"),
            Specs.service("crasher").workers(50));

    private final PaperFleet master;
    private final ControlClient client;

    VerbsTest(@TempDir Path directory) {
        master = new PaperFleet(directory, FLEET, fleet -> fleet.crashes("crasher"));
        Await.until("a ready printer", () -> master.worker("printer.2").phase() == Phase.READY);
        client = master.client();
    }

    @AfterEach
    void close() {
        client.close();
        master.close();
    }

    private Fields verb(ControlClient from, String verb, String... selectors) {
        return from.call(verb, Map.of("selectors", List.of(selectors)));
    }

    private static Fields await(ControlClient from, Fields accepted, long millis) {
        List<Map<?, ?>> targets = new ArrayList<>();
        accepted.objects("targets").forEach(target -> targets.add(target.asMap()));
        return from.call("wait", Map.of("targets", targets, "timeoutMs", millis), Duration.ofMillis(millis));
    }

    private static List<String> outcomes(Fields state) {
        return state.objects("workers").stream()
                .map(worker -> worker.text("outcome"))
                .toList();
    }

    @Test
    void restartIsNotSatisfiedByTheProcessThatWasReadyBefore() {
        master.stopsSlowly("printer.1");
        Fields accepted = verb(client, "restart", "printer.1");
        Fields state = await(client, accepted, 100);
        assertThat(state.flag("settled")).isFalse();
        assertThat(outcomes(state)).containsExactly("pending");
        master.exit("printer.1", ExitStatus.exited(143));
        assertThat(outcomes(await(client, accepted, 10_000))).containsExactly("met");
        assertThat(master.worker("printer.1").incarnation()).isEqualTo(2);
    }

    @Test
    void waitingForReadyEndsWhenSomebodyElseStopsTheWorker() {
        master.startsSlowly("printer.1");
        Fields accepted = verb(client, "restart", "printer.1");
        try (ControlClient other = master.client()) {
            verb(other, "stop", "printer.1");
        }
        assertThat(outcomes(await(client, accepted, 10_000))).containsExactly("missed");
    }

    @Test
    void waitingForStoppedIsMetAlthoughSomebodyElseStartedTheWorkerAgain() {
        Fields accepted = verb(client, "stop", "printer.1");
        try (ControlClient other = master.client()) {
            await(other, verb(other, "start", "printer.1"), 10_000);
        }
        assertThat(master.worker("printer.1").phase()).isEqualTo(Phase.READY);
        assertThat(outcomes(await(client, accepted, 10_000))).containsExactly("met");
    }

    @Test
    void waitIsAnsweredWhenItsTimeIsOver() {
        master.stopsSlowly("printer.1");
        Fields accepted = verb(client, "stop", "printer.1");
        long begun = System.nanoTime();
        assertThat(await(client, accepted, 300).flag("settled")).isFalse();
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)).isBetween(300L, 5_000L);
    }

    @Test
    void answersOfOtherRequestsOvertakeAWait() throws Exception {
        master.stopsSlowly("printer.1");
        Fields accepted = verb(client, "stop", "printer.1");
        String target = Json.write(accepted.asMap().get("targets"));
        try (RawClient raw = new RawClient(master.home().controlSocket())) {
            raw.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"wait\",\"params\":{\"timeoutMs\":60000,\"targets\":"
                    + target + "}}\n{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"version\"}\n");
            assertThat(raw.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("\"id\":2"));
            master.exit("printer.1", ExitStatus.exited(143));
            assertThat(raw.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("\"id\":1"));
        }
    }

    @Test
    void callerThatOnlyStopsWritingGetsTheAnswerToItsWait() throws Exception {
        master.stopsSlowly("printer.1");
        String target = Json.write(verb(client, "stop", "printer.1").asMap().get("targets"));
        try (RawClient raw = new RawClient(master.home().controlSocket())) {
            raw.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"wait\",\"params\":{\"timeoutMs\":60000,\"targets\":"
                            + target + "}}\n")
                    .endOutput();
            client.call("version", Map.of());
            master.exit("printer.1", ExitStatus.exited(143));
            assertThat(raw.readLine())
                    .hasValueSatisfying(line -> assertThat(line).contains("\"met\""));
            assertThat(raw.readLine()).isEmpty();
        }
    }

    @Test
    @DisplayName("S40 twenty concurrent restarts all succeed and leave one process")
    void concurrentRestartsAllSucceed() throws InterruptedException, ExecutionException {
        int callers = 20;
        CyclicBarrier barrier = new CyclicBarrier(callers);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        List<Future<List<String>>> results = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            results.add(threads.submit(() -> restartAtOnce(barrier)));
        }
        for (Future<List<String>> result : results) {
            assertThat(result.get()).containsExactly("met");
        }
        threads.shutdown();
        assertThat(master.worker("producer.1").phase()).isEqualTo(Phase.READY);
        assertThat(master.spawns("producer.1")).isBetween(2, callers + 1);
    }

    private List<String> restartAtOnce(CyclicBarrier barrier) throws InterruptedException, BrokenBarrierException {
        try (ControlClient own = master.client()) {
            barrier.await();
            return outcomes(await(own, verb(own, "restart", "producer.1"), 20_000));
        }
    }

    @Test
    @DisplayName("S45 start of a running and stop of a stopped worker are no errors")
    void startAndStopAreIdempotent() {
        Fields started = verb(client, "start", "printer.1");
        assertThat(started.objects("workers").get(0).text("outcome")).isEqualTo("UNCHANGED");
        assertThat(outcomes(await(client, started, 10_000))).containsExactly("met");
        await(client, verb(client, "stop", "printer.1"), 10_000);
        Fields stopped = verb(client, "stop", "printer.1");
        assertThat(stopped.objects("workers").get(0).text("outcome")).isEqualTo("UNCHANGED");
        assertThat(outcomes(await(client, stopped, 10_000))).containsExactly("met");
        assertThat(master.spawns("printer.1")).isOne();
    }

    @Test
    @DisplayName("S45 a strict start of which one is running starts none")
    void strictStartDoesNothingByHalves() {
        await(client, verb(client, "stop", "printer.1"), 10_000);
        Map<String, Object> strict = Map.of("selectors", List.of("printer"), "strict", true);
        assertThatThrownBy(() -> client.call("start", strict))
                .isInstanceOfSatisfying(RemoteException.class, e -> assertThat(e.is(ErrorCode.REFUSED))
                        .isTrue())
                .hasMessage("printer.2 is running already");
        assertThat(master.worker("printer.1").goal()).isEqualTo(Goal.DOWN);
    }

    @Test
    @DisplayName("S54 a scale to nothing, below it, beyond all measure, or of nobody is refused and changes nothing")
    void senselessScalesAreRefused() {
        for (String to : List.of("0", "-2", "-5", "10001", "+10000", "two", "", "1.5")) {
            assertThatThrownBy(() -> client.call("scale", Map.of("service", "printer", "to", to)))
                    .as("scale to %s", to)
                    .isInstanceOf(RemoteException.class);
        }
        assertThatThrownBy(() -> client.call("scale", Map.of("service", "printer.1", "to", "3")))
                .isInstanceOfSatisfying(RemoteException.class, e -> assertThat(e.is(ErrorCode.UNKNOWN_NAME))
                        .isTrue());
        Fields status = client.call("status", Map.of("selectors", List.of("printer")));
        assertThat(status.objects("workers")).hasSize(2);
        assertThat(master.spawns("printer.1")).isOne();
        assertThat(master.signals("printer.2")).isEmpty();
    }

    @Test
    @DisplayName("S50 S51 scaling up adds slots, scaling down drains the highest and keeps the lowest")
    void scalingMovesTheHighestSlotsOnly() {
        assertThat(outcomes(await(client, client.call("scale", Map.of("service", "printer", "to", "+2")), 10_000)))
                .containsExactly("met", "met");
        int pid = master.worker("printer.1").pid().orElseThrow();
        assertThat(outcomes(await(client, client.call("scale", Map.of("service", "printer", "to", "1")), 10_000)))
                .containsOnly("met");
        assertThat(master.exists("printer.2")).isFalse();
        assertThat(master.worker("printer.1").pid()).hasValue(pid);
        assertThat(master.signals("printer.1")).isEmpty();
    }

    @Test
    @DisplayName("S29 a status is answered within 50 ms while 50 workers crash-loop")
    void statusDoesNotWaitForACrashLoop() {
        Await.until("the loop to be in full swing", () -> master.spawns("crasher.50") > 1);
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long begun = System.nanoTime();
            client.call("status", Map.of());
            millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        }
        // The first ones warm the JVM up; a median is safe from what else the machine does.
        List<Long> warm = millis.subList(20, 40).stream().sorted().toList();
        assertThat(warm.get(10)).as("median of %s ms", warm).isLessThan(50);
    }

    @Test
    void workerThatRanAndEndedAsItShouldIsNotWaitedForAnyLonger(@TempDir Path directory) {
        FleetSpec once = Specs.fleet(Specs.printer().when(RestartPolicy.When.NEVER));
        try (PaperFleet other = new PaperFleet(directory, once, fleet -> fleet.startsSlowly("printer.1"));
                ControlClient own = other.client()) {
            Await.until("a process", () -> other.worker("printer.1").pid().isPresent());
            Fields accepted = verb(own, "start", "printer.1");
            other.exit("printer.1", ExitStatus.exited(0));
            assertThat(await(own, accepted, 10_000).flag("settled")).isTrue();
        }
    }
}
