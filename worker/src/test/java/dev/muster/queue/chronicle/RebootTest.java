package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.DeadLetter;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.JobResult;
import dev.muster.queue.Lease;
import dev.muster.queue.PeekedJob;
import dev.muster.queue.Priority;
import dev.muster.queue.QueueCounters;
import dev.muster.queue.QueueStats;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.QueueLedger;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a queue is after the machine was started anew, with all its pages on the disk. */
class RebootTest {

    private static final Duration NOW = Duration.ofMillis(100);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Path place;

    @BeforeEach
    void place() {
        place = directory.resolve("queue");
    }

    @AfterEach
    void forgetReboots() {
        Reboot.forget();
    }

    private static ChronicleJobQueue open(Path queue) {
        return (ChronicleJobQueue) JobQueues.open("reboot", "chronicle:" + queue + "?segment-jobs=50&min-free=0");
    }

    private static JobId put(JobQueue queue, Job job) {
        return queue.put(job).toCompletableFuture().join();
    }

    private static String text(Job job) {
        return new String(job.payload(), StandardCharsets.UTF_8);
    }

    private static Map<JobId, String> drain(JobQueue queue) {
        Map<JobId, String> jobs = new LinkedHashMap<>();
        try (Consumer consumer = queue.openConsumer()) {
            for (List<Lease> leases = consumer.poll(100, NOW); !leases.isEmpty(); leases = consumer.poll(100, NOW)) {
                for (Lease lease : leases) {
                    assertThat(jobs.put(lease.id(), text(lease.job()))).isNull();
                    assertThat(lease.ack()).isTrue();
                }
            }
        }
        return jobs;
    }

    @Test
    void aProcessOfThisKernelThatUsesItSaysMoreThanAnotherBootId() {
        try (JobQueue queue = open(place);
                Consumer consumer = queue.openConsumer()) {
            put(queue, Job.json("before"));
            Lease lease = consumer.poll(1, NOW).get(0);
            Reboot.now(); // as a service of systemd in a container differs from a shell there
            try (JobQueue other = open(place)) {
                put(other, Job.json("after"));
                assertThat(other.stats().running()).isEqualTo(1);
            }
            assertThat(lease.ack()).isTrue();
            assertThat(text(consumer.poll(1, NOW).get(0).job())).isEqualTo("after");
        }
    }

    @Test
    @DisplayName("Q8 all that was not finished goes on after a reboot, under its old id and in its old order")
    void unfinishedJobsGoOn() throws IOException, InterruptedException {
        Map<JobId, String> left = new LinkedHashMap<>();
        Path image;
        QueueStats before;
        QueueCounters counted;
        try (JobQueue queue = open(place);
                Consumer consumer = queue.openConsumer()) {
            for (int i = 0; i < 170; i++) {
                left.put(put(queue, Job.json("" + i)), "" + i);
            }
            List<Lease> leases = consumer.poll(60, NOW);
            assertThat(leases).hasSize(60);
            leases.subList(0, 55).forEach(lease -> {
                assertThat(lease.ack()).isTrue();
                left.remove(lease.id());
            });
            before = queue.stats();
            counted = queue.counters();
            image = Reboot.image(place, directory.resolve("image")); // five are running
        }
        Reboot.now();
        try (JobQueue queue = open(image)) {
            QueueStats after = queue.stats();
            assertThat(after.ready()).isEqualTo(115);
            assertThat(after.running()).isZero();
            assertThat(after.done()).isEqualTo(55).isEqualTo(before.done());
            assertThat(after.puts()).isEqualTo(170);
            assertThat(queue.counters().claims()).isEqualTo(counted.claims());
            assertThat(queue.counters().acks()).isEqualTo(55);
            assertThat(queue.counters().crashes()).isZero();
            assertThat(queue.counters().interruptions()).isEqualTo(5);
            assertThat(queue.admin().peek(200))
                    .filteredOn(job -> job.interruptions() == 1)
                    .hasSize(5)
                    .allSatisfy(
                            job -> assertThat(job.crashes() + job.attempts()).isZero());
            JobId fresh = put(queue, Job.json("new"));
            assertThat(left).doesNotContainKey(fresh);
            left.put(fresh, "new");
            assertThat(drain(queue)).containsExactlyEntriesOf(left);
            assertThat(queue.stats().done()).isEqualTo(171);
            assertThat(queue.admin().verify()).isEmpty();
        }
    }

