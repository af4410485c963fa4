package dev.muster.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.CronTicks;
import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.CronSpec.Misfire;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.JobBackoff;
import dev.muster.supervisor.spec.JobCrashes;
import dev.muster.supervisor.spec.JobLimits;
import dev.muster.supervisor.spec.JobRetries;
import dev.muster.supervisor.spec.QueueSpec;
import dev.muster.supervisor.spec.Storage;
import dev.muster.supervisor.testkit.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One job a time, every five minutes by a clock that begins at midnight. */
final class CronsTest {

    private static final Duration TICK = Duration.ofMinutes(5);

    private static CronSpec cron(String schedule, String zone, Misfire misfire) {
        return new CronSpec(
                "report",
                schedule,
                zone,
                "reports",
                Optional.empty(),
                Map.of(),
                CronSpec.Priority.NORMAL,
                misfire,
                Duration.ZERO);
    }

    private static FleetSpec fleet(CronSpec... crons) {
        Map<String, CronSpec> byName = new LinkedHashMap<>();
        List.of(crons).forEach(cron -> byName.put(cron.name(), cron));
        QueueSpec queue = new QueueSpec(
                "reports",
                "chronicle:/nowhere/reports",
                1000,
                QueueSpec.OnFull.REJECT,
                JobLimits.DEFAULT,
                Storage.DEFAULT,
                new JobRetries(3, new JobBackoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 2, 0.1)),
                new JobCrashes(3, Duration.ofDays(3)));
        return Specs.fleet().withCrons(Map.of("reports", queue), byName);
    }

    private static FleetSpec fleet(Misfire misfire) {
        return fleet(cron("*/5 * * * *", "UTC", misfire));
    }

    private static LoopHarness running(Misfire misfire) {
        LoopHarness loop = new LoopHarness();
        loop.send(new Command.Apply(fleet(misfire)));
        return loop;
    }

    /** Another master, which finds what the first has written, {@code later}, and the same queue. */
    private static LoopHarness successor(LoopHarness dead, Duration later, FleetSpec spec) {
        LoopHarness next = new LoopHarness(dead.wall().plus(later));
        next.puts.queue = dead.puts.queue;
        next.mailbox.post(new Inheritance(List.of(), Map.of(), Desired.NONE).withRuns(dead.book.kept));
        next.send(new Command.Apply(spec));
        return next;
    }

    private static CronTicks ticks(LoopHarness loop) {
        return Objects.requireNonNull(loop.publisher.current().crons().get("report"));
    }

    private static List<String> times(LoopHarness loop) {
        return loop.puts.queue.jobs.stream()
                .map(job -> job.substring("report 2026-01-01T".length()))
                .toList();
    }

    @Test
    void eachTimeHasItsJobAndNoneComesBefore() {
        LoopHarness loop = running(Misfire.SKIP);
        loop.pass(TICK.minusSeconds(1));
        assertThat(times(loop)).isEmpty();
        loop.pass(Duration.ofSeconds(1));
        assertThat(times(loop)).containsExactly("00:05:00Z");
        loop.pass(TICK);
        assertThat(times(loop)).containsExactly("00:05:00Z", "00:10:00Z");
        assertThat(loop.told).contains("report PUT job 7 for 2026-01-01T00:05:00Z is in queue reports");
        assertThat(ticks(loop).last()).map(CronTicks.Last::at).contains(Instant.parse("2026-01-01T00:10:00Z"));
        assertThat(ticks(loop).next()).contains(Instant.parse("2026-01-01T00:15:00Z"));
        assertThat(loop.faults).isEmpty();
    }

    @Test
    @DisplayName("Q47 a master that dies while a job is being put is followed by one that has it put, once")
    void putUnderWayWhenTheMasterDies() {
        LoopHarness dead = running(Misfire.SKIP);
        dead.puts.hold();
        dead.pass(TICK);
        LoopHarness next = successor(dead, Duration.ofSeconds(5), fleet(Misfire.SKIP));
        dead.puts.release(); // the process outlives its master
        next.pass(TICK);
        assertThat(times(next)).containsExactly("00:05:00Z", "00:10:00Z");

        LoopHarness again = running(Misfire.SKIP);
        again.puts.hold();
        again.pass(TICK);
        again.puts.forget(); // and here it does not
        LoopHarness heir = successor(again, Duration.ofSeconds(5), fleet(Misfire.SKIP));
        assertThat(times(heir)).containsExactly("00:05:00Z");
    }

    @Test
    @DisplayName("Q47 a night without a master: skip leaves it out, once makes up for it once, all for each time")
    void nightWithoutAMaster() {
        for (Misfire misfire : Misfire.values()) {
            LoopHarness dead = running(misfire);
            dead.pass(TICK);
            LoopHarness next = successor(dead, Duration.ofMinutes(22), fleet(misfire));
            List<String> made =
                    switch (misfire) {
                        case SKIP -> List.of("00:05:00Z");
                        case ONCE -> List.of("00:05:00Z", "00:25:00Z");
                        case ALL -> List.of("00:05:00Z", "00:10:00Z", "00:15:00Z", "00:20:00Z", "00:25:00Z");
                    };
            assertThat(times(next)).as("%s", misfire).isEqualTo(made);
            assertThat(ticks(next).missed()).isEqualTo(misfire == Misfire.SKIP ? 4 : misfire == Misfire.ONCE ? 3 : 0);
            next.pass(Duration.ofMinutes(3));
            assertThat(times(next)).hasSize(made.size() + 1).last().isEqualTo("00:30:00Z");
        }
    }

    @Test
    void machineThatSleptForYearsMakesUpForTheLastHundredTimes() {
        LoopHarness loop = running(Misfire.ALL);
        loop.pass(Duration.ofDays(800));
        assertThat(loop.puts.queue.jobs).hasSize(100).doesNotHaveDuplicates();
        assertThat(loop.puts.queue.jobs.get(99)).isEqualTo("report 2028-03-11T00:00:00Z");
        assertThat(loop.told.get(0)).startsWith("report MISSED no jobs for");
        loop.pass(TICK);
        assertThat(loop.puts.queue.jobs).hasSize(101);
    }

    @Test
    void jobThatCannotBePutIsTriedAgainEverMoreSeldomAndToldOnce() {
        LoopHarness loop = running(Misfire.ONCE);
        loop.puts.refuse("the queue is full");
        loop.pass(TICK);
        assertThat(loop.puts.batches).isEqualTo(1);
        for (int i = 0; i < 60; i++) {
            loop.pass(Duration.ofSeconds(1));
        }
        assertThat(loop.puts.batches).isBetween(5, 8);
        assertThat(loop.told)
                .containsExactly("report FAILED the job for 2026-01-01T00:05:00Z is not put yet: the queue is full");
        assertThat(ticks(loop).trouble()).isEqualTo("the queue is full");
        loop.puts.refuse("");
        loop.pass(Duration.ofMinutes(1));
        assertThat(times(loop)).containsExactly("00:05:00Z");
        assertThat(ticks(loop).trouble()).isEmpty();
    }

    @Test
    void jobThatCannotBePutGivesWayToTheNextTime() {
        LoopHarness loop = running(Misfire.SKIP);
        loop.puts.refuse("the queue is full");
        loop.pass(TICK);
        loop.pass(TICK);
        loop.puts.refuse("");
        loop.pass(Duration.ofMinutes(1));
        assertThat(times(loop)).containsExactly("00:10:00Z");
        assertThat(loop.told).anyMatch(line -> line.startsWith("report MISSED no job for 2026-01-01T00:05:00Z"));
        assertThat(ticks(loop).missed()).isEqualTo(1);
    }

    @Test
    void slowPutDoesNotBeginAnotherAndWhatComesMeanwhileIsPutAfterwards() {
        LoopHarness loop = running(Misfire.ALL);
        loop.puts.hold();
        loop.pass(TICK);
        loop.pass(TICK);
        loop.pass(Duration.ofSeconds(2));
        assertThat(loop.puts.batches).isEqualTo(1);
        loop.puts.release();
        loop.settle();
        assertThat(times(loop)).containsExactly("00:05:00Z", "00:10:00Z");
    }

    @Test
    void timeThatComesWhileASlowPutGoesOnIsOnTimeAndGivesWayToALaterOne() {
        LoopHarness loop = running(Misfire.SKIP);
        loop.puts.hold();
        loop.pass(TICK);
        loop.pass(TICK);
        loop.pass(TICK);
        loop.pass(Duration.ofMinutes(2));
        loop.puts.release();
        loop.settle();
        assertThat(times(loop)).containsExactly("00:05:00Z", "00:15:00Z");
        assertThat(ticks(loop).missed()).isEqualTo(1);

        LoopHarness failing = running(Misfire.ONCE);
        failing.puts.hold();
        failing.pass(TICK);
        failing.pass(TICK);
        failing.puts.refuse("the queue is full");
        failing.puts.release();
        failing.puts.refuse("");
        failing.settle();
        failing.pass(Duration.ofSeconds(1));
        assertThat(times(failing)).containsExactly("00:10:00Z");
        assertThat(ticks(failing).missed()).isEqualTo(1);
    }

    @Test
    void changedCronBeginsAnewAndOneThatIsGonePutsNothing() {
        LoopHarness loop = running(Misfire.ALL);
        loop.pass(TICK);
        loop.send(new Command.Apply(fleet(cron("*/7 * * * *", "UTC", Misfire.ALL))));
        assertThat(ticks(loop).next()).contains(Instant.parse("2026-01-01T00:07:00Z"));
        loop.pass(Duration.ofMinutes(2));
        assertThat(times(loop)).containsExactly("00:05:00Z", "00:07:00Z");
        loop.send(new Command.Apply(fleet()));
        loop.pass(Duration.ofHours(1));
        assertThat(times(loop)).hasSize(2);
        assertThat(loop.publisher.current().crons()).isEmpty();
    }

    @Test
    void fleetThatEndsPutsNothingAnyMore() {
        LoopHarness loop = new LoopHarness();
        loop.send(new Command.Apply(Specs.fleet(Specs.printer())
                .withCrons(fleet(Misfire.ALL).queues(), fleet(Misfire.ALL).crons())));
        loop.allReady();
        loop.mailbox.post(new Command.Shutdown(false));
        loop.settle();
        loop.pass(TICK);
        assertThat(loop.puts.batches).isZero();
    }

    @Test
    @DisplayName("Q47 at the ends of summer time a time of the day has one job a day, an hourly one goes on")
    void summerTime() {
        assertThat(berlin("30 2 * * *", "2026-03-28T00:00:00Z"))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
        assertThat(berlin("30 2 * * *", "2026-10-24T00:00:00Z"))
                .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
        assertThat(berlin("30 * * * *", "2026-03-28T00:00:00Z")).hasSize(72);
        assertThat(berlin("30 * * * *", "2026-10-24T00:00:00Z")).hasSize(72);
    }

    private static List<String> berlin(String schedule, String from) {
        LoopHarness loop = new LoopHarness(Instant.parse(from));
        loop.send(new Command.Apply(fleet(cron(schedule, "Europe/Berlin", Misfire.SKIP))));
        for (int minute = 0; minute < 3 * 24 * 60; minute++) {
            loop.pass(Duration.ofMinutes(1));
        }
        return loop.puts.queue.jobs.stream()
                .map(job -> job.substring("report ".length()))
                .toList();
    }

    @Test
    @DisplayName(
            "Q47 two masters at one queue, deaths, sleeps, wrong clocks and slow puts: no time has two jobs, and with all each has one")
    void twoMasters() {
        for (long seed = 1; seed <= 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            FakePuts.Queue queue = new FakePuts.Queue();
            LoopHarness[] masters = {running(Misfire.ALL), running(Misfire.ALL)};
            for (int step = 0; step < 200; step++) {
                for (LoopHarness master : masters) {
                    master.puts.queue = queue;
                    master.pass(Duration.ofSeconds(37));
                }
                int which = random.nextInt(2);
                switch (random.nextInt(12)) {
                    case 0 -> {
                        if (random.nextBoolean()) {
                            masters[which].puts.forget();
                        }
                        masters[which] =
                                successor(masters[which], Duration.ofSeconds(random.nextInt(3)), fleet(Misfire.ALL));
                    }
                    case 1 -> masters[which].puts.hold();
                    case 2 -> masters[which].puts.refuse("disk full");
                    default -> {
                        masters[which].puts.release();
                        masters[which].puts.refuse("");
                    }
                }
            }
            for (LoopHarness master : masters) {
                master.puts.refuse("");
                master.puts.release();
                master.settle();
                master.pass(Duration.ofMinutes(2));
            }
            assertThat(queue.jobs).as("seed %d", seed).doesNotHaveDuplicates();
            TreeSet<String> sorted = new TreeSet<>(queue.jobs);
            assertThat(List.copyOf(sorted)).as("seed %d, in order", seed).isEqualTo(queue.jobs);
            long last = Duration.between(
                            LoopHarness.START, Instant.parse(sorted.last().substring("report ".length())))
                    .dividedBy(TICK);
            assertThat(queue.jobs).as("seed %d", seed).hasSize((int) last);
            assertThat(last).isGreaterThan(20);
        }
    }
}
