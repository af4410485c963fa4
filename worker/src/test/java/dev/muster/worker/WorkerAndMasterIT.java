package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.testkit.Await;
import dev.muster.testkit.ChildWorker;
import dev.muster.testkit.FakeMaster;
import dev.muster.wire.FromWorker;
import dev.muster.wire.JobCounters;
import dev.muster.wire.Protocol;
import dev.muster.wire.RoleCounters;
import dev.muster.wire.ToWorker;
import dev.muster.wire.WorkerEnvironment;
import dev.muster.worker.fixture.Buggy;
import dev.muster.worker.fixture.Handles;
import dev.muster.worker.fixture.Heavy;
import dev.muster.worker.fixture.Hooked;
import dev.muster.worker.fixture.Light;
import dev.muster.worker.fixture.Patient;
import dev.muster.worker.fixture.Plain;
import dev.muster.worker.fixture.ReadyFromConstruction;
import dev.muster.worker.fixture.SlowToStart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What worker and master say to each other, and what a worker does when its master is gone. */
final class WorkerAndMasterIT {
    private final Path socket;
    private final Path queues;
    private FakeMaster master;

    WorkerAndMasterIT(@TempDir Path directory) throws IOException {
        queues = directory;
        socket = directory.resolve("worker.sock");
        master = new FakeMaster(socket);
    }

    @AfterEach
    void stopMaster() throws IOException {
        master.close();
    }

    @Test
    void workerGreetsAndTellsThatItIsReady() throws Exception {
        try (ChildWorker light = start(Light.class, 0, Map.of(WorkerEnvironment.INCARNATION, "7"))) {
            FromWorker.Hello hello = master.next(FromWorker.Hello.class);
            assertThat(hello)
                    .isEqualTo(new FromWorker.Hello("fixture.1", 7, (int) light.pid(), hello.sdk(), Protocol.VERSION));
            master.next(FromWorker.Ready.class);
            assertThat(light.awaitLine("light run")).isEqualTo("light run as fixture.1#7");
        }
    }

    @Test
    void askingForTheStopInTheConstructorIsNotReady() throws Exception {
        try (ChildWorker slow = start(SlowToStart.class, 0, Map.of())) {
            master.next(FromWorker.Heartbeat.class);
            slow.awaitLine("constructing");
            assertThat(master.has(FromWorker.Ready.class)).isFalse();
        }
    }

    @Test
    void whoSaysInTheConstructorThatItIsReadyIsSoOnceItRuns() throws Exception {
        try (ChildWorker ready = start(ReadyFromConstruction.class, 0, Map.of())) {
            master.next(FromWorker.Ready.class);
            ready.poke();
            assertThat(ready.exitCode()).isZero();
        }
    }

    @Test
    void heartbeatsCountWhatWasDone() throws Exception {
        try (ChildWorker handles = start(
                Handles.class, 0, Map.of(WorkerEnvironment.QUEUES, "{\"in\":{\"name\":\"j\",\"url\":\"memory:j\"}}"))) {
            handles.awaitLine("begin 1");
            handles.poke();
            handles.awaitLine("begin 2");
            FromWorker.Heartbeat beat = master.next(FromWorker.Heartbeat.class);
            while (beat.jobs().done() == 0) { // one from before
                beat = master.next(FromWorker.Heartbeat.class);
            }
            assertThat(beat.queues()).isEqualTo(Map.of("in", new RoleCounters(2, 2, 1, 0, 0, 0)));
            assertThat(beat.jobs()).isEqualTo(new JobCounters(1, 1, 0));
        }
    }

    @Test
    @DisplayName("S04 an order to stop is as good as TERM")
    void stopOrderTerminates() throws Exception {
        try (ChildWorker heavy = start(Heavy.class, 0, Map.of())) {
            heavy.awaitLine("heavy run");
            master.send(new ToWorker.Stop(20_000));
            assertThat(master.next(FromWorker.Stopping.class).reason()).isEqualTo("asked by the master");
            assertThat(heavy.exitCode()).isEqualTo(42);
            heavy.awaitLine("heavy terminate");
        }
    }

    @Test
    @DisplayName("S11 the grace of an order to stop is enforced by the worker")
    void graceOfTheOrderIsEnforced() throws Exception {
        try (ChildWorker buggy = start(Buggy.class, 0, Map.of())) {
            buggy.awaitLine("buggy run");
            master.send(new ToWorker.Stop(500));
            assertThat(buggy.exitCode()).isEqualTo(1);
            buggy.awaitLine("graceful shutdown timeout (500ms) exceeded");
        }
    }

