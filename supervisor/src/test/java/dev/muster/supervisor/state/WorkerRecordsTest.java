package dev.muster.supervisor.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.Bequest;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Fault;
import dev.muster.supervisor.core.History;
import dev.muster.supervisor.core.LastExit;
import dev.muster.supervisor.core.Oom;
import dev.muster.supervisor.core.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerRecordsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private static final Bequest BEQUEST = new Bequest(
            Phase.STOPPING,
            true,
            false,
            2,
            "liveness failed",
            Optional.of(Instant.parse("2026-01-01T00:00:00.123456789Z")),
            Optional.of(Instant.EPOCH),
            15,
            Optional.of(new Fault(
                    "over memory-max",
                    Instant.EPOCH,
                    "ABRT",
                    Optional.of(new Oom(Oom.By.MEMORY_MAX, "512 MiB of 400 MiB", "")))),
            Optional.of(new LastExit(ExitStatus.exited(3), Instant.EPOCH)),
            new History(
                    3,
                    2,
                    true,
                    List.of(Instant.EPOCH),
                    Optional.of(new LastExit(ExitStatus.signalled(9), Instant.EPOCH)),
                    "killed by SIGKILL"));

    private static WorkerRecord record(String worker, int incarnation) {
        WorkerRecord.Stop stop = new WorkerRecord.Stop("TERM", 30_000);
        return new WorkerRecord(worker, incarnation, 4711, 99, "boot", "launch", "1.0", stop, Instant.EPOCH, BEQUEST);
    }

    @Test
    void theLastRecordOfEachSlotIsRead() throws IOException {
        WorkerRecords records = new WorkerRecords(home.resolve("workers"));
        assertThat(records.read()).isEmpty();
        records.write(record("printer.1", 1));
        records.write(record("printer.2", 1));
        records.write(record("printer.1", 2));
        records.write(record("gone.1", 1));
        records.remove("gone.1");
        assertThat(records.read()).containsExactlyInAnyOrder(record("printer.1", 2), record("printer.2", 1));
    }

    private static WorkerRecord saying(String reason) {
        Bequest left = new Bequest(
                BEQUEST.phase(),
                BEQUEST.again(),
                BEQUEST.done(),
                BEQUEST.run(),
                reason,
                BEQUEST.deadline(),
                BEQUEST.readyAt(),
                BEQUEST.asked(),
                BEQUEST.fault(),
                BEQUEST.exit(),
                BEQUEST.history());
        WorkerRecord record = record("printer.1", 1);
        return new WorkerRecord(
                record.worker(), 1, 4711, 99, "boot", "launch", "1.0", record.stop(), Instant.EPOCH, left);
    }

    /** To put another file in its place would have ext4 write it to the disk at once. */
    @Test
    void aRecordIsWrittenOverInPlaceAsLongAsItIsWithinAPage() throws IOException {
        WorkerRecords records = new WorkerRecords(home);
        Path file = home.resolve("printer.1.json");
        records.write(saying("x".repeat(1000)));
        Object first = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        for (String reason : List.of("shorter", "y".repeat(2000), "")) {
            records.write(saying(reason));
            assertThat(records.read()).containsExactly(saying(reason));
        }
        assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
                .isEqualTo(first);
        records.write(saying("z".repeat(5000)));
        assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
                .as("a record that is longer comes as another file")
                .isNotEqualTo(first);
        assertThat(records.read()).containsExactly(saying("z".repeat(5000)));
        records.write(saying("short again"));
        assertThat(records.read()).containsExactly(saying("short again"));
    }

    @Test
    void whatCannotBeWrittenOverIsReplaced() throws IOException {
        Path elsewhere = Files.writeString(home.resolve("elsewhere"), "untouched");
        Files.createSymbolicLink(home.resolve("printer.1.json"), elsewhere);
        WorkerRecords records = new WorkerRecords(home);
        records.write(record("printer.1", 1));
        assertThat(records.read()).containsExactly(record("printer.1", 1));
        assertThat(elsewhere).hasContent("untouched");
    }

    @Test
    void whatAMasterLeftThatDiedOverARecordIsInNobodysWay() throws IOException {
        Files.writeString(home.resolve("printer.1.json.new"), "half");
        WorkerRecords records = new WorkerRecords(home);
        records.write(record("printer.1", 1));
        assertThat(records.read()).containsExactly(record("printer.1", 1));
        assertThat(home.resolve("printer.1.json.new")).doesNotExist();
    }

    @Test
    void whatCannotBeReadIsLeftOut() throws IOException {
        WorkerRecords records = new WorkerRecords(home);
        records.write(record("printer.1", 1));
        Files.writeString(home.resolve("printer.2.json"), "{\"worker\":\"printer.2\"");
        Files.writeString(home.resolve("printer.3.json.new"), "half");
        assertThat(records.read()).containsExactly(record("printer.1", 1));
    }
}
