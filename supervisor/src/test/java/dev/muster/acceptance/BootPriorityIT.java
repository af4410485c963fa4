package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code bench/rolling} has what it is good for. */
final class BootPriorityIT {

    private static final int OTHER = 0;
    private static final int IDLE = 5;

    @Test
    @DisplayName(
            "Q40 a JVM that replaces another is SCHED_IDLE until it is READY, and none of its threads is any more then")
    void whoReplacesAnotherStaysBehindUntilItIsReady() throws IOException {
        assumeTrue(
                "root".equals(System.getProperty("user.name")), "whoever may not fetch it back does not send it there");
        try (Fleet fleet = Fleet.demo("1s")) {
            Path go = Files.createFile(fleet.home().resolve("go"));
            fleet.configure(
                    "include file(\"" + Distribution.built().root().resolve("conf/muster.conf") + "\")",
                    "muster.services.printer { workers = 1, start.ready { exec = [test, -e, \"" + go
                            + "\"], period = 100ms } }");
            fleet.run().awaitReady(2);
            Proc before = fleet.status().worker("printer.1").process();
            assertThat(before.policies()).isEqualTo(Set.of(OTHER));
            Files.delete(go);

            Process restart = fleet.launch("restart", "--rolling", "printer");
            Proc after = fleet.awaitWorker(
                            "printer.1",
                            worker -> worker.phase().equals("STARTING")
                                    && worker.pid() != null
                                    && worker.process().policies().equals(Set.of(IDLE)))
                    .worker("printer.1")
                    .process();
            Files.createFile(go);
            fleet.awaitWorker(
                    "printer.1",
                    worker -> worker.isReady() && worker.process().policies().equals(Set.of(OTHER)));

            assertThat(after).isNotEqualTo(before);
            assertThat(after.isAlive()).isTrue();
            restart.destroy();
        }
    }

    @Test
    void aMasterThatLeadsASessionHasALargerShareThanItsWorkers() throws IOException {
        Path enabled = Path.of("/proc/sys/kernel/sched_autogroup_enabled");
        assumeTrue("root".equals(System.getProperty("user.name")), "a larger share takes a privilege");
        assumeTrue(
                Files.exists(enabled) && Files.readAllLines(enabled).contains("1"),
                "the kernel does not weigh sessions");
        try (Fleet fleet = Fleet.of("muster.services.quick.command = [sleep, 1000]")) {
            fleet.runBy("setsid", Distribution.built().command().toString(), "daemon")
                    .awaitReady(1);

            assertThat(autogroup(fleet.masterProcess())).endsWith(" nice -10");
            assertThat(autogroup(fleet.status().worker("quick.1").process())).endsWith(" nice 0");
        }
    }

    private static String autogroup(Proc process) throws IOException {
        return Files.readString(Path.of("/proc/" + process.pid() + "/autogroup"))
                .strip();
    }
}
