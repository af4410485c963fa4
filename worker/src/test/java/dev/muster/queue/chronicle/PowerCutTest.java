package dev.muster.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Consumer;
import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueues;
import dev.muster.queue.Lease;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues of which not every page had reached the disk when the machine went down. */
class PowerCutTest {

    private static final Duration NOW = Duration.ofMillis(100);
    private static final int JOBS = 300;
    private static final int LEDGER_HEADER = 4096;

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

    private static JobQueue open(Path queue) {
        return JobQueues.open("cut", "chronicle:" + queue + "?segment-jobs=1000&min-free=0");
    }

    private static String name(int number) {
        return String.format("job-%04d", number);
    }

    private static JobId put(JobQueue queue, int number) {
        return queue.put(Job.json(name(number))).toCompletableFuture().join();
    }

    private void fill(int jobs) {
        try (JobQueue queue = open(place)) {
            for (int i = 0; i < jobs; i++) {
                put(queue, i);
            }
        }
    }

    private static Path journal(Path queue) {
        return queue.resolve("seg-00000001/q/19700102F.cq4");
    }

    private static Path ledger(Path queue) {
        return queue.resolve("seg-00000001/ledger");
    }

    /** Where in a file a text is, looking from somewhere on. */
    private static int find(Path file, String text, int from) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            byte[] begin = new byte[1 << 20];
            bytes.readFully(begin);
            int at = new String(begin, StandardCharsets.ISO_8859_1).indexOf(text, from);
            assertThat(at).isPositive();
            return at;
        }
    }

    private static void overwrite(Path file, long at, byte[] with) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            bytes.write(with);
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int was = bytes.read();
            bytes.seek(at);
            bytes.write(was ^ 4);
        }
    }

    private static void forgetWord(Path queue, int index) throws IOException {
        overwrite(ledger(queue), LEDGER_HEADER + 8L * index, new byte[8]);
    }

    /** What runs after the reboot, in its order. */
    private static List<String> afterReboot(Path queue) {
        Reboot.now();
        List<String> served = new ArrayList<>();
        try (JobQueue opened = open(queue);
                Consumer consumer = opened.openConsumer()) {
            assertThat(opened.admin().verify()).isEmpty();
            for (List<Lease> leases = consumer.poll(100, NOW); !leases.isEmpty(); leases = consumer.poll(100, NOW)) {
                for (Lease lease : leases) {
                    served.add(new String(lease.job().payload(), StandardCharsets.UTF_8));
                    assertThat(lease.ack()).isTrue();
                }
            }
            assertThat(opened.stats().backlog()).isZero();
            assertThat(opened.stats().dead()).isZero();
        }
        return served;
    }

    private static List<String> names(int jobs) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            names.add(name(i));
        }
        return names;
    }

    /** In its payload, in its own place, in the type's length, in its checksum. */
    @ParameterizedTest
    @ValueSource(ints = {0, -8, -26, -32})
    @DisplayName("Q31 a flipped bit costs the job that it is in and no other")
    void aFlippedBitCostsOneJob(int beforePayload) throws IOException {
        fill(JOBS);
        flip(journal(place), find(journal(place), name(77), 0) + beforePayload);
        List<String> rest = names(JOBS);
        rest.remove(name(77));
        assertThat(afterReboot(place)).isEqualTo(rest);
    }

    /** The journal's header tells the length only, with which a job can be read or not. */
    @ParameterizedTest
    @ValueSource(ints = {-33, -34, -35, -36})
    @DisplayName("Q31 a flipped bit in front of a job costs no other")
    void aFlippedBitInFrontOfAJobCostsNoOther(int beforePayload) throws IOException {
        fill(JOBS);
        flip(journal(place), find(journal(place), name(77), 0) + beforePayload);
        List<String> served = new ArrayList<>(afterReboot(place));
        served.remove(name(77));
        List<String> rest = names(JOBS);
        rest.remove(name(77));
        assertThat(served).isEqualTo(rest);
    }

    @Test
    @DisplayName("Q31 a hole costs the jobs that it is in and no other")
    void aHoleCostsTheJobsThatAreInIt() throws IOException {
        fill(JOBS);
        long page = (find(journal(place), name(100), 0) / 4096 + 1) * 4096L;
        overwrite(journal(place), page, new byte[4096]);
        List<String> served = afterReboot(place);
        List<String> lost = names(JOBS);
        lost.removeAll(served);
        // The first one begins before the hole; a document of this kind takes 44 bytes.
        assertThat(lost).hasSizeBetween(4096 / 44, 4096 / 44 + 2);
        assertThat(served).contains(name(0), name(100), name(JOBS - 1)).doesNotHaveDuplicates();
        int first = Integer.parseInt(lost.get(0).substring(4));
        assertThat(lost).isEqualTo(names(first + lost.size()).subList(first, first + lost.size()));
    }

    @Test
    @DisplayName("Q29 whatever is torn off the last job, all others are there")
    void theLastJobMayBeTornAnywhere() throws IOException, InterruptedException {
        fill(20);
        int payload = find(journal(place), name(19), 0);
        int begin = payload - JobDocument.HEAD_BYTES - 4;
        for (int end = begin; end < payload + 8; end++) {
            Path image = Reboot.image(place, directory.resolve("at-" + end));
            try (RandomAccessFile file = new RandomAccessFile(journal(image).toFile(), "rw")) {
                file.setLength(end);
            }
            assertThat(afterReboot(image)).as("cut at %d", end - begin).isEqualTo(names(19));
        }
        assertThat(afterReboot(place)).isEqualTo(names(20));
    }

    @Test
    @DisplayName("Q29 a job is there as well when the file around it has lost its end and its index")
    void neitherIndexNorTheRestOfTheFileIsNeeded() throws IOException {
        fill(20);
        int first = find(journal(place), name(0), 0) - JobDocument.HEAD_BYTES - 4;
        int end = find(journal(place), name(19), 0) + 8;
        overwrite(journal(place), 0, new byte[first]);
        try (RandomAccessFile file = new RandomAccessFile(journal(place).toFile(), "rw")) {
            file.setLength(end);
        }
        Files.delete(journal(place).resolveSibling("metadata.cq4t"));
        assertThat(afterReboot(place)).isEqualTo(names(20));
    }

    @Test
    void withoutALedgerEveryJobRunsAgain() throws IOException, InterruptedException {
        fill(20);
        Path gone = Reboot.image(place, directory.resolve("gone"));
        Files.delete(ledger(gone));
        Path shorter = Reboot.image(place, directory.resolve("shorter"));
        try (RandomAccessFile file = new RandomAccessFile(ledger(shorter).toFile(), "rw")) {
            file.setLength(100);
        }
        Path empty = Reboot.image(place, directory.resolve("empty"));
        overwrite(ledger(empty), 0, new byte[LEDGER_HEADER + 16 * 1000]);
        for (Path image : List.of(gone, shorter, empty)) {
            assertThat(afterReboot(image)).isEqualTo(names(20));
        }
    }

    @Test
    void segmentsCountThoughTheControlFileDoesNotKnowThem() throws IOException {
        fill(2500);
        int currentOfNormalLane = 1024;
        overwrite(place.resolve("control"), currentOfNormalLane, new byte[] {1, 0, 0, 0});
        assertThat(afterReboot(place)).isEqualTo(names(2500));
        // The new ones are counted on from the last, and of them those that are over may be gone by now.
        try (Stream<Path> entries = Files.list(place)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()).filter(name -> name.startsWith("seg-")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(name).isGreaterThanOrEqualTo("seg-00000004"));
        }
    }

    /** Ten jobs, of which the fourth was moved to the eleventh place. */
    private void fillAndMove() {
        try (JobQueue queue = open(place);
                Consumer consumer = queue.openConsumer()) {
            List<JobId> ids = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                ids.add(put(queue, i));
            }
            List<Lease> leases = consumer.poll(10, NOW);
            assertThat(leases.get(3).bury("wrong")).isTrue();
            assertThat(queue.deadLetters().retry(ids.get(3))).isTrue();
            leases.stream().filter(lease -> lease != leases.get(3)).forEach(Lease::release);
        }
    }

    private int copy() throws IOException {
        return find(journal(place), name(3), find(journal(place), name(3), 0) + 1);
    }

    @Test
    void aMovedJobRunsOnce() throws IOException {
        fillAndMove();
        assertThat(afterReboot(place)).containsExactlyInAnyOrderElementsOf(names(10));
    }

    @Test
    void aMovedJobWhoseCopyWasNotWrittenRunsFromItsFormerPlace() throws IOException {
        fillAndMove();
        overwrite(journal(place), copy() - JobDocument.HEAD_BYTES - 4 - 8, new byte[60]);
        assertThat(afterReboot(place)).containsExactlyInAnyOrderElementsOf(names(10));
    }

    @Test
    void aMovedJobRunsOnceThoughTheWordOfItsCopyWasNotWritten() throws IOException {
        fillAndMove();
        forgetWord(place, 10);
        assertThat(afterReboot(place)).containsExactlyInAnyOrderElementsOf(names(10));
    }

    @Test
    void aMovedJobRunsOnceThoughNoWordOfItWasWritten() throws IOException {
        fillAndMove();
        forgetWord(place, 3);
        forgetWord(place, 10);
        assertThat(afterReboot(place)).containsExactlyInAnyOrderElementsOf(names(10));
    }

    /**
     * Two jobs; the first is buried and retried, so it was moved. Of that, the copy's word is written and the source's is not.
     *
     * @param taken how many jobs are done afterwards
     */
    private void fillAndForgetTheMove(int taken) throws IOException {
        byte[] before;
        try (JobQueue queue = open(place);
                Consumer consumer = queue.openConsumer()) {
            JobId id = put(queue, 0);
            assertThat(consumer.poll(1, NOW).get(0).bury("wrong")).isTrue();
            before = word(place, 0);
            assertThat(queue.deadLetters().retry(id)).isTrue();
            put(queue, 1);
            for (int i = 0; i < taken; i++) {
                Lease lease = consumer.poll(1, NOW).get(0);
                assertThat(lease.id()).isEqualTo(id);
                assertThat(lease.ack()).isTrue();
            }
        }
        overwrite(ledger(place), LEDGER_HEADER, before);
    }

    @Test
    void aMovedJobRunsOnceThoughTheWordThatSaysSoWasNotWritten() throws IOException {
        fillAndForgetTheMove(0);
        assertThat(afterReboot(place)).containsExactly(name(0), name(1));
    }

    @Test
    void aMovedJobThatIsDoneStaysDoneThoughTheWordThatSaysSoWasNotWritten() throws IOException {
        fillAndForgetTheMove(1);
        assertThat(afterReboot(place)).containsExactly(name(1));
    }

    private static byte[] word(Path queue, int index) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(ledger(queue).toFile(), "r")) {
            byte[] word = new byte[8];
            bytes.seek(LEDGER_HEADER + 8L * index);
            bytes.readFully(word);
            return word;
        }
    }

    @Test
    void aCopyOfWhichNothingElseIsLeftIsTheJob() throws IOException {
        fillAndMove();
        forgetWord(place, 3);
        forgetWord(place, 10);
        flip(journal(place), find(journal(place), name(3), 0));
        assertThat(afterReboot(place)).containsExactlyInAnyOrderElementsOf(names(10));
    }
}
