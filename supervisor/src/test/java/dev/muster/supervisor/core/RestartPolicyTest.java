package dev.muster.supervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.RestartPolicy.Then;
import dev.muster.supervisor.spec.RestartPolicy.When;
import dev.muster.supervisor.spec.Signals;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which ends are followed by what. */
class RestartPolicyTest {

    private static final Duration HEALTHY = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofSeconds(9);

    @ParameterizedTest(name = "S26 a healthy worker ends with {0}: always {1}, on-failure {2}, never {3}")
    @CsvSource({
        "exit 0,           STARTING, STOPPED,  STOPPED",
        "exit 1,           STARTING, STARTING, FAILED",
        "exit 42,          STARTING, STOPPED,  STOPPED",
        "exit 143,         STARTING, STARTING, FAILED",
        "killed by SIGKILL, STARTING, STARTING, FAILED",
        "killed by SIGSEGV, STARTING, STARTING, FAILED",
        "killed by SIGTERM, STARTING, STARTING, FAILED",
    })
    void exitAndPolicyDecideWhetherItIsRestarted(String exit, Phase always, Phase onFailure, Phase never) {
        Specs service = Specs.printer().success(0, 42);
        assertThat(afterReady(service.when(When.ALWAYS), exit)).isEqualTo(always);
        assertThat(afterReady(service.when(When.ON_FAILURE), exit)).isEqualTo(onFailure);
        assertThat(afterReady(service.when(When.NEVER), exit)).isEqualTo(never);
    }

    @ParameterizedTest(name = "S18 a worker ends before it is ready with {0}: always {1}, on-failure {2}, never {3}")
    @CsvSource({
        "exit 0,            BACKOFF, BACKOFF, FAILED",
        "exit 1,            BACKOFF, BACKOFF, FAILED",
        "killed by SIGKILL, BACKOFF, BACKOFF, FAILED",
    })
    void endBeforeReadyIsAFailedStartWhateverTheCode(String exit, Phase always, Phase onFailure, Phase never) {
        assertThat(beforeReady(Specs.printer().when(When.ALWAYS), exit)).isEqualTo(always);
        assertThat(beforeReady(Specs.printer().when(When.ON_FAILURE), exit)).isEqualTo(onFailure);
        assertThat(beforeReady(Specs.printer().when(When.NEVER), exit)).isEqualTo(never);
    }

    @ParameterizedTest(name = "S27 our stop signal was {0}, then {1}: {2}")
    @CsvSource({
        "TERM, exit 143,          STOPPED",
        "TERM, killed by SIGTERM, STOPPED",
        "TERM, exit 130,          STARTING",
        "TERM, exit 1,            STARTING",
        "INT,  exit 130,          STARTING",
        "HUP,  exit 129,          STARTING",
    })
    void anEndByTheStopSignalIsCleanWhenWeSentIt(String sent, String exit, Phase expected) {
        Story story = Story.of(Specs.printer().when(When.ON_FAILURE)).ready().pass(HEALTHY);
        story.on(new WorkerEvent.SignalRequest(sent));
        assertThat(story.exit(status(exit)).worker().phase()).isEqualTo(expected);
    }

