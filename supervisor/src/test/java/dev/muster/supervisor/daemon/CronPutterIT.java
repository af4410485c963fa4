package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.supervisor.core.CronTicks;
import dev.muster.supervisor.loop.CronPuts.Answer;
import dev.muster.supervisor.loop.CronPuts.Put;
import dev.muster.supervisor.process.OutputTails;
import dev.muster.supervisor.process.Reaper;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the master hears of the process that puts the jobs of crons, here in an installation that has none. */
@Timeout(120)
final class CronPutterIT {
    private static final Instant TICK = Instant.parse("2026-01-01T03:00:00Z");

    private final Reaper reaper = Reaper.start();
    private final OutputTails tails = new OutputTails();
    private final QueueKeeper queues = new QueueKeeper();
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private final FleetSpec fleet;
    private final CronSpec cron;
    private final CronLaunch launch;

    CronPutterIT(@TempDir Path directory) {
        Sandbox sandbox = new Sandbox(directory);
        fleet = sandbox.load("muster.services {}\nmuster.queues.reports.url = \"chronicle:" + directory.resolve("q")
                + "\"\nmuster.cron.nightly { schedule = \"@daily\", zone = UTC, queue = reports }");
        cron = Objects.requireNonNull(fleet.crons().get("nightly"));
        launch = new CronLaunch(sandbox.home());
        queues.follow(fleet);
    }

    @AfterEach
    void close() {
        queues.close();
        tails.close();
        reaper.close();
    }

    private Answer answer(Duration patience, Instant... ticks) {
        try (CronPutter putter = new CronPutter(launch, queues, reaper, tails, patience)) {
            Put put = new Put(
                    cron, Objects.requireNonNull(fleet.queues().get("reports")), Optional.empty(), List.of(ticks));
            putter.put(List.of(put), answers::add);
            Await.until("an answer", () -> !answers.isEmpty());
            return answers.get(0);
        }
    }

    @Test
    void whatTheProcessSaidIsTheReasonWhenItPutNothing() {
        Answer answer = answer(Duration.ofMinutes(1), TICK);
        assertThat(answer.over()).isEmpty();
        assertThat(answer.why()).contains("the process that puts it ended with exit 1", "CronMain");
    }

    @Test
    void oneThatTakesTooLongIsKilled() {
        assertThat(answer(Duration.ZERO, TICK).why()).contains("the process that puts it took longer than");
    }

    @Test
    void timesThatHaveTheirJobAlreadyTakeNoProcess() {
        QueueUse put = new QueueUse(
                Objects.requireNonNull(fleet.queues().get("reports")).address());
        String job = put.once("nightly", TICK);
        Answer answer = answer(Duration.ZERO, TICK.minusSeconds(60), TICK);
        assertThat(answer.why()).isEmpty();
        assertThat(answer.over()).contains(new CronTicks.Last(TICK, Optional.of(job)));
        answers.clear();
        assertThat(answer(Duration.ZERO).over())
                .as("only asked")
                .map(CronTicks.Last::at)
                .contains(TICK);
    }

    private record QueueUse(String address) {
        String once(String timetable, Instant tick) {
            try (JobQueue queue = JobQueues.open("reports", address)) {
                return queue.putOnce(timetable, tick, Job.json("1"))
                        .toCompletableFuture()
                        .join()
                        .orElseThrow()
                        .value();
            }
        }
    }
}