    /** Journals are mapped in large blocks, and what lies behind their documents was never written. */
    @Test
    @Timeout(30)
    void whatWasNeverWrittenIsNotRead() throws IOException, InterruptedException {
        Path image;
        try (JobQueue queue = open(place)) {
            put(queue, Job.json("one"));
            image = Reboot.image(place, directory.resolve("image"));
        }
        try (RandomAccessFile journal = new RandomAccessFile(
                Segment.journal(image.resolve("seg-00000001")).toFile(), "rw")) {
            journal.setLength(1L << 36);
        }
        Reboot.now();
        try (JobQueue queue = open(image)) {
            assertThat(drain(queue)).containsValues("one");
        }
    }

    @Test
    void delaysPrioritiesAndFailuresAreKept() throws IOException, InterruptedException {
        Path image;
        JobId late;
        JobId failed;
        try (JobQueue queue = open(place);
                Consumer consumer = queue.openConsumer()) {
            failed = put(queue, Job.json("failed").withType("mail"));
            Lease first = consumer.poll(1, NOW).get(0);
            assertThat(first.retry(Duration.ZERO, "no")).isTrue();
            late = put(queue, Job.json("late").withDelay(Duration.ofHours(5)));
            put(queue, Job.json("soon").withDelay(Duration.ofSeconds(20)));
            put(queue, Job.json("low").withPriority(Priority.LOW));
            put(queue, Job.json("normal"));
            put(queue, Job.json("high").withPriority(Priority.HIGH));
            image = Reboot.image(place, directory.resolve("image"));
        }
        Reboot.now();
        try (JobQueue queue = open(image);
                Consumer consumer = queue.openConsumer()) {
            assertThat(queue.stats().delayed()).isEqualTo(2);
            PeekedJob waiting = queue.admin().find(late).orElseThrow();
            assertThat(waiting.stateAt()).isAfter(Instant.now().plus(Duration.ofMinutes(299)));
            List<Lease> leases = consumer.poll(10, NOW);
            assertThat(leases)
                    .extracting(lease -> text(lease.job()))
                    .containsExactly("high", "failed", "normal", "low");
            Lease retried = leases.get(1);
            assertThat(retried.id()).isEqualTo(failed);
            assertThat(retried.attempt()).isEqualTo(2);
            assertThat(retried.job().type()).isEqualTo("mail");
            assertThat(retried.job().contentType()).isEqualTo("application/json");
        }
    }

    @Test
    void deadLettersKeepTheirEvidence() throws IOException, InterruptedException {
        Path image;
        List<DeadLetter> before;
        try (JobQueue queue = open(place);
                Consumer consumer = queue.openConsumer()) {
            for (int i = 0; i < 60; i++) {
                put(queue, Job.json("" + i));
            }
            int[] number = {0};
            for (int i = 0; i < 6; i++) {
                for (Lease lease : consumer.poll(10, NOW)) {
                    assertThat(lease.bury("reason " + number[0]++, new IllegalStateException("boom")))
                            .isTrue();
                }
            }
            before = queue.deadLetters().list(100);
            assertThat(before).hasSize(60);
            image = Reboot.image(place, directory.resolve("image"));
        }
        Reboot.now();
        try (JobQueue queue = open(image)) {
            assertThat(queue.stats().dead()).isEqualTo(60);
            assertThat(queue.stats().ready()).isZero();
            List<DeadLetter> after = queue.deadLetters().list(100);
            assertThat(after)
                    .usingRecursiveComparison()
                    .ignoringFields("job.type")
                    .isEqualTo(before);
            assertThat(queue.deadLetters().retry(before.get(7).id())).isTrue();
            assertThat(drain(queue)).containsOnly(Map.entry(before.get(7).id(), "7"));
        }
    }