    @Test
    @DisplayName("S27 which exit is clean follows from the stop signal of the service")
    void anotherStopSignalMeansAnotherCleanExit() {
        Specs interrupted = Specs.printer().when(When.ON_FAILURE).stop("INT", Duration.ofSeconds(1));
        Story asked = Story.of(interrupted).ready().pass(HEALTHY).on(new WorkerEvent.SignalRequest("INT"));
        assertThat(asked.exit(ExitStatus.exited(130)).worker().phase()).isEqualTo(Phase.STOPPED);
        Story other = Story.of(interrupted).ready().pass(HEALTHY).on(new WorkerEvent.SignalRequest("INT"));
        assertThat(other.exit(ExitStatus.exited(143)).worker().phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    @DisplayName("S28 a healthy life that ends well is restarted even when the limit is used up")
    void cleanEndIsNeverHeldAgainstAWorker() {
        Story story = Story.of(Specs.printer().limit(1, Duration.ofHours(1), Then.KEEP_TRYING))
                .ready();
        story.exit(ExitStatus.exited(1)).retry().ready().exit(ExitStatus.exited(1));
        assertThat(story.worker().phase()).isEqualTo(Phase.FAILED);
        story.retry().ready().pass(HEALTHY).exit(ExitStatus.exited(0));
        assertThat(story.worker().phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    @DisplayName("S27 143 that nobody asked for is a failure")
    void anEndByTheStopSignalIsAFailureWhenNobodyAsked() {
        Story story = Story.of(Specs.printer().when(When.ON_FAILURE)).ready().pass(HEALTHY);
        story.exit(ExitStatus.exited(143));
        assertThat(story.worker().phase()).isEqualTo(Phase.STARTING);
        assertThat(story.worker().restarts()).isEqualTo(1);
    }

    @Test
    @DisplayName("S28 five SIGSEGV within a minute and it is over; ends that are declared a success do not count")
    void onlyFailuresUseUpTheLimit() {
        Specs service = Specs.printer().success(0, 3).limit(4, Duration.ofMinutes(1), Then.FAIL);
        Story story = Story.of(service).ready();
        for (int i = 0; i < 10; i++) {
            story.exit(ExitStatus.exited(3)).retry().ready();
        }
        story.pass(HEALTHY);
        for (int i = 0; i < 4; i++) {
            story.exit(ExitStatus.signalled(11)).retry().ready();
        }
        assertThat(story.worker().phase()).isEqualTo(Phase.READY);
        story.exit(ExitStatus.signalled(11));
        assertThat(story.worker().phase()).isEqualTo(Phase.FAILED);
        assertThat(story.worker().deadline()).isEmpty();
        assertThat(story.worker().reason()).isEqualTo("killed by SIGSEGV; gave up (more than 4 restarts within 1m)");
    }

    @Test
    @DisplayName("S22 more restarts within the window than the limit allows: given up")
    void oneRestartTooManyWithinTheWindowIsTheLast() {
        Story story = Story.of(Specs.printer().limit(2, Duration.ofSeconds(50), Then.FAIL))
                .ready();
        story.pass(Duration.ofSeconds(20)).exit(ExitStatus.exited(1)).ready();
        story.pass(Duration.ofSeconds(20)).exit(ExitStatus.exited(1)).ready();
        story.pass(Duration.ofSeconds(20)).exit(ExitStatus.exited(1));
        assertThat(story.worker().phase()).isEqualTo(Phase.FAILED);
    }

    @Test
    @DisplayName("S22 a restart that has left the window does not count any more")
    void crashesThatAreRareEnoughAreRestartedForEver() {
        Story story = Story.of(Specs.printer().limit(2, Duration.ofSeconds(50), Then.FAIL))
                .ready();
        for (int i = 0; i < 50; i++) {
            story.pass(Duration.ofSeconds(25)).exit(ExitStatus.exited(1));
            assertThat(story.worker().phase()).as("crash %s", i).isEqualTo(Phase.STARTING);
            assertThat(story.worker().history().recent()).hasSizeLessThanOrEqualTo(3);
            story.ready();
        }
        assertThat(story.worker().restarts()).isEqualTo(50);
    }

    @Test
    @DisplayName("S22 FAILED stays until somebody starts it, and then has its whole limit again")
    void startForgivesWhatWasBefore() {
        Story story = Story.of(Specs.printer().limit(1, Duration.ofHours(1), Then.FAIL))
                .ready();
        story.exit(ExitStatus.exited(1)).retry().ready().exit(ExitStatus.exited(1));
        assertThat(story.worker().phase()).isEqualTo(Phase.FAILED);

        story.on(new WorkerEvent.Start("started on request"));

        assertThat(story.worker().phase()).isEqualTo(Phase.STARTING);
        assertThat(story.worker().reason()).isEqualTo("started on request");
        story.exit(ExitStatus.exited(1));
        assertThat(story.worker().phase()).isEqualTo(Phase.BACKOFF);
    }

    @Test
    @DisplayName("S22 with keep-trying FAILED is retried for ever at the longest back-off, and stays FAILED in between")
    void keepTryingNeverGivesUp() {
        // The window is shorter than the longest back-off: only a healthy life ends the failure.
        Story story = Story.of(Specs.printer().limit(1, Duration.ofSeconds(10), Then.KEEP_TRYING))
                .ready();
        story.exit(ExitStatus.exited(1)).retry().exit(ExitStatus.exited(1));
        for (int i = 0; i < 100; i++) {
            assertThat(story.worker().phase()).isEqualTo(Phase.FAILED);
            assertThat(story.untilDeadline()).isEqualTo(Specs.BACKOFF.max());
            story.retry();
            assertThat(story.worker().phase()).isEqualTo(Phase.STARTING);
            story.exit(ExitStatus.exited(1));
        }
        story.retry().ready().pass(Duration.ofMinutes(2)).exit(ExitStatus.exited(1));
        assertThat(story.worker().phase()).as("a healthy life is forgiven").isEqualTo(Phase.STARTING);
    }

    @Test
    @DisplayName("S15 S19 the delays follow the series and say which restart it is")
    void delaysFollowTheSeries() {
        Story story = Story.of(Specs.printer()).starting();
        for (int delay : List.of(100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000)) {
            story.exit(ExitStatus.exited(1));
            assertThat(story.untilDeadline()).isEqualTo(Duration.ofMillis(delay));
            story.retry();
        }
        story.exit(ExitStatus.exited(1));
        assertThat(story.worker().reason()).isEqualTo("exit 1 before it was ready; restart 12 in 30s");
        assertThat(story.worker().restarts()).isEqualTo(11);
    }

    @Test
    @DisplayName("S20 crash twice, then live longer than reset-after: at once, and the series from its start")
    void healthyLifeResetsTheSeries() {
        Story story = Story.of(Specs.printer()).ready();
        story.exit(ExitStatus.exited(1)).retry().ready().exit(ExitStatus.exited(1));
        assertThat(story.untilDeadline()).isEqualTo(Duration.ofMillis(200));

        story.retry().ready().pass(HEALTHY).exit(ExitStatus.exited(1));
        assertThat(story.worker().phase()).isEqualTo(Phase.STARTING);

        story.ready().pass(SHORT).exit(ExitStatus.exited(1));
        assertThat(story.untilDeadline()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    @DisplayName("S21 a loop that begins after twenty seconds is slowed down like one that begins at once")
    void lateCrashLoopIsLimitedLikeAnEarlyOne() {
        Story story = Story.of(Specs.printer()).ready().pass(Duration.ofSeconds(20));
        story.exit(ExitStatus.exited(1));
        for (int delay : List.of(100, 200, 400, 800)) {
            story.ready().exit(ExitStatus.exited(1));
            assertThat(story.untilDeadline()).isEqualTo(Duration.ofMillis(delay));
            story.retry();
        }
    }

    @Test
    @DisplayName("S21 a clean end in a loop is slowed down as well")
    void cleanEndsInALoopAreSlowedDown() {
        Story story = Story.of(Specs.printer().when(When.ALWAYS)).ready();
        story.exit(ExitStatus.exited(0)).retry().ready().exit(ExitStatus.exited(0));
        assertThat(story.untilDeadline()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    @DisplayName("S24 a spawn that fails goes the way of a failed start, with its message")
    void failedSpawnIsAFailedStart() {
        Story story = Story.of(Specs.printer().limit(1, Duration.ofMinutes(1), Then.FAIL));
        story.spawnFails("/opt/x: not found").retry().spawnFails("/opt/x: not found");
        assertThat(story.worker().phase()).isEqualTo(Phase.FAILED);
        assertThat(story.worker().reason()).isEqualTo("/opt/x: not found; gave up (more than 1 restarts within 1m)");
        assertThat(story.worker().lastExit()).isEmpty();
    }

    @Test
    void lifeThatNeverBecameReadyIsNotHealthyHoweverLongItTook() {
        Story story = Story.of(Specs.printer()).starting().pass(Duration.ofSeconds(59));
        story.exit(ExitStatus.exited(1)).retry().pass(Duration.ofSeconds(59)).exit(ExitStatus.exited(1));
        assertThat(story.untilDeadline()).isEqualTo(Duration.ofMillis(200));
    }

    private static Phase afterReady(Specs service, String exit) {
        return Story.of(service)
                .ready()
                .pass(HEALTHY)
                .exit(status(exit))
                .worker()
                .phase();
    }

    private static Phase beforeReady(Specs service, String exit) {
        return Story.of(service).starting().exit(status(exit)).worker().phase();
    }

    private static ExitStatus status(String text) {
        return text.startsWith("exit ")
                ? ExitStatus.exited(Integer.parseInt(text.substring("exit ".length())))
                : ExitStatus.signalled(Signals.number(text.substring("killed by ".length())));
    }
}
