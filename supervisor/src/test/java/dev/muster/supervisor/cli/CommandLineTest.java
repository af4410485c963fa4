package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.config.ConfigException;
import dev.muster.supervisor.config.Problem;
import dev.muster.supervisor.control.Fields;
import dev.muster.supervisor.control.PaperFleet;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.log.LogStream;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import dev.muster.wire.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands against a master whose processes exist on paper: what they print where, and their exit codes. */
@Timeout(60)
final class CommandLineTest {
    private static final FleetSpec FLEET = fleet(2);

    private final PaperFleet master;
    private final Session session;
    private volatile int followed;

    CommandLineTest(@TempDir Path directory) {
        master = new PaperFleet(directory, FLEET).awaitReady();
        session = new Session(directory);
    }

    @AfterEach
    void close() {
        master.close();
    }

    private static FleetSpec fleet(int printers) {
        return Specs.fleet(Specs.printer().workers(printers), Specs.service("producer"));
    }

    @Test
    void statusIsATableOfWorkersAndQueues() {
        assertThat(session.muster("status")).isEqualTo(Exit.OK);
        assertThat(session.out().lines().map(line -> line.split(" +", 2)[0]))
                .containsExactly("WORKER", "printer.1", "printer.2", "producer.1", "", "QUEUE", "numbers");
        assertThat(session.out()).containsPattern("printer\\.1 +READY +[0-9]+ ");
        assertThat(session.err()).isEmpty();
    }

    @Test
    @DisplayName("Q49 a paused queue is shown as such, so that nobody forgets it")
    void statusShowsThatAQueueIsPaused() {
        session.muster("status");
        assertThat(session.out()).doesNotContain("PAUSED");
        master.pauseQueue(Instant.now().plusSeconds(3600));
        session.muster("status");
        assertThat(session.out()).containsPattern("OLDEST +PAUSED\n.* for (1h00m|59m[0-9]{2}s)");
        master.pauseQueue(Instant.MAX);
        session.muster("status");
        assertThat(session.out()).contains("until resumed");
        session.muster("status", "--json");
        Fields queue = Fields.of(Json.parse(session.out())).objects("queues").get(0);
        assertThat(queue.flag("paused")).isTrue();
        assertThat(queue.optionalText("pausedUntil")).isEmpty();
    }

    @Test
    void statusShowsWhoIsNotReadyForTheMoment() {
        master.complains("printer.2", "http: status 503");
        Await.until("a complaint", () -> !master.worker("printer.2").serves());
        assertThat(session.muster("status")).isEqualTo(Exit.NOT_ALL_RUNNING);
        assertThat(session.out()).containsPattern("printer\\.2 +READY .* not ready: http: status 503");
        master.complains("printer.2", "");
        Await.until("none", () -> master.worker("printer.2").serves());
        assertThat(session.muster("status")).isEqualTo(Exit.OK);
        assertThat(session.out()).doesNotContain("not ready");
    }

    @Test
    void aliasesOfStatusAreTheSameCommand() {
        session.muster("status", "printer.1");
        int width = session.out().indexOf("PHASE");
        for (String alias : List.of("ls", "ps")) {
            assertThat(session.muster(alias, "printer.1")).isEqualTo(Exit.OK);
            assertThat(session.out()).startsWith("WORKER").contains("printer.1").doesNotContain("producer");
            assertThat(session.out().indexOf("PHASE")).isEqualTo(width);
        }
    }

    @Test
    void statusAsJsonIsOneObjectWithTheFieldsThatScriptsRelyOn() {
        assertThat(session.muster("status", "--json")).isEqualTo(Exit.OK);
        Fields status = Fields.of(Json.parse(session.out()));
        assertThat(status.object("master").text("phase")).isEqualTo("RUNNING");
        Fields worker = status.objects("workers").get(0);
        assertThat(worker.asMap().keySet().stream().map(String::valueOf))
                .contains(
                        "id",
                        "service",
                        "slot",
                        "incarnation",
                        "goal",
                        "phase",
                        "pid",
                        "uptimeMs",
                        "restarts",
                        "reason",
                        "rssBytes",
                        "cpuMs",
                        "lastExit");
        Fields queue = status.objects("queues").get(0);
        assertThat(queue.asMap().keySet().stream().map(String::valueOf))
                .contains("name", "ready", "delayed", "running", "dead", "done", "oldestReadyMs");
    }

    @Test
    void statusExitsWithThreeUnlessAllAreReady() {
        session.muster("stop", "printer.1");
        assertThat(session.muster("status")).isEqualTo(Exit.NOT_ALL_RUNNING);
        assertThat(session.muster("status", "printer.2", "producer")).isEqualTo(Exit.OK);
        assertThat(session.muster("status", "--json")).isEqualTo(Exit.NOT_ALL_RUNNING);
    }

