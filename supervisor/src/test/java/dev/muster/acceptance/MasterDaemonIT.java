package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The master as a daemon of Commons Daemon, step by step, in one process. */
final class MasterDaemonIT {
    private static final String ONE = "muster.services.idle { command = [sleep, 1000], start.ready = spawned }";
    private static final String VITAL =
            "muster.services.vital { command = [sh, -c, \"exit 42\"], restart.when = never, essential = true }";

    private final List<String> done = new ArrayList<>();

    private static Fleet launched(String configuration) {
        Path lib = Distribution.built().lib();
        return Fleet.of(configuration)
                .runBy(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Dmuster.install=" + Distribution.built().root(),
                        "-cp",
                        lib.resolve("muster-supervisor.jar") + ":"
                                + Path.of("target/test-classes").toAbsolutePath(),
                        "dev.muster.supervisor.testkit.HandLauncher");
    }

    private void tell(Fleet fleet, String... words) throws IOException {
        for (String word : words) {
            fleet.master().getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
            fleet.master().getOutputStream().flush();
            done.add("did " + word);
            Await.within(Fleet.PATIENCE, word + "\n" + fleet.story(), () -> said(fleet)
                    .equals(done));
        }
    }

    private static List<String> said(Fleet fleet) {
        try {
            return Files.readAllLines(fleet.console()).stream()
                    .filter(line -> line.startsWith("did "))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void startMayFollowAStopAndDestroyGivesEverythingBack() throws IOException {
        try (Fleet fleet = launched(ONE)) {
            tell(fleet, "init");
            assertThat(fleet.processes()).as("the master alone").containsExactly(fleet.masterProcess());
            assertThat(fleet.controlSocket())
                    .as("bound, though nobody serves it yet")
                    .exists();
            tell(fleet, "start");
            Proc first = fleet.awaitReady(1).worker("idle.1").process();
            fleet.configure(ONE, "muster.services.idle.workers = 2");
            tell(fleet, "signal");
            assertThat(fleet.awaitReady(2).worker("idle.1").process()).isEqualTo(first);
            tell(fleet, "stop");
            assertThat(fleet.processes()).containsExactly(fleet.masterProcess());
            assertThat(fleet.controlSocket()).doesNotExist();
            tell(fleet, "start");
            fleet.awaitReady(2);
            tell(fleet, "stop", "destroy", "init", "destroy");
            assertThat(fleet.controlSocket()).doesNotExist();
            assertThat(Files.readString(fleet.console())).doesNotContain("told");
            fleet.master().getOutputStream().close();
            assertThat(fleet.awaitEnd()).isZero();
        }
    }

    @Test
    void launcherIsToldOfAFleetThatFails() throws IOException {
        try (Fleet fleet = launched(VITAL)) {
            tell(fleet, "init", "start");
            Await.within(Fleet.PATIENCE, "the failure", () -> console(fleet)
                    .contains("told of a failure: the fleet has ended with exit code 42"));
            tell(fleet, "stop", "destroy");
        }
    }

    private static String console(Fleet fleet) {
        try {
            return Files.readString(fleet.console());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
