package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Worker;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pulse of loops on threads of their own. */
@Timeout(60)
final class PulseTest {
    private static final Duration BEAT = Duration.ofMillis(5);

    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Running> running = new ArrayList<>();

    /** A loop on its thread, and how often its pulse was felt. */
    private record Running(Mailbox mailbox, Thread thread, AtomicInteger beats) {
        void awaitBeats(int more) {
            int before = beats.get();
            Await.until(more + " beats", () -> beats.get() >= before + more);
        }
    }

    private Running start(Journal journal, Duration beat) {
        Mailbox mailbox = new Mailbox();
        AtomicInteger beats = new AtomicInteger();
        Pulse pulse = now -> {
            beats.incrementAndGet();
            return now.plus(beat);
        };
        FakeProcesses processes = new FakeProcesses(mailbox);
        processes.obeyTerm();
        SupervisorLoop loop = new SupervisorLoop(
                mailbox, new SnapshotPublisher(), Surroundings.live(processes, journal, Succession.NONE), pulse);
        Thread thread = new Thread(loop, "loop under test");
        thread.setDaemon(true);
        thread.start();
        Running started = new Running(mailbox, thread, beats);
        running.add(started);
        return started;
    }

    @AfterEach
    void endTheLoops() throws InterruptedException {
        release.countDown();
        for (Running one : running) {
            one.mailbox().post(new Command.Shutdown(true));
            one.thread().join(Duration.ofSeconds(20).toMillis());
            assertThat(one.thread().isAlive()).isFalse();
        }
    }

    @Test
    void idleLoopTurnsWhenThePulseIsDue() {
        start(journal(() -> {}), BEAT).awaitBeats(10);
    }

    @Test
    void idleLoopDoesNotTurnForAPulseThatIsNotDue() {
        Running slow = start(journal(() -> {}), Duration.ofHours(1));
        Running quick = start(journal(() -> {}), BEAT);
        quick.awaitBeats(50);
        assertThat(slow.beats()).hasValueLessThan(3);
    }

    @Test
    @DisplayName("S90 a loop that hangs has no pulse")
    void stuckLoopHasNoPulse() throws Exception {
        Running frozen = start(
                journal(() -> {
                    stuck.countDown();
                    awaitRelease();
                }),
                BEAT);
        Running healthy = start(journal(() -> {}), BEAT);
        frozen.awaitBeats(1);
        frozen.mailbox().post(new Command.Apply(Specs.fleet(Specs.printer().readyWhenSpawned())));
        assertThat(stuck.await(20, TimeUnit.SECONDS)).isTrue();
        int before = frozen.beats().get();
        healthy.awaitBeats(50);
        assertThat(frozen.beats()).hasValue(before);
        release.countDown();
        frozen.awaitBeats(1);
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Journal journal(Runnable atTransition) {
        return new Journal() {
            @Override
            public void transition(Worker before, Worker after, WorkerEvent cause, Instant at) {
                atTransition.run();
            }

            @Override
            public void fault(Object what, Throwable fault) {
                throw new AssertionError("fault in " + what, fault);
            }
        };
    }
}
