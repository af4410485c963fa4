package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.Fifo;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pump with real FIFOs and real children. */
class OutputPumpIT {

    private static final WorkerId WORKER = new WorkerId("printer", 1);

    private final ConcurrentLinkedQueue<OutputEvent> events = new ConcurrentLinkedQueue<>();
    private Path home;
    private OutputPump pump;

    @BeforeEach
    void makeHome(@TempDir Path directory) {
        home = directory;
        pump = OutputPump.start(events::add, InstantSource.system());
    }

    private void startPump() {
        pump = OutputPump.start(events::add, InstantSource.system());
    }

    @AfterEach
    void stopPump() {
        pump.close();
    }

    @Test
    void bothStreamsOfAChildEndUpInOneFile() throws Exception {
        WorkerOutput output = open(pump);

        Shell.run(output, "echo one; echo two >&2; echo three").waitFor();
        pump.drained(WORKER).get(10, TimeUnit.SECONDS);

        assertThat(Files.readString(log()))
                .contains("one\n", "two\n", "three\n")
                .hasSize(14);
        assertThat(pump.counts(WORKER)).contains(new OutputCounts(14, 0, 0));
    }

    @Test
    @DisplayName(
            "S71 the last words of a dead process, its unfinished line too, are in file and ring when drained says so")
    void lastWordsAreInTheLogBeforeTheExitIsTold() throws Exception {
        WorkerOutput output = open(pump);

        Shell.run(output, "seq 1 20000; printf 'last words'; kill -9 $$").waitFor();
        pump.drained(WORKER).get(10, TimeUnit.SECONDS);

        assertThat(Files.readString(log())).endsWith("20000\nlast words");
        assertThat(Files.readAllLines(log())).hasSize(20001);
        assertThat(text(pump.tail(WORKER, new Question(2, Long.MAX_VALUE, Optional.empty(), false))))
                .containsExactly("20000", "last words");
    }

