package dev.muster.supervisor.cron;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.PeekedJob;
import dev.muster.queue.Priority;
import dev.muster.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the process does that puts the jobs of crons. */
final class CronMainTest {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    private final Path directory;

    CronMainTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private String address(String queue) {
        return "chronicle:" + directory.resolve(queue) + "?min-free=0&max-backlog=3";
    }

    private CronOrder.Item item(String cron, CronOrder.Tick... ticks) {
        return new CronOrder.Item(cron, "jobs", address("jobs"), "sales", "{\"days\":1}", "high", List.of(ticks));
    }

    private CronOrder.Tick tick(int minute, Duration later) {
        Instant at = now.plus(minute - 60, ChronoUnit.MINUTES);
        return new CronOrder.Tick(at.toString(), at.plus(later).toString());
    }

    private static boolean run(CronOrder.Item... items) {
        return CronMain.run(Json.write(new CronOrder(CronOrder.VERSION, List.of(items))));
    }

    private List<PeekedJob> jobs() {
        try (JobQueue queue = JobQueues.open("jobs", address("jobs"))) {
            return queue.admin().peek(10);
        }
    }

    @Test
    void eachTimeOfAnOrderHasItsJobOnce() {
        assertThat(run(item("nightly", tick(1, Duration.ZERO), tick(2, Duration.ofHours(2)))))
                .isTrue();
        assertThat(run(item("nightly", tick(1, Duration.ZERO), tick(2, Duration.ZERO))))
                .as("again")
                .isTrue();
        assertThat(jobs()).hasSize(2).allSatisfy(peeked -> {
            assertThat(peeked.job().type()).isEqualTo("sales");
            assertThat(peeked.job().priority()).isEqualTo(Priority.HIGH);
            assertThat(new String(peeked.job().payload(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"days\":1}");
        });
        assertThat(jobs())
                .filteredOn(peeked -> peeked.state().name().equals("DELAYED"))
                .hasSize(1);
    }

    @Test
    void oneThatCannotBePutDoesNotKeepTheOthersFromIt() {
        CronOrder.Item broken =
                new CronOrder.Item("broken", "far", "nowhere:far", "", "1", "normal", List.of(tick(1, Duration.ZERO)));
        assertThat(run(broken, item("nightly", tick(1, Duration.ZERO)))).isFalse();
        assertThat(jobs()).hasSize(1);
    }

    @Test
    void fullQueueIsAFailure() {
        CronOrder.Tick[] four = {
            tick(1, Duration.ZERO), tick(2, Duration.ZERO), tick(3, Duration.ZERO), tick(4, Duration.ZERO)
        };
        assertThat(run(item("nightly", four))).isFalse();
        assertThat(jobs()).hasSize(3);
    }

    @Test
    void whatIsNoOrderOrOneOfAnotherReleaseIsRefused() {
        assertThat(CronMain.run("")).isFalse();
        assertThat(CronMain.run("{}")).isFalse();
        assertThat(CronMain.run(Json.write(new CronOrder(2, List.of(item("nightly", tick(1, Duration.ZERO)))))))
                .isFalse();
    }
}
