package dev.muster.supervisor.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueStats;
import dev.muster.queue.ledger.QueueFigures;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.core.WorkerMachine;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Sandbox;
import dev.muster.wire.FromWorker;
import dev.muster.wire.JobCounters;
import dev.muster.wire.RoleCounters;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A printer reads numbers and writes mail. What a worker says and what its queues have is made up by the tests. */
final class IdleWorkersTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final SocketLoop loop = new SocketLoop();
    private final WorkerChannels channels = new WorkerChannels(loop);
    private final ServiceSpec printer;
    private final ServiceSpec strict;
    private Map<String, QueueFigures> figures = Map.of();

    IdleWorkersTest(@TempDir Path directory) {
        loop.start();
        Sandbox sandbox = new Sandbox(directory);
        printer = printer(sandbox, "");
        strict = printer(sandbox, ", liveness.stalled = 1s");
        jobs("numbers", 5, 0, false);
    }

    private static ServiceSpec printer(Sandbox sandbox, String more) {
        return sandbox.load("muster { queues { numbers { max-running = 3 }, mail {} }\n"
                        + "services.printer { main = a.B, queues { in = numbers, out = mail }" + more + " } }")
                .service("printer")
                .orElseThrow();
    }

    @AfterEach
    void end() {
        loop.close();
    }

    private void jobs(String queue, int ready, int running, boolean paused) {
        QueueStats stats = new QueueStats(ready, 0, running, 0, 12, 16, 60_000);
        Optional<Instant> until = paused ? Optional.of(Instant.MAX) : Optional.empty();
        figures = Map.of(queue, new QueueFigures(stats, QueueCounters.NONE, until));
    }

    private void says(Worker worker, long taken, long running) {
        RoleCounters in = new RoleCounters(0, taken, taken - running, 0, 0, 0);
        RoleCounters out = new RoleCounters(taken, 0, 0, 0, 0, 0);
        channels.reported(
                worker.id(),
                worker.incarnation(),
                new FromWorker.Heartbeat(Map.of("in", in, "out", out), new JobCounters(running, taken - running, 0)));
    }

    private Worker worker(int slot) {
        Worker worker = Worker.fresh(new WorkerId("printer", slot), printer, 0, NOON);
        for (WorkerEvent event : List.of(
                new WorkerEvent.Start("started"),
                new WorkerEvent.Proceed(),
                new WorkerEvent.Spawned(1, 4711),
                new WorkerEvent.Ready(1))) {
            worker = WorkerMachine.step(worker, event, NOON, 0.5).worker();
        }
        return worker;
    }

    private Optional<IdleWorkers.Idle> idle(Worker worker) {
        return new IdleWorkers(channels, () -> figures).idle(worker);
    }

    @Test
    void workerWithoutAJobBesideAQueueWithSomeIsIdle() {
        says(worker(1), 7, 0);
        assertThat(idle(worker(1))).hasValueSatisfying(idle -> {
            assertThat(idle.why()).isEqualTo("claims nothing though queue numbers has jobs");
            assertThat(idle.claimed()).isEqualTo(7);
        });
    }

    @Test
    void isStalledOnceItHasBeenIdleForLong() {
        says(worker(1), 7, 0);
        assertThat(new IdleWorkers(channels, () -> figures).stalled(worker(1)))
                .as("its next heartbeat may be on its way")
                .isEmpty();
        Worker impatient = WorkerMachine.step(worker(1), new WorkerEvent.SpecChanged(strict), NOON, 0.5)
                .worker();
        Await.until("it has been idle for a second", () -> new IdleWorkers(channels, () -> figures)
                .stalled(impatient)
                .isPresent());
    }

    @Test
    void workerInTheMiddleOfAJobIsNot() {
        says(worker(1), 7, 1);
        assertThat(idle(worker(1))).isEmpty();
    }

    @Test
    void workerBesideAQueueThatIsPausedEmptyOrFullIsNot() {
        says(worker(1), 7, 0);
        jobs("numbers", 5, 0, true);
        assertThat(idle(worker(1))).isEmpty();
        jobs("numbers", 0, 0, false);
        assertThat(idle(worker(1))).isEmpty();
        jobs("numbers", 5, 3, false);
        assertThat(idle(worker(1))).isEmpty();
        jobs("numbers", 5, 2, false);
        assertThat(idle(worker(1))).isPresent();
    }

    @Test
    void workerIsIdleOnlyByARoleThatItsServiceClaimsBy() {
        says(worker(1), 0, 0);
        assertThat(idle(worker(1))).as("nobody has ever claimed").isEmpty();
        says(worker(2), 1, 0);
        assertThat(idle(worker(1))).as("its neighbour has").isPresent();
        jobs("mail", 5, 0, false);
        assertThat(idle(worker(1))).as("it only writes mail").isEmpty();
    }

    @Test
    void whatAnEarlierLifeSaidDoesNotCount() {
        says(worker(1), 7, 0);
        Worker next = WorkerMachine.step(
                        worker(1), new WorkerEvent.Exited(1, ExitStatus.signalled(9), true), NOON.plusSeconds(60), 0.5)
                .worker();
        assertThat(next.incarnation()).isEqualTo(2);
        assertThat(idle(next)).isEmpty();
    }
}
