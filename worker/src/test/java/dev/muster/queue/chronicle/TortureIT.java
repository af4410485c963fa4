package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueStats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Producers and consumers in JVMs of their own, killed with -9 or frozen at random moments, sometimes all at once. The system
 * property {@code muster.torture.seconds} makes it longer.
 */
class TortureIT {

    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("muster.torture.seconds", 60));

    /** To whom the mover's clock belongs, every delay is over. */
    private static final Duration LATER = Duration.ofHours(1);

    private static final Duration STALL = Duration.ofSeconds(8);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final List<Child> running = new ArrayList<>();
    private final List<Path> journals = new ArrayList<>();
    private final List<String> stalls = new ArrayList<>();
    private long journalled;
    private long movedAt = System.nanoTime();
    private int producers;
    private QueueCounters counters = QueueCounters.NONE;

    @AfterEach
    void killAll() {
        running.forEach(Child::kill);
    }

    private String url() {
        return "chronicle:" + directory.resolve("queue")
                + "?segment-jobs=500&crash-max=1000&max-backlog=2000&on-full=block";
    }

    private Child start(String role) {
        Child child =
                switch (role) {
                    case "vary" -> Child.start(directory, role, url(), "-", "p" + producers++, "100000000");
                    case "move" -> Child.start(directory, role, url(), "-", LATER.toString());
                    default -> Child.start(directory, role, url(), "-");
                };
        journals.add(child.journal());
        return child;
    }

    @Test
    @DisplayName("Q1 Q2 Q3 Q4 Q5 Q32 Q33 nothing is lost, stuck or acknowledged twice, whoever is killed whenever")
    void nothingIsLostStuckOrAcknowledgedTwice() throws IOException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        int kills = torture(random);
        running.forEach(Child::kill);
        QueueStats after = drain();

        Oracle oracle = new Oracle();
        journals.forEach(oracle::read);
        String run =
                "seed " + seed + ", " + kills + " kills, " + oracle.puts() + " jobs put, " + after + ", " + counters;
        System.out.println("torture: " + run);
        assertThat(oracle.verdict()).as(run).isEmpty();
        assertThat(oracle.miscounted(counters, after)).as(run).isEmpty();
        assertThat(after.backlog()).as(run).isZero();
        assertThat(stalls).as(run).isEmpty();
        assertThat(after.dead()).as(run).isLessThanOrEqualTo(oracle.burials() + kills);
        assertThat(after.done() + after.dead()).as(run).isEqualTo(after.puts());
        assertThat(kills).as(run).isGreaterThan(5);
        assertThat(oracle.puts()).as(run).isGreaterThan(1000);
    }

    private int torture(SplittableRandom random) {
        List<String> roles = List.of("vary", "vary", "consume", "consume", "consume", "move");
        roles.forEach(role -> running.add(start(role)));
        int kills = 0;
        long end = System.nanoTime() + LENGTH.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(50, 800)));
            watch();
            boolean everybody = random.nextInt(20) == 0;
            int chosen = random.nextInt(running.size());
            if (!everybody && random.nextInt(4) == 0) {
                freeze(running.get(chosen), random.nextInt(20, 600));
                continue;
            }
            if (!everybody && random.nextInt(10) < 9 && !running.get(chosen).hasWorked()) {
                continue; // being killed while starting matters too, but not most of the time
            }
            for (int i = 0; i < running.size(); i++) {
                if (i == chosen || everybody) {
                    assertThat(running.get(i).isAlive())
                            .as("only the test ends them: %s", running.get(i).output())
                            .isTrue();
                    running.get(i).kill();
                    kills++;
                    running.set(i, start(roles.get(i)));
                }
            }
        }
        return kills;
    }

    /** Notes what everybody does when nobody has got anywhere for long: it is killed and gone before a person could look. */
    private void watch() {
        long now = journals.stream()
                .mapToLong(journal -> journal.toFile().length())
                .sum();
        if (now != journalled) {
            journalled = now;
            movedAt = System.nanoTime();
        } else if (System.nanoTime() - movedAt > STALL.toNanos() && stalls.size() < 3) {
            movedAt = System.nanoTime();
            StringBuilder dumps = new StringBuilder("nobody moved for " + STALL);
            running.forEach(child -> dumps.append(child.threads()));
            stalls.add(dumps.toString());
        }
    }

    /** Stops a process without killing it: nobody may take its jobs or its lock. */
    private static void freeze(Child child, int millis) {
        child.signal("STOP");
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        child.signal("CONT");
    }

    /** Finishes what is left, writing it down like any consumer. */
    private QueueStats drain() throws IOException {
        Path file = directory.resolve("drain.journal");
        Journal journal = new Journal(file);
        journals.add(file);
        try (JobQueue queue = JobQueues.open("torture", url());
                Consumer consumer = queue.openConsumer()) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (queue.stats().backlog() > 0 && System.nanoTime() - deadline < 0) {
                ((ChronicleJobQueue) queue).shared().mover().round(System.currentTimeMillis() + LATER.toMillis());
                for (Lease lease : consumer.poll(100, Duration.ofMillis(500))) {
                    String name = new String(lease.job().payload(), StandardCharsets.UTF_8);
                    journal.line("start " + name + " " + lease.attempt() + " " + lease.crashes() + " " + lease.id());
                    journal.line("end " + name);
                    journal.line("acked " + name + " " + lease.ack());
                }
            }
            assertThat(queue.put(Job.json("last")).toCompletableFuture())
                    .as("whatever was done to it, the queue still takes jobs")
                    .succeedsWithin(Duration.ofSeconds(20));
            assertThat(consumer.poll(1, Duration.ofSeconds(20))).singleElement().matches(Lease::ack);
            counters = queue.counters();
            return queue.stats();
        }
    }
}
