package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.control.PaperFleet;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.testkit.Sandbox;
import dev.muster.supervisor.testkit.Specs;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster cron}. */
final class CronCommandTest {

    private final Path directory;

    CronCommandTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void showsHowFarEachIs() {
        FleetSpec crons = new Sandbox(directory)
                .load("muster.services {}\nmuster.queues.reports {}\n"
                        + "muster.cron.nightly { schedule = \"0 3 * * *\", zone = UTC, queue = reports }");
        try (PaperFleet master = new PaperFleet(directory, crons)) {
            Session session = new Session(directory);
            assertThat(session.muster("cron")).isEqualTo(Exit.OK);
            assertThat(session.out().lines())
                    .containsExactly(
                            "CRON     SCHEDULE       QUEUE    NEXT  LAST  JOB  MISSED  WHY",
                            "nightly  0 3 * * * UTC  reports  -     -       -       0");
            assertThat(session.muster("cron", "--json")).isEqualTo(Exit.OK);
            assertThat(session.out()).startsWith("{\"crons\":[{\"name\":\"nightly\",\"schedule\":\"0 3 * * *\"");
            assertThat(master.home()).isNotNull();
        }
    }

    @Test
    void saysWhenThereIsNone() {
        try (PaperFleet master = new PaperFleet(directory, Specs.fleet())) {
            Session session = new Session(directory);
            assertThat(session.muster("cron")).isEqualTo(Exit.OK);
            assertThat(session.err()).contains("the configuration has no cron");
            assertThat(master.home()).isNotNull();
        }
    }
}