    @Test
    @DisplayName("S33 draining does not wait for a grandchild that keeps the pipe open and goes on writing")
    void drainDoesNotWaitForGrandchildren() throws Exception {
        WorkerOutput output = open(pump);
        Path pid = home.resolve("pid");

        Shell.run(output, "setsid sh -c 'while :; do echo still here; done' & echo $! > " + pid + "; echo parent")
                .waitFor();
        try {
            pump.drained(WORKER).get(10, TimeUnit.SECONDS);
            assertThat(Files.readAllLines(log())).contains("parent");
        } finally {
            ProcessHandle.of(Long.parseLong(Files.readString(pid).trim())).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void logGoesOnWithThePipesOfASpareAndWhatAFormerLifeHasLeftOpenIsReadToItsEnd() throws Exception {
        WorkerOutput output = open(pump);
        Path go = home.resolve("go");
        Fifo.create(go);
        Process former = Shell.run(output, "setsid sh -c 'read line < " + go + "; echo late' & echo former");
        former.waitFor();
        pump.drained(WORKER).get(10, TimeUnit.SECONDS);
        SparePipes spare = SparePipes.create("printer", "printer.spare-1", home.resolve("fifo"));
        Shell.run(spare.output(), "echo before; printf unfinished").waitFor();

        pump.exchange(WORKER, spare);
        assertThat(Files.exists(spare.output().stdout())).isFalse();
        Shell.run(output, "echo ' line'").waitFor(); // the name is the slot's now
        Files.writeString(go, "\n");

        Await.until("all of it", () -> text(pump.tail(WORKER, new Question(9, Long.MAX_VALUE, Optional.empty(), false)))
                .containsAll(List.of("former", "before", "unfinished line", "late")));
        pump.close();
        startPump();
    }

    @Test
    void nextLifeBeginsOnALineOfItsOwn() throws Exception {
        WorkerOutput output = open(pump);

        Shell.run(output, "printf unfinished").waitFor();
        CompletableFuture<Void> first = pump.drained(WORKER);
        Shell.run(output, "echo fresh").waitFor();
        CompletableFuture<Void> second = pump.drained(WORKER);
        CompletableFuture.allOf(first, second).get(10, TimeUnit.SECONDS);

        assertThat(Files.readString(log())).isEqualTo("unfinished\nfresh\n");
    }

    @Test
    void outputThatNobodyHasReadIsReadByTheNextMaster() throws Exception {
        WorkerOutput output = open(pump);
        Process child = Shell.run(output, "echo before; read go; seq 1 1000; read go");
        Await.until("the first line", () -> linesInLog() == 1);

        pump.close();
        child.getOutputStream().write('\n');
        child.getOutputStream().flush();
        startPump();
        open(pump);

        Await.until("the other lines", () -> linesInLog() == 1001);
        child.getOutputStream().close();
        child.waitFor();
    }

    @Test
    void aSlotMayBeOpenedAgainWhileItsFormerLogIsBeingClosed() throws Exception {
        for (int life = 1; life <= 50; life++) {
            WorkerOutput output = open(pump);
            Shell.run(output, "echo life " + life).waitFor();
            pump.close(WORKER);
        }
        WorkerOutput output = open(pump);
        assertThat(output.stdout()).exists();
        assertThat(Files.readAllLines(log()))
                .isEqualTo(IntStream.rangeClosed(1, 50)
                        .mapToObj(life -> "life " + life)
                        .toList());
    }

    @Test
    @DisplayName(
            "S70 while the pump hangs in a write, a slot that comes back is refused soon, and has its log afterwards")
    void aPumpThatHangsHoldsUpNobodyWhoOpensASlotAgain() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch worksAgain = new CountDownLatch(1);
        OutputPump hanging = OutputPump.start(events::add, () -> {
            if (Thread.currentThread().getName().equals("muster-output")) {
                hangs.countDown();
                await(worksAgain);
            }
            return Instant.now();
        });
        try {
            Shell.run(open(hanging), "echo stuck").waitFor();
            await(hangs);
            hanging.close(WORKER);

            CompletableFuture<Void> attempts = CompletableFuture.runAsync(() -> {
                for (int attempt = 1; attempt <= 20; attempt++) {
                    assertThatThrownBy(() -> open(hanging))
                            .isInstanceOf(OutputException.class)
                            .hasMessageContaining("not stored yet");
                }
            });
            assertThat(attempts).as("a second, and not for each").succeedsWithin(10, TimeUnit.SECONDS);

            worksAgain.countDown();
            hanging.ending(WORKER).get(10, TimeUnit.SECONDS);
            open(hanging);
            assertThat(log()).hasContent("stuck");
        } finally {
            worksAgain.countDown();
            hanging.close();
        }
    }

    @Test
    @DisplayName("S70 while a disk hangs, whoever opens logs on it is refused soon, and gets them afterwards")
    void aDiskThatHangsHoldsUpNobodyWhoOpensALog() throws Exception {
        CountDownLatch worksAgain = new CountDownLatch(1);
        OutputPump hanging = OutputPump.start(events::add, () -> {
            if (Thread.currentThread().getName().equals("muster-logs")) {
                await(worksAgain);
            }
            return Instant.now();
        });
        try {
            CompletableFuture<Void> attempts = CompletableFuture.runAsync(() -> {
                for (int attempt = 1; attempt <= 20; attempt++) {
                    WorkerId slot = new WorkerId("printer", 1 + attempt % 10);
                    assertThatThrownBy(() ->
                                    hanging.open(slot, Policies.raw(), home.resolve("logs"), home.resolve("fifo")))
                            .isInstanceOf(OutputException.class)
                            .hasMessageContaining("not open yet");
                }
            });
            assertThat(attempts).as("a second, and not for each").succeedsWithin(10, TimeUnit.SECONDS);
            hanging.close(new WorkerId("printer", 2));

            worksAgain.countDown();
            Shell.run(open(hanging), "echo late").waitFor();
            hanging.drained(WORKER).get(10, TimeUnit.SECONDS);
            assertThat(log()).hasContent("late");
            Await.until("what was opened for a slot that was given up is closed", () -> {
                try {
                    pump.open(new WorkerId("printer", 2), Policies.raw(), home.resolve("logs"), home.resolve("fifo"));
                    return true;
                } catch (OutputException owned) {
                    return false;
                }
            });
        } finally {
            worksAgain.countDown();
            hanging.close();
        }
    }

    @Test
    void aDirectoryForFifosThatIsALinkIsRefused() throws Exception {
        Files.createSymbolicLink(home.resolve("fifo"), Files.createDirectory(home.resolve("elsewhere")));
        assertThatThrownBy(() -> open(pump))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("is not a directory but a link or file; move it away");
    }

    @Test
    void aDirectoryForFifosThatOthersMayReadIsRefused() throws Exception {
        Files.createDirectory(
                home.resolve("fifo"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x---")));
        assertThatThrownBy(() -> open(pump))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining("is open to other users; chmod 0700 it or move it away");
    }

    @Test
    void aLogThatIsExpectedIsOpenedWithoutBeingAskedForAndClosedWhenItsSlotIsGivenUp() {
        WorkerId other = new WorkerId("printer", 2);
        pump.expect(WORKER, Policies.raw(), home.resolve("logs"));
        pump.expect(other, Policies.raw(), home.resolve("logs"));
        Await.until("both are open", () -> Files.exists(home.resolve("logs/printer.2.log")) && Files.exists(log()));
        assertThat(home.resolve("fifo")).as("what takes no time is not begun").doesNotExist();
        pump.close(other);
        try (OutputPump successor = OutputPump.start(events::add, InstantSource.system())) {
            assertThatThrownBy(() -> open(successor)).as("it has a writer").isInstanceOf(OutputException.class);
            Await.until("the other has none", () -> {
                try {
                    successor.open(other, Policies.raw(), home.resolve("logs"), home.resolve("fifo"));
                    return true;
                } catch (OutputException owned) {
                    return false;
                }
            });
        }
    }

    @Test
    void aFailureThatNobodyWaitedForIsNotToldLater() throws Exception {
        Path trap = Files.createDirectories(log());
        pump.expect(WORKER, Policies.raw(), home.resolve("logs"));
        WorkerId next = new WorkerId("printer", 2);
        pump.expect(next, Policies.raw(), home.resolve("logs"));
        Await.until("both have been tried", () -> Files.isRegularFile(home.resolve("logs/printer.2.log")));
        Files.delete(trap);
        Shell.run(open(pump), "echo here").waitFor();
        pump.drained(WORKER).get(10, TimeUnit.SECONDS);
        assertThat(log()).hasContent("here");
    }

    @Test
    @DisplayName("S70 a disk that is slow, but goes on, opens all logs that are expected, however long that takes")
    void aSlowDiskIsNoDiskThatHangs() {
        long slow = TimeUnit.MILLISECONDS.toNanos(150);
        OutputPump patient = OutputPump.start(events::add, () -> {
            if (Thread.currentThread().getName().equals("muster-logs")) {
                LockSupport.parkNanos(slow);
            }
            return Instant.now();
        });
        try (patient) {
            List<WorkerId> slots = IntStream.rangeClosed(1, 10)
                    .mapToObj(slot -> new WorkerId("printer", slot))
                    .toList();
            slots.forEach(slot -> patient.expect(slot, Policies.raw(), home.resolve("logs")));
            WorkerId last = slots.get(slots.size() - 1);
            patient.open(last, Policies.raw(), home.resolve("logs"), home.resolve("fifo"));
            assertThat(home.resolve("logs")).isDirectoryContaining(file -> file.endsWith("printer.1.log"));
        }
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("S60 a thousand logs are open at once on one thread, and every line is in its own file")
    void aThousandWorkersAreFollowedByOneThread() throws Exception {
        List<WorkerOutput> outputs = new ArrayList<>();
        for (int slot = 1; slot <= 1000; slot++) {
            outputs.add(
                    pump.open(new WorkerId("many", slot), Policies.raw(), home.resolve("logs"), home.resolve("fifo")));
        }
        long idle = pump.bufferedBytes();
        for (int round = 1; round <= 3; round++) {
            for (WorkerOutput output : outputs) {
                try (Fd fifo = Fifo.open(output.stdout())) {
                    fifo.write(("round " + round + " of " + output.worker() + "\n").getBytes(UTF_8));
                }
            }
        }
        for (WorkerOutput output : outputs) {
            pump.drained(output.worker()).get(10, TimeUnit.SECONDS);
            assertThat(home.resolve("logs/" + output.worker() + ".log"))
                    .hasContent("round 1 of %1$s\nround 2 of %1$s\nround 3 of %1$s\n".formatted(output.worker()));
        }
        assertThat(idle).as("nothing is kept for a worker that has not written").isLessThan(2 << 20);
        assertThat(pump.bufferedBytes() - idle).isEqualTo(1000 * 2048);
    }

    private WorkerOutput open(OutputPump opening) {
        return opening.open(WORKER, Policies.raw(), home.resolve("logs"), home.resolve("fifo"));
    }

    private Path log() {
        return home.resolve("logs/printer.1.log");
    }

    private long linesInLog() {
        try {
            return Files.readString(log(), UTF_8).lines().count();
        } catch (IOException e) {
            return -1;
        }
    }

    private static List<String> text(Tail tail) {
        return tail.lines().stream().map(Line::text).toList();
    }
}