    @Test
    @DisplayName(
            "Q36 TERM lets a drain go on, a second one shortens it and says at what, and no job is lost or charged")
    void secondTermShortensTheDrain() throws Exception {
        String url = "chronicle:" + queues.resolve("jobs");
        Map<String, String> role =
                Map.of(WorkerEnvironment.QUEUES, "{\"in\":{\"name\":\"jobs\",\"url\":\"" + url + "\"}}");
        try (ChildWorker handles = start(Handles.class, 0, role)) {
            handles.awaitLine("begin 1");
            master.send(new ToWorker.Quiet());
            handles.signal("TERM");
            handles.awaitLine("caught SIGTERM, stopping");
            handles.signal("TERM"); // the same order, passed on by a shell: it comes at once
            Await.until("it says that it was asked again", () -> askedAgain(handles));
            assertThat(handles.exitCode()).isEqualTo(Exit.TIMEOUT);
            handles.awaitLine("caught SIGTERM again, waiting for jobs (claims in hand 1); ending within 1s");
            handles.awaitLine("still waiting for jobs (claims in hand 1); exit 1");
            assertThat(handles.output()).doesNotContain("begin 2").noneMatch(line -> line.startsWith("terminate"));
        }
        try (JobQueue queue = JobQueues.open("jobs", url);
                Consumer consumer = queue.openConsumer()) {
            List<String> left = new ArrayList<>();
            Await.until("both jobs are to be had", () -> {
                for (Lease lease : consumer.poll(1, Duration.ofMillis(100))) {
                    left.add("attempt " + lease.attempt() + ", crashes " + lease.crashes());
                    lease.ack();
                }
                return left.size() == 2;
            });
            assertThat(left).containsOnly("attempt 1, crashes 0");
        }
    }

