package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real control groups, where this machine lets us have any. */
final class CgroupIT {

    @Test
    @DisplayName(
            "S33 with a cgroup, who left its session and kept its output open ends with its worker, by a new master as well")
    void whoLeftItsSessionEndsWithItsWorker(@TempDir Path directory) throws IOException {
        Path pids = directory.resolve("pids");
        try (Fleet fleet = Fleet.of(
                """
                muster.services.shop {
                  command = [sh, -c, "setsid sh -c 'trap : TERM; echo $$ >> @pids@; while :; do sleep 1; done' & exec sleep 1000"]
                  limits.cgroup = true
                  stop.grace = 500ms
                }
                """
                        .replace("@pids@", pids.toString()))) {
            Status status = fleet.run().awaitReady(1);
            assumeTrue(
                    !fleet.muster("status").out().contains("cgroups are not to be had"),
                    "no cgroup v2 is delegated to us here: "
                            + fleet.muster("status").out());
            Path group = groupOf(status.worker("shop.1").process());
            assertThat(group).endsWithRaw(Path.of("shop.1"));
            Proc first = survivor(pids, 1);

            fleet.muster("stop", "shop").succeeded();
            assertThat(first.isAlive()).isFalse();
            assertThat(group).doesNotExist();

            fleet.muster("start", "shop").succeeded();
            Proc second = survivor(pids, 2);
            fleet.masterProcess().signal("KILL");
            fleet.awaitEnd();
            fleet.run().awaitReady(1);
            fleet.muster("stop", "shop").succeeded();
            assertThat(second.isAlive()).isFalse();
            assertThat(group).doesNotExist();

            fleet.muster("shutdown").succeeded();
            fleet.awaitEnd();
            assertThat(group.getParent())
                    .as("nothing is left of its groups")
                    .satisfiesAnyOf(
                            parent -> assertThat(parent).doesNotExist(),
                            unit -> assertThat(unit.getFileName().toString()).doesNotStartWith("muster-"));
        }
    }

    private static Proc survivor(Path pids, int number) throws IOException {
        Await.within(Fleet.PATIENCE, "survivor " + number, () -> lines(pids) >= number);
        return Proc.of(Integer.parseInt(Files.readAllLines(pids).get(number - 1)));
    }

    private static long lines(Path file) {
        try {
            return Files.readAllLines(file).size();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private static Path groupOf(Proc process) throws IOException {
        String group = Files.readAllLines(Path.of("/proc/" + process.pid() + "/cgroup")).stream()
                .filter(line -> line.startsWith("0::/"))
                .findFirst()
                .orElseThrow()
                .substring("0::/".length());
        String mount = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(" - cgroup2 "))
                .findFirst()
                .orElseThrow()
                .split(" ", -1)[4];
        return Path.of(mount).resolve(group);
    }
}
