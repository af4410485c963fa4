package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.Fifo;
import dev.muster.supervisor.spec.WorkerId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full in the middle of a line: the kernel's file size limit on a process of its own does the same. */
@Timeout(120)
class FullDiskIT {

    private static final long LIMIT = 1_000_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 15_000})
    @DisplayName(
            "S70 when there is room again lines are whole again, and stored and lost bytes add up to what was written")
    void writingResumesOnAFreshLine(int linesAtATime, @TempDir Path directory) throws Exception {
        List<String> command = new ArrayList<>(List.of("prlimit", "--fsize=" + LIMIT + ":unlimited"));
        command.addAll(JavaChild.command(Writer.class, directory.toString(), String.valueOf(linesAtATime)));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader answers = child.inputReader()) {
            assertThat(answers.readLine()).contains("WRITE_FAILED");
            assertThat(directory.resolve("printer.1.log")).hasSize(LIMIT);

            run("prlimit", "--pid", String.valueOf(child.pid()), "--fsize=unlimited:unlimited");
            child.getOutputStream().write('\n');
            child.getOutputStream().flush();

            assertThat(answers.readLine()).contains("WRITE_RESUMED");
            long written = Long.parseLong(answers.readLine());
            long lost = Long.parseLong(answers.readLine());
            String stored = Files.readString(directory.resolve("printer.1.log"));
            assertThat(stored.lines().filter(line -> !line.matches("a line of 24 \\d{10}")))
                    .as("torn at the moment when the disk was full")
                    .hasSize(1);
            assertThat(stored.length() + lost)
                    .as("with the newline that ends the torn line")
                    .isEqualTo(written + 1);
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    /** A master and its worker in one: writes until told of a failure, waits for its stdin, writes until told that it is over. */
    static final class Writer {

        private static final WorkerId WORKER = new WorkerId("printer", 1);
        private static volatile String told = "";
        private static int linesAtATime;
        private static long written;

        private Writer() {}

        public static void main(String[] args) throws Exception {
            Path home = Path.of(args[0]);
            linesAtATime = Integer.parseInt(args[1]);
            OutputPump pump =
                    OutputPump.start(event -> told = event.kind() + " " + event.message(), InstantSource.system());
            WorkerOutput output = pump.open(WORKER, Policies.raw(), home, home.resolve("fifo"));
            Fd worker = Fifo.open(output.stdout());
            writeUntilTold(worker, "WRITE_FAILED");
            int unused = System.in.read();
            writeUntilTold(worker, "WRITE_RESUMED");
            pump.drained(WORKER).get(10, TimeUnit.SECONDS);
            System.out.println(written);
            System.out.println(pump.counts(WORKER).orElseThrow().lostBytes());
        }

        private static void writeUntilTold(Fd worker, String kind) {
            while (!told.startsWith(kind)) {
                String text = String.format("a line of 24 %010d\n", written).repeat(linesAtATime);
                ByteBuffer lines = ByteBuffer.wrap(text.getBytes(UTF_8));
                while (lines.hasRemaining()) {
                    worker.write(lines);
                }
                written += text.length();
            }
            System.out.println(told);
        }
    }
}