    private static boolean askedAgain(ChildWorker worker) {
        if (worker.output().stream().anyMatch(line -> line.contains("caught SIGTERM again"))) {
            return true;
        }
        try {
            worker.signal("TERM");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (AssertionError gone) {
            return false; // and what it said is on its way
        }
        return false;
    }

    @Test
    void quietWorkerTakesNoMoreButStays() throws Exception {
        try (ChildWorker handles = start(
                Handles.class, 0, Map.of(WorkerEnvironment.QUEUES, "{\"in\":{\"name\":\"j\",\"url\":\"memory:j\"}}"))) {
            handles.awaitLine("begin 1");
            master.send(new ToWorker.Quiet());
            master.send(new ToWorker.Dump());
            handles.awaitLine("thread dump of fixture.1#1"); // the orders are done in order
            handles.poke();
            handles.awaitLine("end 1");
            FromWorker.Heartbeat beat = master.next(FromWorker.Heartbeat.class);
            while (beat.jobs().done() == 0) {
                beat = master.next(FromWorker.Heartbeat.class);
            }
            assertThat(beat.jobs().running()).isZero();
            assertThat(handles.output()).doesNotContain("begin 2");
            master.send(new ToWorker.Stop(20_000));
            assertThat(handles.exitCode()).isZero();
        }
    }

    @Test
    @DisplayName("S08 an order to reload brings new settings, in the same process")
    void reloadBringsNewSettings() throws Exception {
        try (ChildWorker heavy = start(Heavy.class, 0, Map.of())) {
            heavy.awaitLine("heavy run");
            master.send(new ToWorker.Reload(Map.of("greeting", "hello")));
            heavy.awaitLine("heavy reload {\"greeting\":\"hello\"}");
            assertThat(master.next(FromWorker.Reloaded.class))
                    .isEqualTo(new FromWorker.Reloaded(true, false, "reloaded"));
            heavy.signal("HUP");
            assertThat(heavy.awaitLine("heavy reload {\"greeting\":\"hello\"}")).isNotNull();
        }
    }

    @Test
    @DisplayName("S08 an order to reload restarts a service that has no reload()")
    void reloadRestartsAServiceWithoutReload() throws Exception {
        try (ChildWorker light = start(Light.class, 0, Map.of())) {
            light.awaitLine("light run");
            master.send(new ToWorker.Reload(Map.of()));
            assertThat(master.next(FromWorker.Reloaded.class))
                    .isEqualTo(new FromWorker.Reloaded(true, true, "restarting: the service has no reload()"));
            assertThat(light.exitCode()).isZero();
        }
    }

    @Test
    void hooksAreToldOfReloadsAndOfTheDeathsOfOthers() throws Exception {
        try (ChildWorker hooked = start(Hooked.class, 60_000, Map.of())) {
            master.next(FromWorker.Ready.class);
            master.next(FromWorker.Watching.class);
            master.send(new ToWorker.Died("other.2", 3, false, "exit 1", OptionalInt.of(1), Optional.empty()));
            hooked.awaitLine("hooked mourns "
                    + new PeerDeath("other.2", 3, false, "exit 1", OptionalInt.of(1), Optional.empty()));
            hooked.awaitLine("an onPeerDeath hook failed on other.2#3");
            master.send(new ToWorker.Reload(Map.of("a", 1)));
            assertThat(master.next(FromWorker.Reloaded.class))
                    .isEqualTo(new FromWorker.Reloaded(true, false, "reloaded"));
            master.send(new ToWorker.Reload(Map.of("refuse", 1)));
            assertThat(master.next(FromWorker.Reloaded.class).ok()).isFalse();
            master.close();
            master = new FakeMaster(socket);
            master.accept();
            master.next(FromWorker.Watching.class);
            hooked.poke();
            hooked.awaitLine("hooked settings {\"a\":1}");
        }
    }

    @Test
    void reloadDuringConstructionIsDoneAfterIt() throws Exception {
        try (ChildWorker patient = start(Patient.class, 0, Map.of())) {
            patient.awaitLine("constructing");
            master.send(new ToWorker.Reload(Map.of("a", 1)));
            master.send(new ToWorker.Dump());
            patient.awaitLine("thread dump of");
            patient.poke();
            patient.awaitLine("patient reload {\"a\":1}");
            assertThat(patient.output()).containsSubsequence("constructed", "patient reload {\"a\":1}");
        }
    }

    @Test
    void dumpShowsTheThreadsOnStandardError() throws Exception {
        try (ChildWorker light = start(Light.class, 0, Map.of())) {
            light.awaitLine("light run");
            master.send(new ToWorker.Dump());
            light.awaitLine("thread dump of fixture.1#1");
            light.awaitLine("\"main\" ");
            light.awaitLine("dev.muster.worker.fixture.Light.run(");
        }
    }

    @Test
    void linesThatCannotBeReadArePassedOver() throws Exception {
        try (ChildWorker light = start(Light.class, 0, Map.of())) {
            light.awaitLine("light run");
            master.sendLine("garbage");
            master.sendLine("{\"jsonrpc\":\"2.0\",\"method\":\"dance\",\"params\":{}}");
            master.sendLine("{\"jsonrpc\":\"2.0\",\"method\":\"stop\",\"params\":{\"graceMs\":\"soon\"}}");
            master.send(new ToWorker.Stop(20_000));
            assertThat(light.exitCode()).isZero();
            light.awaitLine("graceMs: \"soon\" where Long is wanted");
        }
    }

    @Test
    @DisplayName("S09 S75 the master dies, keep-for is 0: the worker terminates at once")
    void masterDeathDrainsAtOnce() throws Exception {
        try (ChildWorker heavy = start(Heavy.class, 0, Map.of())) {
            heavy.awaitLine("heavy run");
            master.close();
            assertThat(heavy.exitCode()).isEqualTo(42);
            heavy.awaitLine("master has been gone for ");
            heavy.awaitLine("heavy terminate");
        }
    }

    @Test
    @DisplayName("S12 the master dies and terminate() outlasts the grace: the worker ends all the same")
    void graceIsEnforcedWithoutAMaster() throws Exception {
        try (ChildWorker buggy = start(Buggy.class, 0, Map.of(WorkerEnvironment.GRACE_MS, "1000"))) {
            buggy.awaitLine("buggy run");
            master.close();
            assertThat(buggy.exitCode()).isEqualTo(1);
            buggy.awaitLine("master has been gone for");
            buggy.awaitLine("graceful shutdown timeout (1s) exceeded");
        }
    }

    @Test
    void workerReconnectsToTheNextMaster() throws Exception {
        try (ChildWorker heavy = start(Heavy.class, 60_000, Map.of())) {
            master.next(FromWorker.Ready.class);
            master.close();
            master = new FakeMaster(socket);
            master.accept();
            assertThat(master.next(FromWorker.Hello.class).pid()).isEqualTo((int) heavy.pid());
            master.next(FromWorker.Ready.class);
            assertThat(heavy.output()).noneMatch(line -> line.contains("stopping"));
            master.send(new ToWorker.Stop(20_000));
            assertThat(heavy.exitCode()).isEqualTo(42);
        }
    }

    @Test
    void workerEndsWhenNoMasterComesWithinKeepFor() throws Exception {
        try (ChildWorker heavy = start(Heavy.class, 700, Map.of())) {
            master.next(FromWorker.Heartbeat.class);
            long lost = System.nanoTime();
            master.close();
            assertThat(heavy.exitCode()).isEqualTo(42);
            assertThat(System.nanoTime() - lost).isGreaterThan(650_000_000L);
            heavy.awaitLine("master has been gone for ");
        }
    }

    @Test
    void plainMainIsReadyBeforeItRunsAndObeysStop() throws Exception {
        try (ChildWorker plain = start(Plain.class, 0, Map.of())) {
            master.next(FromWorker.Ready.class);
            plain.awaitLine("plain main");
            master.send(new ToWorker.Stop(20_000));
            assertThat(plain.exitCode()).isZero();
            plain.awaitLine("plain hook");
        }
    }

    private ChildWorker start(Class<?> main, long keepForMs, Map<String, String> more) throws IOException {
        Map<String, String> variables = new HashMap<>(more);
        variables.put(WorkerEnvironment.SOCKET, master.socket().toString());
        variables.put(WorkerEnvironment.KEEP_FOR_MS, Long.toString(keepForMs));
        ChildWorker child = ChildWorker.start(main, variables);
        master.accept();
        return child;
    }
}
