package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.Backoff;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop on a thread of its own, with real clocks and requests from other threads. */
@Timeout(60)
class LoopThreadTest {

    private static final WorkerId ONE = new WorkerId("printer", 1);

    private final Mailbox mailbox = new Mailbox();
    private final SnapshotPublisher publisher = new SnapshotPublisher();
    private final FakeProcesses processes = new FakeProcesses(mailbox);
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final SupervisorLoop loop =
            new SupervisorLoop(mailbox, publisher, Surroundings.live(processes, journal(), Succession.NONE));
    private final Thread thread = new Thread(loop, "loop under test");

    @AfterEach
    void endTheLoop() throws InterruptedException {
        mailbox.post(new Command.Shutdown(true));
        thread.join(Duration.ofSeconds(20).toMillis());
        assertThat(thread.isAlive()).isFalse();
        assertThat(processes.running).isEmpty();
        assertThat(faults).isEmpty();
    }

    @Test
    void itemWakesTheLoopAndShutdownEndsIt() {
        start(Specs.fleet(Specs.printer().readyWhenSpawned()));
        Await.until("READY", () -> phase() == Phase.READY);
        mailbox.post(new Command.Shutdown(false));
        Await.until("the end", () -> loop.finished().isDone() && !thread.isAlive());
        assertThat(phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void deadlineWakesTheLoop() throws Exception {
        Specs service = Specs.printer().backoff(backoff(50));
        start(Specs.fleet(service));
        Await.until("STARTING", () -> phase() == Phase.STARTING);
        onLoop(() -> {
            processes.exit(ONE, ExitStatus.exited(1));
            return true;
        });
        Await.until("the second life", () -> worker().incarnation() == 2);
        assertThat(worker().restarts()).isEqualTo(1);
    }

    @Test
    void interruptIsNoWayToEndTheLoop() {
        start(Specs.fleet(Specs.printer().readyWhenSpawned()));
        thread.interrupt();
        Await.until("READY", () -> phase() == Phase.READY);
    }

    @Test
    @DisplayName("S40 twenty threads restart the same worker at once, 200 times: all succeed, and one process is left")
    void concurrentRestartsLeaveOneProcess() throws Exception {
        start(Specs.fleet(Specs.printer().readyWhenSpawned()));
        ExecutorService operators = Executors.newFixedThreadPool(20);
        try {
            for (int round = 0; round < 200; round++) {
                int before = worker().incarnation();
                CyclicBarrier together = new CyclicBarrier(20);
                List<Future<CommandReply>> replies = IntStream.range(0, 20)
                        .mapToObj(i -> operators.submit(() -> {
                            Command.Restart restart = new Command.Restart(List.of(ONE));
                            together.await();
                            mailbox.post(restart);
                            return restart.reply().get(20, TimeUnit.SECONDS);
                        }))
                        .toList();
                for (Future<CommandReply> reply : replies) {
                    assertThat(reply.get().decisions())
                            .singleElement()
                            .matches(decision -> decision.outcome() == Decision.Outcome.DONE);
                }
                Await.until("READY again", () -> phase() == Phase.READY && worker().incarnation() > before);
                assertThat(onLoop(processes.running::size)).isEqualTo(1);
            }
        } finally {
            operators.shutdown();
        }
    }

    @Test
    @DisplayName("S29 requests are answered while fifty workers crash as fast as they can")
    void requestsAreAnsweredDuringCrashLoops() throws Exception {
        processes.crashAtOnce();
        start(Specs.fleet(Specs.printer().workers(50).backoff(backoff(1))));
        Await.until("crashes", () -> worker().restarts() > 5);
        long[] waited = new long[100];
        for (int i = 0; i < waited.length; i++) {
            Command.Start request = new Command.Start(List.of(ONE));
            long asked = System.nanoTime();
            mailbox.post(request);
            request.reply().get(20, TimeUnit.SECONDS);
            waited[i] = System.nanoTime() - asked;
        }
        Arrays.sort(waited);
        assertThat(Duration.ofNanos(waited[waited.length / 2])).isLessThan(Duration.ofMillis(50));
    }

    private void start(FleetSpec spec) {
        processes.obeyTerm();
        thread.setDaemon(true);
        thread.start();
        mailbox.post(new Command.Apply(spec));
        Await.until("the first snapshot", () -> publisher.current().worker(ONE).isPresent());
    }

    /** Fake processes belong to the loop thread, where a reply is completed. */
    private <T> T onLoop(Supplier<T> work) throws Exception {
        Command.Start probe = new Command.Start(List.of());
        CompletableFuture<T> result = probe.reply().thenApply(reply -> work.get());
        mailbox.post(probe);
        return result.get(20, TimeUnit.SECONDS);
    }

    private Journal journal() {
        return new Journal() {
            @Override
            public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {}

            @Override
            public void fault(Object what, Throwable fault) {
                faults.add(what + ": " + fault);
            }
        };
    }

    private Worker worker() {
        return publisher.current().worker(ONE).orElseThrow();
    }

    private Phase phase() {
        return worker().phase();
    }

    private static Backoff backoff(int millis) {
        Duration span = Duration.ofMillis(millis);
        return new Backoff(span, span, 1, 0, Duration.ofHours(1));
    }
}