    @Test
    void unknownNamesExitWithFourAndTheNearestOne() {
        assertThat(session.muster("status", "printre")).isEqualTo(Exit.UNKNOWN);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains("`printre`").contains("did you mean `printer`?");
        assertThat(session.muster("restart", "printer.3")).isEqualTo(Exit.UNKNOWN);
        assertThat(session.muster("stop", "printer", "nobody")).isEqualTo(Exit.UNKNOWN);
        assertThat(master.worker("printer.1").pid()).isPresent();
    }

    @Test
    void verbsBlockUntilTheStateIsReachedAndSayItOnStderr() {
        assertThat(session.muster("restart", "printer")).isEqualTo(Exit.OK);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains("printer.1: ready, pid ").contains("printer.2: ready, pid ");
        assertThat(master.worker("printer.1").incarnation()).isEqualTo(2);
        assertThat(session.muster("stop", "*")).isEqualTo(Exit.OK);
        assertThat(session.err()).contains("producer.1: stopped");
        assertThat(session.muster("wait", "*", "--for", "stopped")).isEqualTo(Exit.OK);
    }

    @Test
    @DisplayName("S45 start of a running and stop of a stopped worker: exit 0 and a message, an error when strict")
    void idempotentVerbsSayWhatWasSo() {
        assertThat(session.muster("start", "printer.1")).isEqualTo(Exit.OK);
        assertThat(session.err()).isEqualToIgnoringNewLines("printer.1: is ready already");
        assertThat(session.muster("start", "--strict", "printer.1")).isEqualTo(Exit.FAILED);
        assertThat(session.err()).contains("printer.1 is running already");
        session.muster("stop", "printer.1");
        assertThat(session.muster("stop", "printer.1")).isEqualTo(Exit.OK);
        assertThat(session.err()).isEqualToIgnoringNewLines("printer.1: is stopped already");
        assertThat(session.muster("stop", "--strict", "printer.1")).isEqualTo(Exit.FAILED);
    }

    @Test
    void timeOutExitsWith124AndNamesWhoIsLeft() {
        master.stopsSlowly("printer.2");
        assertThat(session.muster("stop", "printer", "--timeout", "300ms")).isEqualTo(Exit.TIMED_OUT);
        assertThat(session.err()).contains("printer.2: still stopping").doesNotContain("printer.1: still");
        assertThat(session.muster("wait", "printer.2", "--for", "stopped", "--timeout", "100ms"))
                .isEqualTo(Exit.TIMED_OUT);
    }

    @Test
    void longWaitsShowProgressOnStderr() {
        master.stopsSlowly("printer.2");
        assertThat(session.muster("stop", "printer.2", "--timeout", "2500ms")).isEqualTo(Exit.TIMED_OUT);
        assertThat(session.err()).contains("waiting for printer.2 (stopping");
    }

    @Test
    void noWaitReturnsAtOnce() {
        master.stopsSlowly("printer.2");
        assertThat(session.muster("stop", "printer.2", "--no-wait")).isEqualTo(Exit.OK);
        assertThat(session.err()).isEqualToIgnoringNewLines("printer.2: stopping");
    }

    @Test
    void workerThatIsStoppedBySomebodyElseIsAFailure() {
        master.startsSlowly("printer.1");
        assertThat(session.muster("restart", "printer.1", "--no-wait")).isEqualTo(Exit.OK);
        session.muster("stop", "printer.1");
        assertThat(session.muster("wait", "printer.1")).isEqualTo(Exit.FAILED);
    }

    @Test
    @DisplayName("S54 scale to 0, below it, over the limit or of an unknown service is refused with a message")
    void senselessScaleIsRefused() {
        assertThat(session.muster("scale", "printer", "0")).isEqualTo(Exit.FAILED);
        assertThat(session.err()).isNotBlank();
        assertThat(session.muster("scale", "printer", "-5")).isEqualTo(Exit.FAILED);
        assertThat(session.muster("scale", "printer", "999999")).isEqualTo(Exit.FAILED);
        assertThat(session.muster("scale", "printer", "many")).isEqualTo(Exit.USAGE);
        assertThat(session.muster("scale", "printre", "3")).isEqualTo(Exit.UNKNOWN);
        assertThat(session.err()).contains("did you mean `printer`?");
        assertThat(session.muster("status", "printer")).isEqualTo(Exit.OK);
        assertThat(session.out().lines().filter(line -> line.startsWith("printer.")))
                .hasSize(2);
    }

    @Test
    void scaleTakesSignedNumbersThatLookLikeOptions() {
        assertThat(session.muster("scale", "printer", "+2")).isEqualTo(Exit.OK);
        assertThat(session.err()).contains("printer.3: ready").contains("printer.4: ready");
        assertThat(session.muster("scale", "printer", "-3")).isEqualTo(Exit.OK);
        assertThat(session.err()).contains("printer.4: gone").doesNotContain("printer.1:");
        assertThat(master.exists("printer.2")).isFalse();
    }

