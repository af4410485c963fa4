package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.CrashRecord;
import dev.muster.queue.DeadLetter;
import dev.muster.queue.Job;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that kill their workers, and jobs that happened to be there. Real processes, really killed. */
class SuspectsIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private JobQueue queue;

    private final List<Child> children = new ArrayList<>();

    @BeforeEach
    void open() {
        queue = JobQueues.open("suspects", url());
    }

    @AfterEach
    void close() {
        children.forEach(Child::kill);
        queue.close();
    }

    private String url() {
        return "chronicle:" + directory.resolve("suspects") + "?segment-jobs=500";
    }

    private Child start(String role, String... more) {
        Child child = Child.start(directory, role, url(), "-", more);
        children.add(child);
        return child;
    }

    private void put(String name) {
        queue.put(Job.json(name)).toCompletableFuture().join();
    }

    private static String name(Lease lease) {
        return new String(lease.job().payload(), StandardCharsets.UTF_8);
    }

    private static Lease take(Consumer consumer) {
        List<Lease> leases = consumer.poll(8, SOON);
        assertThat(leases).hasSize(1);
        return leases.get(0);
    }

    private void die(int jobs) {
        Child worker = start("hold", Integer.toString(jobs)).await("at HOLD");
        worker.kill();
        Await.until("its jobs are ready again", () -> {
            directory().recoverDead();
            return queue.stats().running() == 0;
        });
    }

    @Test
    @DisplayName("Q22 suspects run one at a time and alone; what survives that is innocent, and gets its count back")
    void suspectsRunAlone() {
        put("a");
        put("b");
        die(2);
        put("c");
        try (Consumer one = queue.openConsumer();
                Consumer other = queue.openConsumer()) {
            Lease company = take(one);
            assertThat(name(company)).as("suspects wait for quiet").isEqualTo("c");
            assertThat(other.poll(8, SHORT)).as("it is not quiet").isEmpty();
            company.ack();

            Lease suspect = take(one);
            assertThat(suspect.crashes()).isEqualTo(1);
            assertThat(suspect.attempt()).isEqualTo(2);
            put("d");
            assertThat(other.poll(8, SHORT)).as("nobody may join it").isEmpty();
            suspect.retry(Duration.ofSeconds(1), "something else");

            Lease second = take(other);
            assertThat(name(second)).isNotEqualTo(name(suspect)).isNotEqualTo("d");
            second.ack();
            Lease joined = take(other);
            assertThat(name(joined)).isEqualTo("d");
            Lease innocent = take(one);
            assertThat(name(innocent)).isEqualTo(name(suspect));
            assertThat(innocent.crashes())
                    .as("it has its count back, and runs with others")
                    .isZero();
            assertThat(innocent.attempt()).as("its failure counts").isEqualTo(2);
            innocent.ack();
            joined.ack();
        }
    }

    @Test
    @DisplayName("Q22 a suspect is not kept waiting for ever by others that come and go")
    void aSuspectGetsItsTurn() {
        put("a");
        put("b");
        die(2);
        try (Consumer one = queue.openConsumer();
                Consumer other = queue.openConsumer()) {
            put("c0");
            Lease current = take(one);
            List<String> seen = new ArrayList<>();
            for (int i = 1; seen.stream().noneMatch(name -> name.equals("a") || name.equals("b")); i++) {
                put("c" + i);
                Consumer next = i % 2 == 0 ? one : other;
                List<Lease> overlapping = next.poll(1, SHORT);
                current.ack();
                if (overlapping.isEmpty()) {
                    overlapping = next.poll(1, SOON);
                }
                current = overlapping.get(0);
                seen.add(name(current));
            }
            current.ack();
        }
    }

    @Test
    @DisplayName("Q21 a job that kills every worker is put aside after the third, with the evidence")
    void aKillerIsPutAside() {
        put("pill");
        int deaths = workUntilDrained(1);
        assertThat(deaths).isEqualTo(3);
        List<DeadLetter> dead = queue.deadLetters().list(10);
        assertThat(dead).hasSize(1);
        DeadLetter letter = dead.get(0);
        assertThat(letter.reason()).isEqualTo("3 workers died with it within 72h");
        assertThat(letter.crashes()).isEqualTo(3);
        assertThat(letter.attempts()).isZero();
        assertThat(letter.crashed()).hasSize(3);
        assertThat(letter.crashed()).extracting(CrashRecord::jobs).containsOnly(1);
        assertThat(letter.crashed().stream().map(CrashRecord::pid))
                .containsExactlyElementsOf(
                        children.stream().map(Child::pid).limit(3).toList());

        assertThat(queue.deadLetters().retry(letter.id())).isTrue();
        assertThat(workUntilDrained(1)).as("a retry is a new chance").isEqualTo(3);
    }

    @Test
    @DisplayName("Q22 a killer among good jobs and many threads is convicted, and it alone")
    void theGuiltyIsConvicted() {
        for (int i = 0; i < 400; i++) {
            put(i == 50 ? "pill" : "good-" + i);
        }
        int deaths = workUntilDrained(2);
        assertThat(deaths).isLessThanOrEqualTo(3);
        assertThat(queue.deadLetters().list(10))
                .extracting(letter -> new String(letter.job().payload(), StandardCharsets.UTF_8))
                .containsExactly("pill");
        assertThat(queue.stats().done()).isEqualTo(399);
    }

    @Test
    @DisplayName("Q22 a suspect that finds no quiet runs in company in the end")
    void neitherTheSuspectNorTheOthersStarve() {
        put("a");
        try (Consumer one = queue.openConsumer();
                Consumer other = queue.openConsumer()) {
            Lease busy = take(one);
            put("b");
            LedgerFile ledger = directory().ledgers(Lane.NORMAL).get(0);
            long now = System.currentTimeMillis();
            SuspectGate patient = new SuspectGate(Duration.ofMinutes(10));
            SuspectGate impatient = new SuspectGate(Duration.ZERO);
            for (SuspectGate gate : List.of(patient, impatient)) {
                gate.enter((ChronicleConsumer) one);
                gate.enter((ChronicleConsumer) other);
                gate.offer(ledger, 1);
            }
            assertThat(patient.ask((ChronicleConsumer) other, now)).isEqualTo(SuspectGate.Permission.ANY);
            assertThat(impatient.ask((ChronicleConsumer) other, now)).isEqualTo(SuspectGate.Permission.SUSPECT);
            busy.ack();
            ((ChronicleConsumer) other).publishBusy(false);
            assertThat(patient.ask((ChronicleConsumer) other, now)).isEqualTo(SuspectGate.Permission.SUSPECT);
            assertThat(patient.ask((ChronicleConsumer) one, now)).isEqualTo(SuspectGate.Permission.NOTHING);
        }
    }

    @Test
    void whoWaitsForTheResultOfAKillerIsTold() {
        var result = queue.submit(Job.json("a")).toCompletableFuture();
        die(1);
        JobQueue strict = JobQueues.open("suspects", url() + "&crash-max=1");
        try (Consumer consumer = strict.openConsumer()) {
            assertThat(consumer.poll(1, SHORT)).isEmpty();
        }
        Await.until("the caller is told", result::isDone);
        assertThat(result).isCompletedExceptionally();
        strict.close();
    }

    @Test
    void onlyCrashesWithinTheTimeConvict() {
        put("a");
        die(1);
        long died = System.currentTimeMillis();
        Await.until("that is long past", () -> System.currentTimeMillis() > died + 10);
        JobQueue forgetful = JobQueues.open("suspects", url() + "&crash-max=1&crash-within=1");
        try (Consumer consumer = forgetful.openConsumer()) {
            Lease lease = take(consumer);
            assertThat(lease.crashes()).isEqualTo(1);
            lease.release();
        }
        forgetful.close();
        JobQueue strict = JobQueues.open("suspects", url() + "&crash-max=1");
        try (Consumer consumer = strict.openConsumer()) {
            assertThat(consumer.poll(1, SHORT)).isEmpty();
        }
        assertThat(strict.deadLetters().list(1))
                .extracting(DeadLetter::reason)
                .containsExactly("a worker died with it within 72h");
        strict.close();
    }

    @Test
    @DisplayName(
            "Q38 a worker that is killed because it does not end in time costs its job neither an attempt nor a crash")
    void interruptionsCostNothing() {
        put("a");
        Child worker = start("drain").await("at DRAIN");
        worker.kill();
        try (Consumer consumer = queue.openConsumer()) {
            Lease lease = take(consumer);
            assertThat(lease.attempt()).isEqualTo(1);
            assertThat(lease.crashes()).isZero();
            lease.bury("enough");
        }
        assertThat(queue.deadLetters().list(1))
                .extracting(DeadLetter::interruptions)
                .containsExactly(1);
        assertThat(queue.deadLetters().list(1).get(0).crashed()).isEmpty();
    }

    private QueueDirectory directory() {
        return ((ChronicleJobQueue) queue).shared().directory();
    }

    /** Starts workers again as often as they die. @return how often that was */
    private int workUntilDrained(int workers) {
        List<Child> working = new ArrayList<>();
        int[] deaths = {0};
        for (int i = 0; i < workers; i++) {
            working.add(start("work", "4"));
        }
        Await.until("everything is done or dead", () -> {
            working.replaceAll(child -> {
                if (child.isAlive()) {
                    return child;
                }
                deaths[0]++;
                return start("work", "4");
            });
            return queue.stats().backlog() == 0;
        });
        working.forEach(Child::kill);
        return deaths[0];
    }
}
