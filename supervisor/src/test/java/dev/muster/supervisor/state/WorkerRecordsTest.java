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

    @Test
    void whatCannotBeReadIsLeftOut() throws IOException {
        WorkerRecords records = new WorkerRecords(home);
        records.write(record("printer.1", 1));
        Files.writeString(home.resolve("printer.2.json"), "{\"worker\":\"printer.2\"");
        Files.writeString(home.resolve("printer.3.json.new"), "half");
        assertThat(records.read()).containsExactly(record("printer.1", 1));
    }
}