    @Test
    void planShowsWhatApplyWouldDoAndWhy() {
        assertThat(session.muster("plan", "--exit-code")).isEqualTo(Exit.OK);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains("nothing to do");
        master.configure(fleet(3));
        assertThat(session.muster("plan")).isEqualTo(Exit.OK);
        assertThat(session.out()).containsPattern("add +printer\\.3 +workers: 2 -> 3");
        assertThat(session.muster("plan", "--exit-code")).isEqualTo(Exit.PENDING);
        assertThat(master.exists("printer.3")).isFalse();
        assertThat(session.muster("apply")).isEqualTo(Exit.OK);
        assertThat(session.err()).contains("printer.3: ready");
        assertThat(session.muster("plan", "--exit-code")).isEqualTo(Exit.OK);
    }

    @Test
    @DisplayName("S48 apply of what is in force does nothing")
    void applyOfTheSameDoesNothing() {
        assertThat(session.muster("reload")).isEqualTo(Exit.OK);
        assertThat(session.err()).contains("nothing to do");
        assertThat(master.spawns("printer.1")).isOne();
    }

    @Test
    void applyWaitsForTheNewLifeOfWhatItRestarts() {
        master.configure(Specs.fleet(Specs.printer().workers(2).command("other"), Specs.service("producer")));
        assertThat(session.muster("apply")).isEqualTo(Exit.OK);
        assertThat(session.out()).containsPattern("restart +printer\\.1 +command");
        assertThat(master.worker("printer.1").incarnation()).isEqualTo(2);
        assertThat(master.worker("producer.1").incarnation()).isOne();
    }

    @Test
    @DisplayName("S55 a bad configuration is refused with all its problems, exit 78, and nothing changes")
    void badConfigurationChangesNothing() {
        master.configure(fleet(5));
        master.breakConfiguration(new ConfigException(List.of(
                new Problem("/etc/muster.conf", 3, "muster.services.printer.wrokers", "unknown key"),
                new Problem("/etc/muster.conf", 7, "", "} expected"))));
        for (String command : List.of("apply", "plan")) {
            assertThat(session.muster(command)).isEqualTo(Exit.CONFIGURATION);
            assertThat(session.err())
                    .contains("/etc/muster.conf:3: muster.services.printer.wrokers: unknown key")
                    .contains("/etc/muster.conf:7: } expected");
        }
        assertThat(master.exists("printer.3")).isFalse();
    }

    @Test
    void signalReachesTheWorkersThatAreNamed() {
        assertThat(session.muster("signal", "SIGHUP", "printer.2")).isEqualTo(Exit.OK);
        assertThat(session.err()).contains("printer.2: SIGHUP sent");
        assertThat(session.muster("signal", "FOO", "printer")).isEqualTo(Exit.USAGE);
        session.muster("stop", "printer.2");
        assertThat(session.muster("signal", "HUP", "printer.2")).isEqualTo(Exit.FAILED);
        assertThat(session.err()).contains("has no process");
    }

    @Test
    void logsOfOneWorkerAreItsLinesAndThoseOfSeveralSayWhose() {
        master.print("printer.1", LogStream.OUT, "I print 1");
        master.print("printer.2", LogStream.ERR, "out of ink");
        master.print("printer.1", LogStream.OUT, "I print 2");
        assertThat(session.muster("logs", "printer.1")).isEqualTo(Exit.OK);
        assertThat(session.out().lines()).containsExactly("I print 1", "I print 2");
        session.muster("logs", "printer", "-n", "1");
        assertThat(session.out().lines()).containsExactly("printer.2 | out of ink", "printer.1 | I print 2");
        session.muster("logs", "--err");
        assertThat(session.out().lines()).containsExactly("printer.2  | out of ink");
        session.muster("logs", "--since", "2026-01-01T12:00:01Z");
        assertThat(session.out().lines()).hasSize(2);
    }

    @Test
    void followingEndsWithTheMaster() throws InterruptedException {
        Thread follower = new Thread(() -> followed = session.muster("logs", "-f", "printer.1"));
        follower.start();
        Await.until("a follower", master::isFollowed);
        master.print("printer.1", LogStream.OUT, "last words");
        Await.until("the line", () -> session.out().contains("last words"));
        master.close();
        follower.join();
        assertThat(followed).isEqualTo(Exit.NO_DAEMON);
        assertThat(session.err()).contains("the master has ended");
    }

    @Test
    void showTellsAllAboutAServiceOrAWorker() {
        assertThat(session.muster("show", "printer.2")).isEqualTo(Exit.OK);
        assertThat(session.out()).contains("printer.2").containsPattern("spec\\.stop\\.grace +30s");
        assertThat(session.muster("show", "printer", "--json")).isEqualTo(Exit.OK);
        assertThat(Fields.of(Json.parse(session.out())).objects("workers")).hasSize(2);
    }

    @Test
    void reasonOfACrashIsShown() {
        master.exit("producer.1", ExitStatus.signalled(9));
        Await.until("a new life", () -> master.worker("producer.1").incarnation() == 2);
        session.muster("status", "producer");
        assertThat(session.out()).contains("killed by SIGKILL");
    }
}
