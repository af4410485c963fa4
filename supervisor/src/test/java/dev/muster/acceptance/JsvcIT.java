package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The master as jsvc of Apache Commons Daemon drives it. */
final class JsvcIT {
    private static final Path JSVC = Path.of("/usr/bin/jsvc");
    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final String DAEMON = "dev.muster.supervisor.daemon.MasterDaemon";

    @Test
    void masterUnderJsvcBringsItsFleetUpAndDown() throws Exception {
        assumeTrue(
                Files.isExecutable(JSVC), "there is no " + JSVC + " (Debian package jsvc): MasterDaemon is not tested");
        Distribution distribution = Distribution.built();
        try (Fleet fleet = Fleet.of("muster.services.idle { command = [sleep, 1000] }")) {
            String pidFile = fleet.home().resolve("jsvc.pid").toString();
            fleet.runBy(
                    JSVC.toString(),
                    "-nodetach",
                    "-home",
                    JAVA_HOME,
                    "-pidfile",
                    pidFile,
                    "-cp",
                    distribution.lib().resolve("muster-supervisor.jar").toString(),
                    "-Dmuster.install=" + distribution.root(),
                    DAEMON);
            Proc worker = fleet.awaitReady(1).worker("idle.1").process();
            assertThat(fleet.processes())
                    .as("jsvc, the master, its worker")
                    .hasSize(3)
                    .contains(worker);

            assertThat(stop(pidFile)).isZero();

            assertThat(fleet.awaitEnd()).as(fleet.story()).isZero();
            assertThat(fleet.processes()).isEmpty();
            assertThat(fleet.masterLog()).last().asString().endsWith("Shutdown finish");
        }
    }

    @Test
    @DisplayName("S89 a fleet that an essential worker ends, ends jsvc")
    void essentialWorkerEndsJsvc() {
        assumeTrue(Files.isExecutable(JSVC), "there is no " + JSVC);
        Distribution distribution = Distribution.built();
        try (Fleet fleet = Fleet.of(
                "muster.services.vital { command = [sh, -c, \"exit 42\"], restart.when = never, essential = true }")) {
            fleet.runBy(
                    JSVC.toString(),
                    "-nodetach",
                    "-home",
                    JAVA_HOME,
                    "-pidfile",
                    fleet.home().resolve("jsvc.pid").toString(),
                    "-cp",
                    distribution.lib().resolve("muster-supervisor.jar").toString(),
                    "-Dmuster.install=" + distribution.root(),
                    DAEMON);
            fleet.awaitEnd(); // with 0, whatever a daemon tells jsvc
            assertThat(fleet.masterLog()).last().asString().endsWith("Shutdown finish");
        }
    }

    private static int stop(String pidFile) throws IOException, InterruptedException {
        Process stop = new ProcessBuilder(JSVC.toString(), "-stop", "-home", JAVA_HOME, "-pidfile", pidFile, DAEMON)
                .inheritIO()
                .start();
        assertThat(stop.waitFor(Fleet.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return stop.exitValue();
    }
}
