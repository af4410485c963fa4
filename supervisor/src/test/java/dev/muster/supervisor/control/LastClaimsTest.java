package dev.muster.supervisor.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Phase;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.testkit.Await;
import dev.muster.supervisor.testkit.Sandbox;
import dev.muster.wire.FromWorker;
import dev.muster.wire.JobCounters;
import dev.muster.wire.Protocol;
import dev.muster.wire.RoleCounters;
import dev.muster.wire.ToWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three services of one queue, which stop one after the other: one that waits for results, and two that take jobs. This process plays first.1. */
@Timeout(60)
final class LastClaimsTest {
    private static final int OWN_PID = (int) ProcessHandle.current().pid();

    @Test
    @DisplayName("Q37 a fleet stops: once a consumer was asked to, the others take no more of its queue")
    void nobodyTakesWhatAStoppingConsumerGivesBack(@TempDir Path home, @TempDir Path configuration) throws IOException {
        FleetSpec spec = new Sandbox(configuration)
                .load("muster { queues.jobs {}, defaults.service.main = a.B, services {"
                        + " web { queues.out = jobs, priority = 30 },"
                        + " later { queues.in = jobs, priority = 20 },"
                        + " first { queues.in = jobs, priority = 10 } } }");
        try (PaperFleet master = new PaperFleet(home, spec, fleet -> fleet.nextPid("first.1", OWN_PID));
                RawClient first = new RawClient(master.home().workerSocket())) {
            master.awaitReady();
            master.stopsSlowly("web.1");
            master.stopsSlowly("later.1");
            WorkerId later = new WorkerId("later", 1);
            master.channels()
                    .reported(
                            later,
                            1,
                            new FromWorker.Heartbeat(
                                    Map.of("in", new RoleCounters(0, 5, 4, 0, 0, 0)), new JobCounters(1, 4, 0)));
            master.onSnapshot(new LastClaims(master.channels()));
            first.send(new FromWorker.Hello("first.1", 1, OWN_PID, "test", Protocol.VERSION).line() + "\n");
            Await.until("a channel", () -> master.channels().send(new WorkerId("first", 1), 1, new ToWorker.Dump()));
            assertThat(first.readLine()).hasValue(new ToWorker.Dump().line());

            try (ControlClient client = master.client()) {
                client.call("shutdown", Map.of());
            }
            Await.until(
                    "the end of web.1 to be awaited",
                    () -> master.worker("web.1").phase() == Phase.STOPPING);
            master.channels().send(new WorkerId("first", 1), 1, new ToWorker.Dump());
            assertThat(first.readLine())
                    .as("who only puts is no reason to be quiet")
                    .hasValue(new ToWorker.Dump().line());
            master.exit("web.1", ExitStatus.exited(0));

            assertThat(first.readLine()).hasValue(new ToWorker.Quiet().line());
            assertThat(master.worker("later.1").phase()).isEqualTo(Phase.STOPPING);
            assertThat(master.worker("first.1").phase()).isEqualTo(Phase.READY);
        }
    }
}
