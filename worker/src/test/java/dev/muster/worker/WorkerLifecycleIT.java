package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.testkit.ChildWorker;
import dev.muster.wire.WorkerEnvironment;
import dev.muster.worker.fixture.BadlyCoded;
import dev.muster.worker.fixture.Beats;
import dev.muster.worker.fixture.Buggy;
import dev.muster.worker.fixture.Cooperative;
import dev.muster.worker.fixture.Deaf;
import dev.muster.worker.fixture.Exits;
import dev.muster.worker.fixture.Handles;
import dev.muster.worker.fixture.Heavy;
import dev.muster.worker.fixture.Hooked;
import dev.muster.worker.fixture.Light;
import dev.muster.worker.fixture.Plain;
import dev.muster.worker.fixture.Returns;
import dev.muster.worker.fixture.SlowToStart;
import dev.muster.worker.fixture.StrayThread;
import dev.muster.worker.fixture.Takes;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a worker without a master ends, in a JVM of its own: signals, exit codes, last lines. */
final class WorkerLifecycleIT {
    private static final Map<String, String> QUEUE_IN =
            Map.of(WorkerEnvironment.QUEUES, "{\"in\":{\"name\":\"jobs\",\"url\":\"memory:jobs\"}}");

    @Test
    @DisplayName("S02 HUP reloads a service that has reload(), in the same process")
    void hangupReloadsInPlace() throws Exception {
        try (ChildWorker heavy = ChildWorker.start(Heavy.class, Map.of(WorkerEnvironment.SETTINGS, "{\"a\":1}"))) {
            heavy.awaitLine("heavy run");
            heavy.signal("HUP");
            heavy.awaitLine("heavy reload {\"a\":1}");
            heavy.signal("TERM");
            assertThat(heavy.exitCode()).isEqualTo(42);
            assertThat(heavy.output())
                    .filteredOn(line -> line.equals("heavy run"))
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("S03 HUP ends a service without reload() with 0, so that its slot is started again")
    void hangupWithoutReloadIsAnOrderlyEnd() throws Exception {
        try (ChildWorker light = ChildWorker.start(Light.class, Map.of())) {
            light.awaitLine("light run as fixture.1#1");
            light.signal("HUP");
            assertThat(light.exitCode()).isZero();
            light.awaitLine("fixture.1#1: restart: the service has no reload(), stopping");
        }
    }

    @Test
    @DisplayName("S04 TERM calls terminate(), which chooses the exit code")
    void terminateChoosesTheExitCode() throws Exception {
        try (ChildWorker heavy = ChildWorker.start(Heavy.class, Map.of())) {
            heavy.awaitLine("heavy run");
            heavy.signal("TERM");
            assertThat(heavy.exitCode()).isEqualTo(42);
            assertThat(heavy.output()).containsSubsequence("heavy terminate", "heavy run ends");
        }
    }

    @Test
    @DisplayName("S05 TERM ends a service without terminate() with 0")
    void termWithoutTerminateIsZero() throws Exception {
        try (ChildWorker light = ChildWorker.start(Light.class, Map.of())) {
            light.awaitLine("light run");
            light.signal("TERM");
            assertThat(light.exitCode()).isZero();
            light.awaitLine("caught SIGTERM, stopping");
        }
    }

    @Test
    @DisplayName("S07 INT ends the worker at once with 1, without terminate()")
    void interruptIsInstantaneous() throws Exception {
        try (ChildWorker heavy = ChildWorker.start(Heavy.class, Map.of())) {
            heavy.awaitLine("heavy run");
            heavy.signal("INT");
            assertThat(heavy.exitCode()).isEqualTo(1);
            heavy.awaitLine("instantaneous exiting");
            assertThat(heavy.output()).doesNotContain("heavy terminate");
        }
    }

    @Test
    @DisplayName("S10 an exception of run() ends the worker with 2 and its stack")
    void exceptionOfRunIsTwo() throws Exception {
        try (ChildWorker badly = ChildWorker.start(BadlyCoded.class, Map.of())) {
            assertThat(badly.exitCode()).isEqualTo(2);
            badly.awaitLine("fixture.1#1: uncaught exception in the thread main; exit 2");
            badly.awaitLine("java.lang.IllegalArgumentException: badly coded");
            badly.awaitLine("at dev.muster.worker.fixture.BadlyCoded.run");
        }
    }

    @Test
    @DisplayName("S11 a terminate() that outlasts the grace ends with 1 and says so")
    void graceIsEnforced() throws Exception {
        try (ChildWorker buggy = ChildWorker.start(Buggy.class, Map.of(WorkerEnvironment.GRACE_MS, "1000"))) {
            buggy.awaitLine("buggy run");
            long asked = System.nanoTime();
            buggy.signal("TERM");
            assertThat(buggy.exitCode()).isEqualTo(1);
            assertThat(System.nanoTime() - asked).isGreaterThan(850_000_000L);
            buggy.awaitLine("graceful shutdown timeout (1s) exceeded");
            assertThat(buggy.output()).contains("buggy terminate true").doesNotContain("buggy terminate ends");
        }
    }

    @Test
    @DisplayName("S14 TERM during construction ends with 0: there is nobody to terminate")
    void termDuringConstruction() throws Exception {
        try (ChildWorker slow = ChildWorker.start(SlowToStart.class, Map.of())) {
            slow.awaitLine("constructing");
            slow.signal("TERM");
            assertThat(slow.exitCode()).isIn(0, 143); // 143: it came before the handlers
            assertThat(slow.output()).doesNotContain("must not run", "must not terminate", "must not end");
        }
    }

    @Test
    void exitCalledByTerminateIsHonouredAndFlushes() throws Exception {
        try (ChildWorker exits = ChildWorker.start(Exits.class, Map.of())) {
            exits.awaitLine("exits run");
            exits.signal("TERM");
            assertThat(exits.exitCode()).isEqualTo(42);
            exits.awaitLine("an unfinished line");
        }
    }

    @Test
    void runThatNeverAsksForTheStopIsInterrupted() throws Exception {
        try (ChildWorker deaf = ChildWorker.start(Deaf.class, Map.of())) {
            deaf.awaitLine("deaf run");
            deaf.signal("TERM");
            assertThat(deaf.exitCode()).isZero();
        }
    }

    @Test
    void runThatAsksForTheStopIsNotInterrupted() throws Exception {
        try (ChildWorker cooperative = ChildWorker.start(Cooperative.class, Map.of())) {
            cooperative.awaitLine("unit begins");
            cooperative.signal("TERM");
            assertThat(cooperative.exitCode()).isZero();
            cooperative.awaitLine("unit ends false");
        }
    }

    @Test
    void runThatReturnsWithoutHandlersEndsTheWorker() throws Exception {
        try (ChildWorker returns = ChildWorker.start(Returns.class, Map.of())) {
            assertThat(returns.exitCode()).isZero();
            assertThat(returns.output()).contains("returns run").doesNotContain("returns terminate");
        }
    }

    @Test
    void exceptionOfAnotherThreadIsTwo() throws Exception {
        try (ChildWorker stray =
                ChildWorker.start(StrayThread.class, Map.of(WorkerEnvironment.SETTINGS, "{\"daemon\":false}"))) {
            assertThat(stray.exitCode()).isEqualTo(2);
            stray.awaitLine("java.lang.IllegalStateException: stray");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool", "virtual"})
    @DisplayName("S10 an exception that nobody caught in a thread of a pool ends the worker with 2")
    void exceptionInAPoolIsTwo(String kind) throws Exception {
        String settings = "{\"daemon\":false,\"thread\":\"" + kind + "\"}";
        try (ChildWorker stray = ChildWorker.start(StrayThread.class, Map.of(WorkerEnvironment.SETTINGS, settings))) {
            assertThat(stray.exitCode()).isEqualTo(2);
            stray.awaitLine("uncaught exception in the thread stray-" + kind + "; exit 2");
            stray.awaitLine("java.lang.IllegalStateException: stray");
        }
    }

    @Test
    void hooksAreCalledAtTheirTimes() throws Exception {
        try (ChildWorker hooked = ChildWorker.start(Hooked.class, Map.of())) {
            hooked.awaitLine("hooked ready late");
            hooked.signal("HUP");
            hooked.awaitLine("hooked reload second");
            hooked.signal("TERM");
            hooked.awaitLine("hooked terminate first");
            hooked.poke(); // run() goes on until then
            assertThat(hooked.exitCode()).isZero();
            assertThat(hooked.output())
                    .containsSubsequence(
                            "hooked ready",
                            "hooked ready late",
                            "hooked reload first {}",
                            "hooked reload second",
                            "hooked terminate",
                            "hooked terminate second true",
                            "hooked terminate first",
                            "hooked settings {}");
        }
    }

    @Test
    void exceptionOfAReadyHookIsTwo() throws Exception {
        try (ChildWorker hooked =
                ChildWorker.start(Hooked.class, Map.of(WorkerEnvironment.SETTINGS, "{\"throws\":\"ready\"}"))) {
            assertThat(hooked.exitCode()).isEqualTo(2);
            hooked.awaitLine("uncaught exception in the thread muster-ready; exit 2");
            assertThat(hooked.output()).doesNotContain("hooked terminate first");
        }
    }

    @Test
    void runThatReturnsEndsWithTheHooksAndAllOfThemAreCalled() throws Exception {
        try (ChildWorker hooked =
                ChildWorker.start(Hooked.class, Map.of(WorkerEnvironment.SETTINGS, "{\"throws\":\"terminate\"}"))) {
            hooked.poke();
            assertThat(hooked.exitCode()).isEqualTo(5);
            assertThat(hooked.output())
                    .contains("hooked terminate second true", "hooked terminate first")
                    .doesNotContain("hooked terminate");
        }
    }

    @Test
    void exceptionOfADaemonThreadIsOnlyTold() throws Exception {
        try (ChildWorker stray =
                ChildWorker.start(StrayThread.class, Map.of(WorkerEnvironment.SETTINGS, "{\"daemon\":true}"))) {
            stray.awaitLine("stray joined");
            stray.signal("TERM");
            assertThat(stray.exitCode()).isZero();
            stray.awaitLine("java.lang.IllegalStateException: stray");
        }
    }

    @Test
    void jobInHandIsFinishedBeforeTerminateAndNoOtherBegun() throws Exception {
        try (ChildWorker handles = ChildWorker.start(Handles.class, QUEUE_IN)) {
            handles.awaitLine("begin 1");
            handles.signal("TERM");
            handles.awaitLine("caught SIGTERM, stopping");
            assertThat(handles.output()).noneMatch(line -> line.startsWith("terminate"));
            handles.poke();
            assertThat(handles.exitCode()).isZero();
            assertThat(handles.output()).containsSubsequence("end 1", "terminate done=1 ready=1");
            assertThat(handles.output()).doesNotContain("begin 2");
        }
    }

    @Test
    void blockedTakeIsWokenByTheStop() throws Exception {
        try (ChildWorker takes = ChildWorker.start(Takes.class, QUEUE_IN)) {
            takes.awaitLine("took job");
            takes.signal("TERM");
            assertThat(takes.exitCode()).isZero();
            assertThat(takes.output()).noneMatch(line -> line.contains("Exception"));
        }
    }

    @Test
    void plainMainKeepsTheSignalsOfTheJvm() throws Exception {
        try (ChildWorker plain = ChildWorker.start(Plain.class, Map.of())) {
            plain.awaitLine("plain main");
            plain.signal("TERM");
            assertThat(plain.exitCode()).isEqualTo(143);
            plain.awaitLine("plain hook");
        }
    }

    @Test
    void exceptionOfAPlainMainIsTwo() throws Exception {
        try (ChildWorker plain = ChildWorker.start(Plain.class, Map.of("PLAIN_THROWS", "yes"))) {
            assertThat(plain.exitCode()).isEqualTo(2);
            plain.awaitLine("java.lang.IllegalStateException: plain throws");
        }
    }

    @Test
    void classThatIsNoProgramIsNamed() throws Exception {
        try (ChildWorker none = ChildWorker.start(WorkerLifecycleIT.class, Map.of())) {
            assertThat(none.exitCode()).isEqualTo(2);
            none.awaitLine("WorkerLifecycleIT is neither a dev.muster.worker.Service nor a class with");
        }
    }

    @Test
    void settingsThatAreNoJsonAreRefused() throws Exception {
        try (ChildWorker light = ChildWorker.start(Light.class, Map.of(WorkerEnvironment.SETTINGS, "{"))) {
            assertThat(light.exitCode()).isEqualTo(2);
            light.awaitLine("MUSTER_SETTINGS: no JSON");
        }
    }

    @Test
    void periodicTasksKeepTheWorkerAliveAndTheirRunsAreWaitedFor() throws Exception {
        try (ChildWorker beats = ChildWorker.start(Beats.class, Map.of())) {
            beats.awaitLine("long begins");
            beats.awaitLine("beat 9");
            beats.signal("TERM");
            assertThat(beats.exitCode()).isZero();
            assertThat(beats.output()).containsSubsequence("run ends", "long ends");
            assertThat(beats.output())
                    .as("one line for a row of failures")
                    .filteredOn(line -> line.contains("periodic task task-1 has failed"))
                    .hasSize(1);
        }
    }
}
