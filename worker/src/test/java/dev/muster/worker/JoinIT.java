package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.muster.testkit.ChildWorker;
import dev.muster.testkit.FakeMaster;
import dev.muster.wire.ExecutorCounters;
import dev.muster.wire.ExitWord;
import dev.muster.wire.FromWorker;
import dev.muster.wire.Json;
import dev.muster.wire.ToWorker;
import dev.muster.wire.WorkerEnvironment;
import dev.muster.worker.fixture.Joins;
import dev.muster.worker.fixture.JoinsLater;
import dev.muster.worker.fixture.Plain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ordinary programs that join, with and without a master. */
final class JoinIT {
    private static final Map<String, String> QUEUE_IN =
            Map.of(WorkerEnvironment.QUEUES, "{\"in\":{\"name\":\"jobs\",\"url\":\"memory:jobs\"}}");

    @Test
    void joinedProgramIsReadyByItsOwnWordReloadsAndEndsInOrder(@TempDir Path directory) throws Exception {
        try (FakeMaster master = new FakeMaster(directory.resolve("worker.sock"));
                ChildWorker joins = start(
                        "waits",
                        Map.of(WorkerEnvironment.SOCKET, master.socket().toString()))) {
            master.accept();
            master.next(FromWorker.Hello.class);
            master.next(FromWorker.Ready.class);
            joins.awaitLine("joins: joined as fixture.1 {}true");
            master.send(new ToWorker.Reload(Map.of("a", 1)));
            joins.awaitLine("joins: reload {\"a\":1}");
            master.send(new ToWorker.Stop(20_000));
            master.next(FromWorker.Stopping.class);
            assertThat(joins.exitCode()).isZero();
            assertThat(joins.output())
                    .containsSubsequence(
                            "fixture.1#1: asked by the master, stopping",
                            "joins: terminate hook",
                            "joins: shutdown hook");
        }
    }

    @Test
    void programThatWasNeverReadySaysAtItsEndWhatItHasForgotten(@TempDir Path directory) throws Exception {
        try (FakeMaster master = new FakeMaster(directory.resolve("worker.sock"));
                ChildWorker joins = start(
                        "forgets",
                        Map.of(WorkerEnvironment.SOCKET, master.socket().toString()))) {
            master.accept();
            master.next(FromWorker.Hello.class);
            joins.awaitLine("joins: joined");
            joins.signal("TERM");
            assertThat(joins.exitCode()).isZero();
            joins.awaitLine(
                    "fixture.1#1: caught SIGTERM, stopping; it was never ready: that is said by ready(), or by");
        }
    }

    @Test
    void jobInHandIsFinishedBeforeTheHooksOfTheJvm() throws Exception {
        try (ChildWorker joins = start("handles", QUEUE_IN)) {
            joins.awaitLine("joins: begin 1");
            joins.signal("TERM");
            joins.awaitLine("caught SIGTERM, stopping");
            joins.poke();
            assertThat(joins.exitCode()).isZero();
            assertThat(joins.output())
                    .containsSubsequence("joins: end 1 10", "joins: terminate hook", "joins: shutdown hook");
        }
    }

    @Test
    void shutdownHookOfAProgramMayPutAJob(@TempDir Path directory) throws Exception {
        String queues = "{\"in\":{\"name\":\"jobs\",\"url\":\"chronicle:" + directory.resolve("queue") + "\"}}";
        try (ChildWorker joins = start("puts", Map.of(WorkerEnvironment.QUEUES, queues))) {
            joins.awaitLine("joins: may put");
            joins.signal("TERM");
            assertThat(joins.exitCode()).isZero();
            joins.awaitLine("joins: put");
        }
    }

    @Test
    void mainThatTakesEndsInOrder() throws Exception {
        try (ChildWorker joins = start("takes", QUEUE_IN)) {
            joins.awaitLine("joins: joined");
            joins.signal("INT");
            assertThat(joins.exitCode()).isZero();
            assertThat(joins.output()).contains("joins: terminate hook").noneMatch(line -> line.contains("Exception"));
        }
    }

    @Test
    void programThatLeavesGoesOnAndObeysAStopLater() throws Exception {
        try (ChildWorker joins = start("leaves", Map.of())) {
            joins.awaitLine("joins: left true");
            assertThat(joins.output()).contains("joins: terminate hook");
            joins.signal("TERM");
            assertThat(joins.exitCode()).isZero();
            joins.awaitLine("joins: shutdown hook");
        }
    }

    @Test
    void executorsAreToldOfAndDrainedInTheStop(@TempDir Path directory) throws Exception {
        try (FakeMaster master = new FakeMaster(directory.resolve("worker.sock"));
                ChildWorker joins = start(
                        "executes",
                        Map.of(WorkerEnvironment.SOCKET, master.socket().toString()))) {
            master.accept();
            joins.awaitLine("joins: slow begins");
            while (true) {
                ExecutorCounters slow =
                        master.next(FromWorker.Heartbeat.class).executors().get("slow");
                if (slow != null && slow.running() == 1) {
                    break;
                }
            }
            joins.signal("TERM");
            joins.awaitLine("joins: terminate hook");
            joins.poke();
            assertThat(joins.exitCode()).isZero();
            assertThat(joins.output())
                    .containsSubsequence("joins: terminate hook", "joins: slow ends 10", "joins: shutdown hook");
        }
    }

