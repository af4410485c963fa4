package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A worker that is killed runs again, in the same slot, and only there. */
final class RestartIT {
    private static final int KILLS = 20;
    private static final int RESTARTS = 1000;

    @Test
    @DisplayName("S17 twenty kills of a running worker, each at a random moment of its life: a new process each time")
    void everyKillIsFollowedByANewLife() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Fleet fleet = Fleet.of(
                        """
                muster.services.victim {
                  command = [sleep, 1000]
                  restart.backoff { initial = 10ms, max = 20ms }
                }
                """)
                .run()) {
            Set<Proc> lives = new HashSet<>();
            for (int kill = 1; kill <= KILLS; kill++) {
                int life = kill;
                Proc victim = fleet.awaitWorker("victim.1", worker -> worker.isReady() && worker.incarnation() == life)
                        .worker("victim.1")
                        .process();
                assertThat(lives.add(victim)).as("seed %d", seed).isTrue();
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(20_000)));
                victim.signal("KILL");
            }
            Status after = fleet.awaitWorker("victim.1", worker -> worker.incarnation() == KILLS + 1);
            assertThat(after.worker("victim.1").restarts()).isEqualTo(KILLS);
            assertThat(after.worker("victim.1").lastExit())
                    .isNotNull()
                    .extracting(Status.LastExit::signal)
                    .isEqualTo("KILL");
            assertThat(fleet.processes()).hasSize(1);
        }
    }

    @Test
    @DisplayName("S82 a thousand restarts leave no file open, no thread and no zombie behind")
    void restartsLeaveNothingBehind() {
        try (Fleet fleet = Fleet.of(
                        """
                muster.services.brief {
                  command = [true]
                  workers = 4
                  restart.backoff { initial = 1ms, max = 1ms, jitter = 0 }
                }
                """)
                .run()) {
            List<Integer> early = holdingsAfter(100, fleet);
            fleet.muster("start", "--no-wait", "brief").succeeded();
            List<Integer> late = holdingsAfter(RESTARTS, fleet);
            // Some are opened late, and kept: a compiler's thread, a jar. One in a hundred restarts would be nine.
            assertThat(late).zipSatisfy(early, (now, before) -> assertThat(now).isLessThan(before + 8));
            assertThat(fleet.masterProcess().zombies()).isZero();
        }
    }

    /** While nothing of the service runs. */
    private static List<Integer> holdingsAfter(int restarts, Fleet fleet) {
        fleet.await(
                restarts + " restarts",
                status -> status.workers().stream()
                                .mapToInt(worker -> worker.incarnation() - 1)
                                .sum()
                        >= restarts);
        fleet.muster("stop", "brief").succeeded();
        return fleet.masterProcess().holdings();
    }
}
