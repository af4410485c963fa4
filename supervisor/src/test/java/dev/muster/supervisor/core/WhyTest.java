package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.Backoff;
import dev.muster.supervisor.spec.Check;
import dev.muster.supervisor.spec.Probe;
import dev.muster.supervisor.spec.RestartPolicy.Then;
import dev.muster.supervisor.spec.StartPolicy;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code muster why} says in every situation. */
final class WhyTest {

    private static Why after(Situations situation, Duration later) {
        return Why.of(situation.worker(), Situations.NOW.plus(later), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "DOWN | printer.1 is STOPPED since 3s: not started |  | nothing: it stays down until somebody starts it",
                "WAITING | printer.1 is STOPPED since 3s: waits for its turn | waits for its turn | it starts as soon as it may",
                "UNBORN | printer.1 is STARTING since 3s: started | its process | unless it is ready within 57s it is stopped, which counts as a failure",
                "STARTING | printer.1 is STARTING since 3s (pid 4711): started | its word that it is ready (ready(), or the first handle, take or awaitStop) | unless it is ready within 57s it is stopped, which counts as a failure",
                "READY | printer.1 is READY since 22s (pid 4711): started |  | nothing, as long as it runs; when it ends it is started again",
                "RETIRED | printer.1 is READY since 22s (pid 4711): started |  | it is asked to stop, and its slot is removed",
                "STOPPING | printer.1 is STOPPING since 3s (pid 4711): stopped | the end of process 4711 | in 27s what is left of it gets KILL; then it stays down",
                "RESTARTING | printer.1 is STOPPING since 3s (pid 4711): restarted | the end of process 4711 | in 27s what is left of it gets KILL; then it is started again",
                "LEADERLESS | printer.1 is STOPPING since 3s: stopped | the rest of its process group | in 27s what is left of it gets KILL; then it stays down",
                "LEFTOVERS | printer.1 is KILLING since 3s: killed by SIGSEGV; killing what is left of its process group | its process and all of its group to be gone | KILL again in 2s; then it is started again",
                "FAILED | printer.1 is FAILED since 3s: exit 1 before it was ready; gave up (more than 0 restarts within 1m) |  | nothing: it gave up, and stays down until somebody starts it",
            })
    void everySituationIsExplained(Situations situation, String state, String waitsFor, String next) {
        Why why = after(situation, Duration.ofSeconds(3));
        assertThat(why.state()).isEqualTo(state);
        assertThat(why.waitsFor()).isEqualTo(waitsFor == null ? "" : waitsFor);
        assertThat(why.next()).isEqualTo(next);
        assertThat(why.nextIn().isPresent())
                .isEqualTo(situation.worker().deadline().isPresent());
    }

    @ParameterizedTest
    @EnumSource(Situations.class)
    void hintsAreCommandsForThisWorker(Situations situation) {
        assertThat(after(situation, Duration.ofSeconds(3)).hints())
                .allMatch(hint -> hint.matches("muster (logs|history|start|stop) printer\\.1  # .+"));
    }

    @Test
    void backOffTellsTheCauseTheSeriesAndTheRules() {
        Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(60), 2, 0, Duration.ofSeconds(10));
        Story story = Story.of(Specs.printer().backoff(backoff).limit(5, Duration.ofMinutes(10), Then.FAIL))
                .ready();
        for (int i = 0; i < 3; i++) {
            story.exit(ExitStatus.exited(1)).retry().ready();
        }
        Worker worker =
                story.pass(Duration.ofMillis(400)).exit(ExitStatus.exited(1)).worker();
        Why why = Why.of(worker, worker.since().plusSeconds(3), Optional.of(Duration.ofMillis(400)));
        assertThat(why.state()).isEqualTo("printer.1 is in BACKOFF since 3s: exit 1 after 400ms, 4 times in a row");
        assertThat(why.next())
                .isEqualTo("next try in 13s (the back-off doubles up to 1m; 10s of health reset it); "
                        + "with more than 5 failures within 10m (4 so far) it gives up");
        assertThat(why.nextIn()).hasValue(Duration.ofSeconds(13));
        assertThat(why.hints()).anyMatch(hint -> hint.startsWith("muster start printer.1"));
    }

    @Test
    void failedWorkerThatIsTriedForEverTellsWhen() {
        Why why = after(Situations.TRYING, Duration.ofSeconds(3));
        assertThat(why.next()).matches("next try in [0-9.]+m?s.*");
        assertThat(why.nextIn()).isPresent();
    }

    @Test
    void processThatDoesNotDieIsToLookForInTheKernel() {
        assertThat(after(Situations.KILLING, Duration.ofSeconds(3)).hints()).noneMatch(hint -> hint.contains("/proc/"));
        assertThat(after(Situations.KILLING, Duration.ofSeconds(11)).hints())
                .anyMatch(hint -> hint.startsWith("cat /proc/4711/wchan"));
    }

    @Test
    void deadlineThatHasPassedIsNow() {
        assertThat(after(Situations.STOPPING, Duration.ofMinutes(10)).nextIn()).hasValue(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({"400ms,400", "9s,9000", "4m12s,252900", "3h05m,11100000", "12d04h,1051200000"})
    void spansHaveTwoUnitsAtMost(String text, long millis) {
        assertThat(Why.span(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void workerThatIsUpAndDoesNotServeSaysSo() {
        Worker worker = WorkerMachine.step(
                        Situations.READY.worker(),
                        new WorkerEvent.ReadinessChanged(1, "connection refused"),
                        Situations.NOW,
                        0.5)
                .worker();
        Why why = Why.of(worker, Situations.NOW, Optional.empty());
        assertThat(why.state()).endsWith(": it does not serve for the moment: connection refused");
        assertThat(why.waitsFor()).isEqualTo("its readiness probe to succeed");
    }

    @Test
    void startTellsWhoHasToSayThatItIsReady() {
        assertThat(waitsFor(StartPolicy.Ready.NOTIFY)).isEqualTo("READY=1 by sd_notify");
        assertThat(waitsFor(new StartPolicy.LogLine("listening on [0-9]+")))
                .isEqualTo("a line of its output that matches listening on [0-9]+");
        Check secret = new Check.Exec(List.of("/bin/ask", "--password", "1234"));
        assertThat(waitsFor(new Probe(secret, Duration.ofSeconds(1), Duration.ofSeconds(1), 1)))
                .isEqualTo("its start probe (/bin/ask)");
    }

    private static String waitsFor(StartPolicy.Ready ready) {
        Worker worker = Story.of(Specs.printer().ready(ready, Duration.ofSeconds(60)))
                .starting()
                .worker();
        return Why.of(worker, Situations.NOW, Optional.empty()).waitsFor();
    }
}
