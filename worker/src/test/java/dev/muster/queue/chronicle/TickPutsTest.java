package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.Tick;
import dev.muster.queue.ledger.Compactor;
import dev.muster.queue.ledger.QueueLedger;
import dev.muster.queue.ledger.SlotLocks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One job a tick, whoever tries how often, and dies where. */
class TickPutsTest {

    private static final Duration NOW = Duration.ofMillis(50);
    private static final Instant TICK = Instant.parse("2026-03-01T03:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private ChronicleJobQueue queue;

    @BeforeEach
    void open() {
        queue = open("");
    }

    private ChronicleJobQueue open(String more) {
        return (ChronicleJobQueue)
                JobQueues.open("ticks", "chronicle:" + directory + "/q?segment-jobs=50&min-free=0" + more);
    }

    @AfterEach
    void close() {
        CrashPoint.listener(point -> {});
        queue.close();
        Reboot.forget();
    }

    private static Instant tick(int hour) {
        return TICK.plus(hour, ChronoUnit.HOURS);
    }

    private static Optional<JobId> putOnce(JobQueue into, Instant tick) {
        return into.putOnce("nightly", tick, Job.json("\"" + tick + "\""))
                .toCompletableFuture()
                .join();
    }

    private Optional<JobId> putOnce(int hour) {
        return putOnce(queue, tick(hour));
    }

    private static List<String> drain(JobQueue from) {
        List<String> jobs = new ArrayList<>();
        try (Consumer consumer = from.openConsumer()) {
            for (List<Lease> leases = consumer.poll(100, NOW); !leases.isEmpty(); leases = consumer.poll(100, NOW)) {
                for (Lease lease : leases) {
                    jobs.add(new String(lease.job().payload(), StandardCharsets.UTF_8).replace("\"", ""));
                    assertThat(lease.ack()).isTrue();
                }
            }
        }
        return jobs;
    }

    private void fill(int jobs) {
        for (int i = 0; i < jobs; i++) {
            queue.put(Job.json("filler")).toCompletableFuture().join();
        }
    }

    @Test
    void theMasterKnowsTheLastTickWithoutTheEngine() {
        assertThat(putOnce(5)).isPresent();
        try (QueueLedger ledger = QueueLedger.open(directory.resolve("q"))) {
            assertThat(ledger.lastTick("nightly")).isEqualTo(queue.lastTick("nightly"));
        }
    }

    @ParameterizedTest
    @DisplayName("Q47 whoever puts a tick's job dies between two steps: the next one makes it exactly one job")
    @EnumSource(
            value = CrashPoint.class,
            names = {"TICK_OPENED", "STAGED", "PUBLISHED", "PUT", "TICK_OVER"})
    void exactlyOneJobAfterADeath(CrashPoint where) {
        fill(3);
        Death.at(where, () -> putOnce(0));
        putOnce(0);
        assertThat(putOnce(0)).isEmpty();
        assertThat(queue.lastTick("nightly")).map(Tick::at).contains(TICK);
        assertThat(drain(queue)).filteredOn(TICK.toString()::equals).hasSize(1);
    }

    @ParameterizedTest
    @DisplayName("Q47 the same when the job is done, or its place is another's, before anybody tries again")
    @EnumSource(
            value = CrashPoint.class,
            names = {"TICK_OPENED", "STAGED", "PUBLISHED", "PUT", "TICK_OVER"})
    void exactlyOneJobAfterADeathAndALongTime(CrashPoint where) {
        Death.at(where, () -> putOnce(0));
        queue.shared().housekeeper().wake();
        fill(120);
        List<String> done = drain(queue);
        putOnce(0);
        done.addAll(drain(queue));
        assertThat(done).filteredOn(TICK.toString()::equals).hasSize(1);
        assertThat(putOnce(1)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SEALED", "CREATED"})
    void exactlyOneJobAfterADeathAtTheEndOfASegment(String where) {
        fill(50);
        Death.at(CrashPoint.valueOf(where), () -> putOnce(0));
        putOnce(0);
        assertThat(drain(queue)).filteredOn(TICK.toString()::equals).hasSize(1);
    }

    @Test
    void aSegmentStaysAsLongAsSomebodyMayHaveToLookIntoIt() {
        SlotLocks locks = queue.shared().directory().locks();
        locks.lock(SlotLocks.TICKS); // or the housekeeper settles it
        try {
            queue.shared()
                    .directory()
                    .ticks()
                    .open(new dev.muster.queue.ledger.Ticks.Open("nightly", TICK, firstPlace()));
            fill(120);
            drain(queue);
            Path first = directory.resolve("q").resolve("seg-" + segmentName());
            compact();
            assertThat(first).exists();
            queue.shared().directory().ticks().close("nightly");
            compact();
            assertThat(first).doesNotExist();
        } finally {
            locks.unlock(SlotLocks.TICKS);
        }
    }

    private long firstPlace() {
        return Long.parseLong(
                queue.put(Job.json("first")).toCompletableFuture().join().value());
    }

    private String segmentName() throws AssertionError {
        try (var files = Files.list(directory.resolve("q"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("seg-"))
                    .sorted()
                    .findFirst()
                    .orElseThrow()
                    .substring(4);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void compact() {
        queue.shared().mover().atRest(() -> Compactor.compact(queue.shared().directory()));
    }

    @Test
    @DisplayName("Q47 of two who put the same ticks at the same time, each tick gets one job")
    void twoAtATime() {
        Set<Instant> given = new ConcurrentSkipListSet<>();
        Runnable master = () -> {
            try (ChronicleJobQueue mine = open("")) {
                for (int hour = 0; hour < 40; hour++) {
                    if (putOnce(mine, tick(hour)).isPresent()) {
                        assertThat(given.add(tick(hour))).isTrue();
                    }
                }
            }
        };
        CompletableFuture.allOf(CompletableFuture.runAsync(master), CompletableFuture.runAsync(master))
                .join();
        List<String> jobs = drain(queue);
        assertThat(jobs).hasSize(40).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(jobs)).hasSize(given.size());
    }

    @Test
    void aTickPutByAWrongClockDoesNotKeepLaterOnesAway() {
        Instant wrong = Instant.now().plus(400, ChronoUnit.DAYS);
        queue.shared().directory().ticks().over("nightly", new Tick(wrong, JobId.of(1)));
        assertThat(putOnce(0)).isPresent();
        assertThatThrownBy(() -> putOnce(queue, wrong)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDelayedJobCanBeATicks() {
        Job later = Job.json("later").withDelay(Duration.ofHours(1));
        Death.at(CrashPoint.PUT, () -> queue.putOnce("nightly", TICK, later)
                .toCompletableFuture()
                .join());
        assertThat(queue.putOnce("nightly", TICK, later).toCompletableFuture().join())
                .isEmpty();
        assertThat(queue.stats().delayed()).isEqualTo(1);
    }

    @ParameterizedTest
    @DisplayName("Q47 a reboot in the middle of a put: exactly one job")
    @EnumSource(
            value = CrashPoint.class,
            names = {"TICK_OPENED", "PUBLISHED", "PUT", "TICK_OVER"})
    void exactlyOneJobAfterAReboot(CrashPoint where) throws Exception {
        fill(5);
        putOnce(0);
        SlotLocks locks = queue.shared().directory().locks();
        Death.at(where, () -> putOnce(1));
        locks.lock(SlotLocks.TICKS); // or the housekeeper settles it
        Path image = Reboot.image(directory.resolve("q"), directory.resolve("image"));
        locks.unlock(SlotLocks.TICKS);
        Reboot.now();
        try (JobQueue after = JobQueues.open("ticks", "chronicle:" + image + "?segment-jobs=50&min-free=0")) {
            assertThat(putOnce(after, TICK)).isEmpty();
            putOnce(after, tick(1));
            assertThat(putOnce(after, tick(1))).isEmpty();
            assertThat(drain(after))
                    .filteredOn(text -> !text.equals("filler"))
                    .containsExactlyInAnyOrder(TICK.toString(), tick(1).toString());
        }
    }
}
