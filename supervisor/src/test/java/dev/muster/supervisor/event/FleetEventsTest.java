package dev.muster.supervisor.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.core.WorkerMachine;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Specs;
import dev.muster.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal says of a worker's ways, step by step. */
final class FleetEventsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final EventJournal journal;
    private final DeathRecords deaths;
    private final FleetEvents events;
    private Worker worker =
            Worker.fresh(new WorkerId("printer", 2), Specs.printer().spec(), 0, NOON);
    private Instant now = NOON;

    FleetEventsTest(@TempDir Path directory) {
        journal = EventJournal.start(directory.resolve("events"), () -> now);
        deaths = DeathRecords.start(directory.resolve("history"), this::said);
        events = new FleetEvents(new Records(journal, deaths), () -> now);
    }

    @AfterEach
    void close() {
        deaths.close();
        journal.close();
    }

    private List<String> said(WorkerId id, Instant from, Instant until) {
        return List.of("from " + from, "until " + until);
    }

    private FleetEventsTest on(WorkerEvent event) {
        Worker before = worker;
        worker = WorkerMachine.step(before, event, now, 0.5).worker();
        events.transition(before, worker, event, now);
        return this;
    }

    private FleetEventsTest pass(long millis) {
        now = now.plus(Duration.ofMillis(millis));
        return this;
    }

    private FleetEventsTest ready() {
        int life = worker.incarnation() + 1;
        return on(new WorkerEvent.Start("started on request"))
                .on(new WorkerEvent.Proceed())
                .on(new WorkerEvent.Spawned(life, 4711))
                .pass(200)
                .on(new WorkerEvent.Ready(life));
    }

    private List<Event> past() {
        return journal.past(new EventQuestion(Set.of(), Optional.empty(), 100));
    }

    private List<String> what() {
        return past().stream().map(Event::what).toList();
    }

    private Map<String, @Nullable Object> last(String what) {
        List<Event> found =
                past().stream().filter(event -> event.what().equals(what)).toList();
        return found.get(found.size() - 1).fields();
    }

    @Test
    void crashIsToldWithItsExitAndUptimeAndTheRestartWithItsDelay() {
        ready().pass(400).on(new WorkerEvent.Exited(1, ExitStatus.signalled(9), true));
        assertThat(what()).containsExactly("starting", "ready", "crashed", "backoff");
        assertThat(last("crashed"))
                .containsEntry("worker", "printer.2")
                .containsEntry("service", "printer")
                .containsEntry("incarnation", 1)
                .containsEntry("pid", 4711)
                .containsEntry("uptimeMs", 600L)
                .containsEntry("asked", false)
                .containsEntry("why", "killed by SIGKILL");
        assertThat(Json.write(last("crashed").get("exit"))).isEqualTo("{\"code\":null,\"signal\":\"KILL\"}");
        assertThat(last("backoff"))
                .containsEntry("phase", "BACKOFF")
                .containsEntry("from", "READY")
                .containsEntry(
                        "delayMs",
                        Duration.between(now, worker.deadline().orElseThrow()).toMillis());
    }

    @Test
    void lifeThatSomebodyEndedDidNotCrash() {
        ready().on(new WorkerEvent.Stop("stopped on request"))
                .on(new WorkerEvent.Exited(1, ExitStatus.signalled(15), true));
        assertThat(what()).containsExactly("starting", "ready", "stopping", "exited", "stopped");
        assertThat(last("exited")).containsEntry("asked", true);
    }

    @Test
    void programThatCannotBeSpawnedCrashedWithoutAnExit() {
        on(new WorkerEvent.Start("started"))
                .on(new WorkerEvent.Proceed())
                .on(new WorkerEvent.SpawnFailed(1, "/bin/nothing: no such file"));
        assertThat(last("crashed"))
                .containsEntry("exit", null)
                .containsEntry("uptimeMs", 0L)
                .containsEntry("why", "/bin/nothing: no such file");
    }

    @Test
    void restartAtOnceIsADeathAndABirth() {
        ready().pass(3_600_000).on(new WorkerEvent.Exited(1, ExitStatus.exited(3), true));
        assertThat(what()).containsExactly("starting", "ready", "crashed", "starting");
        assertThat(last("crashed")).containsEntry("incarnation", 1).containsEntry("uptimeMs", 3_600_200L);
        assertThat(last("starting")).containsEntry("incarnation", 2).containsEntry("why", "exit 3");
    }

    @Test
    void groupThatOutlivesItsLeaderMakesOneDeath() {
        ready().on(new WorkerEvent.Exited(1, ExitStatus.exited(3), false))
                .pass(50)
                .on(new WorkerEvent.GroupEmpty(1));
        assertThat(what()).containsExactly("starting", "ready", "killing", "crashed", "backoff");
        assertThat(last("crashed")).containsEntry("uptimeMs", 200L).containsEntry("why", "exit 3");
    }

    @Test
    void slotThatGoesIsToldOfLast() {
        ready().on(new WorkerEvent.Retire("scaled down"))
                .on(new WorkerEvent.Stop("scaled down"))
                .on(new WorkerEvent.Exited(1, ExitStatus.exited(0), true));
        assertThat(what()).endsWith("stopping", "exited", "stopped", "removed");
    }

    @Test
    void faultNamesTheKindOfItemAndNotWhatIsInIt() {
        events.fault(new WorkerEvent.Stop("password=1234"), new IllegalStateException("broken"));
        assertThat(last("fault"))
                .containsEntry("why", "fault while handling Stop: java.lang.IllegalStateException: broken");
    }

    @Test
    void deathIsRecordedWithTheLinesOfThatLife() {
        pass(1000).ready().pass(400).on(new WorkerEvent.Exited(1, ExitStatus.exited(3), true));
        Map<String, @Nullable Object> death =
                deaths.newest(Set.of("printer"), 100).get(0);
        assertThat(death)
                .containsEntry("worker", "printer.2")
                .containsEntry("at", "2026-01-01T12:00:01.600Z")
                .containsEntry("crashed", true)
                .containsEntry("why", "exit 3")
                .containsEntry("then", worker.reason())
                .containsEntry("lastWords", List.of("from 2026-01-01T12:00:00.999Z", "until 2026-01-01T12:00:01.600Z"));
    }

    @Test
    void workerThatDoesNotServeForTheMomentIsToldOfAndSoIsItsRecovery() {
        ready().on(new WorkerEvent.ReadinessChanged(1, "connection refused"))
                .on(new WorkerEvent.ReadinessChanged(1, ""));
        assertThat(what()).containsExactly("starting", "ready", "unready", "ready");
        assertThat(last("unready")).containsEntry("why", "connection refused");
        assertThat(last("ready")).containsEntry("from", "READY").containsEntry("why", "is ready again");
    }
}