    @Test
    void aKeyIsStillTakenAndAPauseGoesOn() throws IOException, InterruptedException {
        Path image;
        JobId first;
        try (JobQueue queue = open(place)) {
            first = put(queue, Job.json("1").withUniqueKey("k"));
            queue.admin().pause(Duration.ofHours(1));
            image = Reboot.image(place, directory.resolve("image"));
        }
        Reboot.now();
        try (JobQueue queue = open(image)) {
            assertThat(put(queue, Job.json("2").withUniqueKey("k"))).isEqualTo(first);
            assertThat(drain(queue)).isEmpty();
            assertThat(queue.admin().pausedUntil()).isPresent();
            queue.admin().resume();
            assertThat(drain(queue)).containsOnly(Map.entry(first, "1"));
            assertThat(put(queue, Job.json("3").withUniqueKey("k"))).isNotEqualTo(first);
        }
    }

    @Test
    void nobodyWaitsAnyMoreForTheResultOfASubmittedJob() throws IOException, InterruptedException {
        Path image;
        try (JobQueue queue = open(place)) {
            assertThat(queue.submit(Job.json("1"))).isNotNull();
            image = Reboot.image(place, directory.resolve("image"));
        }
        Reboot.now();
        try (ChronicleJobQueue queue = open(image);
                Consumer consumer = queue.openConsumer()) {
            assertThat(consumer.poll(1, NOW).get(0).ack(new JobResult("application/json", new byte[] {'1'})))
                    .isTrue();
            assertThat(queue.shared().directory().control().has(Lane.RESULTS)).isFalse();
        }
    }

    @Test
    void aQueueGoesOnAfterManyReboots() throws IOException, InterruptedException {
        Map<JobId, String> all = new LinkedHashMap<>();
        for (int boot = 0; boot < 4; boot++) {
            Reboot.now();
            try (JobQueue queue = open(place)) {
                for (int i = 0; i < 60; i++) {
                    String text = boot + "/" + i;
                    assertThat(all.put(put(queue, Job.json(text)), text)).isNull();
                }
                if (boot == 3) {
                    assertThat(drain(queue)).containsExactlyEntriesOf(all);
                    assertThat(queue.stats().puts()).isEqualTo(240);
                }
            }
            try (Stream<Path> files = Files.list(place)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .noneMatch(name -> name.startsWith("tmp-") || name.equals("next"));
            }
        }
    }

    @Test
    void theMasterSeesTheQueueBeforeAndAfterItWasReadAgain() throws IOException, InterruptedException {
        Path image;
        try (JobQueue queue = open(place);
                Consumer consumer = queue.openConsumer()) {
            for (int i = 0; i < 10; i++) {
                put(queue, Job.json("" + i));
            }
            assertThat(consumer.poll(3, NOW)).hasSize(3);
            image = Reboot.image(place, directory.resolve("image"));
        }
        Reboot.now();
        try (QueueLedger master = QueueLedger.open(image)) {
            master.lockAsMaster();
            assertThat(master.isFormer()).isTrue();
            assertThat(master.stats().backlog()).isEqualTo(10);
            assertThat(master.recoverAll()).isZero();
            master.pause(Duration.ofHours(1));
            try (JobQueue queue = open(image)) {
                assertThat(master.isFormer()).isFalse();
                assertThat(master.stats().ready()).isEqualTo(10);
                assertThat(drain(queue)).isEmpty();
                master.resume();
                List<String> texts = new ArrayList<>(drain(queue).values());
                assertThat(texts).hasSize(10);
                assertThat(master.stats().done()).isEqualTo(10);
            }
        }
    }
}
