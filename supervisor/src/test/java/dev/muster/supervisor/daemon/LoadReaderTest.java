package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueStats;
import dev.muster.queue.ledger.QueueFigures;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.core.Load;
import dev.muster.supervisor.core.Load.Waiting;
import dev.muster.supervisor.core.ScaleState;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.core.WorkerMachine;
import dev.muster.supervisor.loop.FleetSnapshot;
import dev.muster.supervisor.loop.Moment;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Sandbox;
import dev.muster.wire.FromWorker.Heartbeat;
import dev.muster.wire.JobCounters;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two printers that read numbers and letters, of which no more than three may be printed at a time, and write mail. */
final class LoadReaderTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final FleetSpec fleet;
    private final Map<String, QueueFigures> figures = new HashMap<>();
    private final Map<Integer, Integer> running = new HashMap<>();

    LoadReaderTest(@TempDir Path directory) {
        fleet = new Sandbox(directory)
                .load(
                        """
                        muster {
                          queues { numbers {}, letters { max-running = 3 }, mail {} }
                          services.printer {
                            main = a.B, queues { in = numbers, more = letters, out = mail }
                            workers { max = 4, scale-on.roles = [in, more] }
                          }
                        }
                        """);
        queue("numbers", 20, 0, 3_000);
        queue("letters", 7, 0, 9_000);
        queue("mail", 1_000, 0, 90_000);
    }

    private void queue(String name, long ready, long runs, long oldest) {
        figures.put(name, figures(ready, runs, oldest, Optional.empty()));
    }

    private static QueueFigures figures(long ready, long runs, long oldest, Optional<Instant> pausedUntil) {
        return new QueueFigures(new QueueStats(ready, 500, runs, 9, 0, 0, oldest), QueueCounters.NONE, pausedUntil);
    }

    private Worker worker(int slot) {
        Worker worker = Worker.fresh(
                new WorkerId("printer", slot), fleet.service("printer").orElseThrow(), 0, NOON);
        for (WorkerEvent event : List.of(
                new WorkerEvent.Start("started"),
                new WorkerEvent.Proceed(),
                new WorkerEvent.Spawned(1, (1 << 23) + slot),
                new WorkerEvent.Ready(1))) {
            worker = WorkerMachine.step(worker, event, NOON, 0.5).worker();
        }
        return worker;
    }

    private Optional<Heartbeat> heartbeat(Worker worker) {
        return Optional.ofNullable(running.get(worker.id().slot()))
                .map(jobs -> new Heartbeat(Map.of(), new JobCounters(jobs, 0, 0)));
    }

    private Load read() {
        FleetSnapshot snapshot = new FleetSnapshot(
                fleet,
                Desired.NONE,
                Map.of("printer", ScaleState.NEW),
                List.of(worker(1), worker(2)),
                List.of(),
                Map.of(),
                false,
                new Moment(NOON, NOON),
                1);
        LoadReader reader = new LoadReader(
                name -> Optional.ofNullable(figures.get(name)),
                this::heartbeat,
                () -> new Headroom(1 << 30, 1 << 30, 2),
                () -> NOON);
        return Objects.requireNonNull(reader.read(snapshot).loads().get("printer"));
    }

    @Test
    void theBacklogsThatItConsumesCountTogetherAndTheOldestJobOfAll() {
        assertThat(read().waiting()).isEqualTo(new Waiting(27, Duration.ofSeconds(9), 0));
        assertThat(read().known()).isTrue();
        assertThat(read().at()).isEqualTo(NOON);
    }

    @Test
    void jobsThatNobodyMoreCouldClaimAreHeld() {
        figures.put("numbers", figures(20, 0, 3_000, Optional.of(Instant.MAX)));
        assertThat(read().waiting()).isEqualTo(new Waiting(7, Duration.ofSeconds(9), 20));
        assertThat(read().why()).isEqualTo("queue numbers is paused");

        queue("numbers", 0, 0, 0);
        queue("letters", 7, 3, 9_000);
        assertThat(read().waiting()).isEqualTo(new Waiting(0, Duration.ZERO, 7));
        assertThat(read().why()).isEqualTo("queue letters runs as many jobs as it may (3)");
    }

    @Test
    void whoSaysThatItHasNoJobIsIdle() {
        queue("numbers", 20, 1, 3_000);
        running.put(1, 0);
        running.put(2, 1);
        assertThat(read().idle()).containsExactly(1);
    }

    @Test
    void whoSaysNothingIsIdleWhenNoJobRuns() {
        assertThat(read().idle()).containsExactlyInAnyOrder(1, 2);
        queue("numbers", 20, 1, 3_000);
        assertThat(read().idle()).isEmpty();
    }

    @Test
    void aQueueThatCannotBeReadMakesTheWholeReadingUnknown() {
        figures.remove("letters");
        assertThat(read().known()).isFalse();
        assertThat(read().why()).isEqualTo("queue letters cannot be read");
    }
}
