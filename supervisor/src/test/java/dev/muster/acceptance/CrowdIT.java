package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many workers at once. */
final class CrowdIT {

    @Test
    @DisplayName("S60 a thousand workers start, are listed, and stop")
    void thousandWorkersStartAndStop() {
        try (Fleet fleet = Fleet.of("muster.services.crowd { command = [sleep, 1000], workers = 10 }")
                .run()) {
            fleet.awaitReady(10);
            for (int workers = 250; workers <= 1000; workers += 250) {
                fleet.muster("scale", "crowd", String.valueOf(workers)).succeeded();
            }
            assertThat(fleet.awaitReady(1000).processes()).hasSize(1000);
            Result table = fleet.muster("status").succeeded();
            assertThat(table.out()).contains("crowd.1 ", "crowd.1000 ");
            fleet.muster("stop", "*").succeeded();
            assertThat(fleet.processes()).isEmpty();
            fleet.muster("shutdown").succeeded();
            assertThat(fleet.awaitEnd()).isZero();
        }
    }

    @Test
    @DisplayName("S30 a hundred workers die at once: each slot runs again, and never more than a hundred live")
    void simultaneousDeathsAreAllRepaired() {
        try (Fleet fleet = Fleet.of("muster.services.crowd { command = [sleep, 1000], workers = 100 }")
                .run()) {
            Status before = fleet.awaitReady(100);
            Map<String, Proc> victims = before.processes();
            List<String> words = new ArrayList<>(List.of("kill", "-KILL"));
            victims.values().forEach(victim -> words.add(String.valueOf(victim.pid())));
            run(words);
            Await.within(Fleet.PATIENCE, "a new life in every slot", () -> {
                assertThat(fleet.processes()).hasSizeLessThanOrEqualTo(100);
                Status now = fleet.status();
                return now.ready() == 100 && now.workers().stream().allMatch(worker -> worker.incarnation() == 2);
            });
            assertThat(fleet.status().ids()).isEqualTo(before.ids());
            assertThat(fleet.status().processes().values()).doesNotContainAnyElementsOf(victims.values());
        }
    }

    @Test
    @DisplayName("S29 fifty workers crash-loop: a status is answered within 50 ms, and the end comes soon")
    void crashLoopsNeverBlockAnAnswer() throws IOException {
        try (Fleet fleet = Fleet.of(
                        """
                muster.services.crash {
                  command = ["false"], workers = 50
                  restart.backoff { initial = 20ms, max = 100ms }
                }
                """)
                .run()) {
            fleet.await(
                    "many restarts",
                    status -> status.workers().stream()
                                    .mapToInt(Status.Worker::restarts)
                                    .sum()
                            > 200);
            List<Long> micros = new ArrayList<>();
            try (ControlSocket socket = new ControlSocket(fleet.controlSocket())) {
                for (int i = 0; i < 100; i++) {
                    long asked = System.nanoTime();
                    assertThat(socket.status().workers()).hasSize(50);
                    micros.add((System.nanoTime() - asked) / 1000);
                }
            }
            Collections.sort(micros);
            // On a busy machine a few answers wait for the scheduler, not for the master.
            assertThat(Duration.ofNanos(micros.get(94) * 1000))
                    .as("of %s us", micros)
                    .isLessThan(Pace.allow(Duration.ofMillis(50)));
            long asked = System.nanoTime();
            fleet.masterProcess().signal("TERM");
            assertThat(fleet.awaitEnd()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Pace.allow(Duration.ofSeconds(5)));
        }
    }

    private static void run(List<String> words) {
        try {
            assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(words.get(0) + " failed", e);
        }
    }
}