    @Test
    void shutdownHookThatClosesAfterAnExitDoesNotWaitForEver() throws Exception {
        try (ChildWorker joins = start("exits", Map.of())) {
            assertThat(joins.exitCode()).isEqualTo(3);
            assertThat(joins.output()).contains("joins: closed by a shutdown hook");
        }
    }

    @Test
    void roleThatAProgramWithoutAMasterHasNotSaysHowToGiveItOne() throws Exception {
        try (ChildWorker joins = start("takes", Map.of())) {
            assertThat(joins.exitCode()).isEqualTo(2);
            joins.awaitLine("or without a master the variable MUSTER_QUEUES={\"in\":{\"name\":");
        }
    }

    @Test
    void exceptionOfAMainThatHasJoinedIsTwo() throws Exception {
        try (ChildWorker joins = start("throws", Map.of())) {
            assertThat(joins.exitCode()).isEqualTo(2);
            joins.awaitLine("fixture.1#1: uncaught exception in the thread main; exit 2");
            joins.awaitLine("java.lang.IllegalStateException: joins throws");
        }
    }

    @Test
    void mainThatReturnsAndKeepsNothingGoingEndsWithZero() throws Exception {
        try (ChildWorker joins = start("returns", Map.of())) {
            assertThat(joins.exitCode()).isZero();
            assertThat(joins.output())
                    .contains("joins: returns", "joins: shutdown hook")
                    .doesNotContain("joins: terminate hook");
        }
    }

    @Test
    void programThatEndsOfItsOwnAccordSaysGoodbye(@TempDir Path directory) throws Exception {
        try (FakeMaster master = new FakeMaster(directory.resolve("worker.sock"));
                ChildWorker joins = start(
                        "asks", Map.of(WorkerEnvironment.SOCKET, master.socket().toString()))) {
            master.accept();
            master.next(FromWorker.Hello.class);
            joins.poke();
            assertThat(master.next(FromWorker.Stopping.class).reason()).isEqualTo("the program ends");
            assertThat(joins.exitCode()).isZero();
        }
    }

    @Test
    void programThatJoinsLaterWasReadyBeforeAndSpeaksWithOneVoice(@TempDir Path directory) throws Exception {
        try (FakeMaster master = new FakeMaster(directory.resolve("worker.sock"));
                ChildWorker later = ChildWorker.start(
                        JoinsLater.class,
                        Map.of(WorkerEnvironment.SOCKET, master.socket().toString()))) {
            master.accept();
            master.next(FromWorker.Hello.class);
            master.next(FromWorker.Ready.class);
            later.poke();
            master.accept();
            master.next(FromWorker.Hello.class);
            later.awaitLine("later: joined as fixture.1, conversations 1");
            master.send(new ToWorker.Stop(20_000));
            assertThat(later.exitCode()).isZero();
        }
    }

    @Test
    void hangupReloadsWithTheSettingsThatItHas() throws Exception {
        try (ChildWorker joins = start("waits", Map.of(WorkerEnvironment.SETTINGS, "{\"a\":1}"))) {
            joins.awaitLine("joins: joined");
            joins.signal("HUP");
            joins.awaitLine("joins: reload {\"a\":1}");
        }
    }

    @Test
    void programWithoutAReloadHookAsksForARestart() throws Exception {
        try (ChildWorker joins = start("forgets", Map.of())) {
            joins.awaitLine("joins: joined");
            joins.signal("HUP");
            joins.awaitLine("fixture.1#1: restart: the program has no onReload hook, stopping");
            assertThat(joins.exitCode()).isZero();
        }
    }

    @Test
    void exitCodeIsLeftForAMasterThatIsNotItsParent(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("exit");
        Map<String, String> variables = Map.of(
                WorkerEnvironment.EXIT_FILE, file.toString(), WorkerEnvironment.INCARNATION, "7", "JOINS", "throws");
        try (ChildWorker joins = ChildWorker.program(Joins.class, variables)) {
            assertThat(joins.exitCode()).isEqualTo(2);
            assertThat(file).hasContent(Json.write(new ExitWord(7, (int) joins.pid(), 2)));
        }
    }

    @Test
    void programWithAHandlerOfItsOwnDecidesItselfWhatAnExceptionIs() throws Exception {
        try (ChildWorker joins = start("guards", Map.of())) {
            joins.awaitLine("joins: own handler stray");
            joins.signal("TERM");
            assertThat(joins.exitCode()).isZero();
        }
    }

    @Test
    void onlyAMainWithTheCallIsNotReadyFromItsBeginning() {
        assertThat(PlainMain.joins(Joins.class)).isTrue();
        assertThat(PlainMain.joins(Plain.class)).isFalse();
    }

    @Test
    void serviceCannotJoinAsWell() {
        Muster.serves(); // for the life of this JVM: no other test here joins in it
        assertThatIllegalStateException().isThrownBy(Muster::join).withMessageContaining("argument of its run()");
    }

    private static ChildWorker start(String mode, Map<String, String> variables) throws IOException {
        Map<String, String> all = new HashMap<>(variables);
        all.put("JOINS", mode);
        return ChildWorker.start(Joins.class, all);
    }
}
