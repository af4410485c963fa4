package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.Fifo;
import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When the pump's thread runs, and for whom. */
@Timeout(120)
class PumpRhythmIT {

    private static final WorkerId WORKER = new WorkerId("printer", 1);
    private static final WorkerId FLOOD = new WorkerId("flood", 1);

    private Path home;
    private OutputPump pump;

    @BeforeEach
    void startPump(@TempDir Path directory) {
        home = directory;
        pump = OutputPump.start(event -> {}, InstantSource.system());
    }

    @AfterEach
    void stopPump() {
        pump.close();
    }

    @Test
    @DisplayName("S82 a pump that has nothing to read does not run at all")
    void anIdlePumpDoesNotRun() throws Exception {
        WorkerOutput output = open(WORKER);
        try (Fd worker = Fifo.open(output.stdout())) {
            worker.write("one\n".getBytes(UTF_8));
            Await.until("the line", () -> stored(WORKER).equals("one\n"));
            // Whoever had the processors meanwhile, this lasts as long for it.
            Await.until("a while without a run", () -> runs() == afterAWhile());
        }
    }

    @Test
    @DisplayName("S82 an unfinished line that stays so is looked at more and more seldom, and is stored once it ends")
    void anUnfinishedLineIsLookedAtSeldom() throws Exception {
        WorkerOutput output = open(WORKER);
        try (Fd worker = Fifo.open(output.stdout())) {
            worker.write("Password: ".getBytes(UTF_8));
            Await.until("a while without a run", () -> runs() == afterAWhile());

            worker.write("none\n".getBytes(UTF_8));
            Await.until("the line", () -> stored(WORKER).equals("Password: none\n"));
        }
    }

    @Test
    @DisplayName("S68 who writes a line beside a flood has it in its log while the flood goes on")
    void aFloodHoldsUpNobodyElse() throws Exception {
        WorkerOutput output = open(WORKER);
        // Of all formats the slowest: its pipe is never empty.
        LogPolicy policy = Policies.of(LogPolicy.Format.JSON);
        Process flood = Shell.run(
                pump.open(FLOOD, policy, home.resolve("logs"), home.resolve("fifo")), "yes & yes >&2 & yes & wait");
        try (Fd worker = Fifo.open(output.stdout())) {
            Await.until("the flood", () -> pump.counts(FLOOD).orElseThrow().rotations() > 0);
            for (int i = 0; i < 50; i++) {
                String line = "line " + i + "\n";
                worker.write(line.getBytes(UTF_8));
                Await.until(line, () -> stored(WORKER).endsWith(line));
            }
            assertThat(flood.isAlive()).isTrue();
        } finally {
            Shell.end(flood);
        }
    }

    private WorkerOutput open(WorkerId worker) {
        return pump.open(worker, Policies.raw(), home.resolve("logs"), home.resolve("fifo"));
    }

    private String stored(WorkerId worker) {
        try {
            return Files.readString(home.resolve("logs/" + worker + ".log"), UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** How often the pump's thread has been given a processor. */
    private static long runs() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            Path thread = tasks.filter(task -> read(task.resolve("comm")).equals("muster-output\n"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(read(thread.resolve("schedstat")).strip().split(" ", 3)[2]);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long afterAWhile() {
        try {
            assertThat(new ProcessBuilder("sleep", "0.5").start().waitFor()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return runs();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }
}
