package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A worker with a pool of JVMs: they share its fate, and do not care for the master's. */
final class PoolIT {
    private static final String POOLED =
            "muster.services.pooled { main = dev.muster.acceptance.workers.Pooled, classpath = [\"@classes@\"] }";

    @Test
    void membersEndWithTheirWorkerWhateverItsEndAndOutliveTheMaster() {
        try (Fleet fleet = Fleet.of(POOLED).daemon()) {
            Proc worker = worker(fleet.awaitReady(1));
            List<Proc> members = awaitWork(fleet, 1);
            assertThat(members).allMatch(member -> member.group() == worker.pid());

            worker.signal("KILL");
            Proc next = worker(fleet.awaitWorker(
                    "pooled.1", now -> now.incarnation() == 2 && now.pid() != null && startsMembers(fleet, now)));
            next.signal("KILL");
            awaitEnd(members);
            List<Proc> others = awaitWork(fleet, 3);
            assertThat(doors(next.pid()))
                    .as("what it left in its members' start")
                    .isEmpty();

            fleet.masterProcess().signal("KILL");
            fleet.awaitEnd();
            fleet.daemon().awaitReady(1);
            int before = fleet.log("pooled.1").size();
            Await.within(
                    Fleet.PATIENCE, "they go on", () -> fleet.log("pooled.1").size() > before + 2);
            assertThat(membersOf(fleet)).isEqualTo(others);

            Proc last = worker(fleet.status());
            fleet.muster("stop", "pooled").succeeded();
            assertThat(fleet.processes()).isEmpty();
            assertThat(fleet.log("pooled.1")).endsWith("drained");
            assertThat(doors(last.pid())).isEmpty();
        }
    }

    private static Proc worker(Status status) {
        return status.worker("pooled.1").process();
    }

    /** The members of this life, once both of them have worked. */
    private static List<Proc> awaitWork(Fleet fleet, int incarnation) {
        Await.within(Fleet.PATIENCE, "both have worked in life " + incarnation, () -> {
            TreeSet<Integer> pids =
                    membersOf(fleet).stream().map(Proc::pid).collect(Collectors.toCollection(TreeSet::new));
            return pids.size() == 2 && fleet.log("pooled.1").contains("members of " + incarnation + " " + pids);
        });
        return membersOf(fleet);
    }

    /** Or has done so a moment ago. */
    private static boolean startsMembers(Fleet fleet, Status.Worker worker) {
        return !doors(worker.process().pid()).isEmpty()
                || fleet.log("pooled.1").stream()
                        .anyMatch(line -> line.startsWith("members of " + worker.incarnation()));
    }

    private static void awaitEnd(List<Proc> processes) {
        Await.within(
                Fleet.PATIENCE, processes + " to end", () -> processes.stream().noneMatch(Proc::isAlive));
    }

    private static List<Proc> membersOf(Fleet fleet) {
        return fleet.processes().stream()
                .filter(process -> process.commandLine().contains("dev.muster.concurrent.MemberMain"))
                .toList();
    }

    /** Where the members of a worker meet it when they start. */
    private static List<Path> doors(int worker) {
        String pid = "-" + Integer.toString(worker, 36) + "-";
        try (Stream<Path> all = Files.list(Path.of("/dev/shm"))) {
            return all.filter(path -> path.getFileName().toString().startsWith("muster-pool-")
                            && path.getFileName().toString().contains(pid))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
