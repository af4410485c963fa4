package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The master as jsvc of Apache Commons Daemon drives it. */
final class JsvcIT {
    private static final Path JSVC = Path.of("/usr/bin/jsvc");
    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final String DAEMON = "dev.muster.supervisor.daemon.MasterDaemon";
    private static final String IDLE = "muster.services.idle { command = [sleep, 1000] }";

    @BeforeEach
    void jsvcIsInstalled() {
        assumeTrue(
                Files.isExecutable(JSVC), "there is no " + JSVC + " (Debian package jsvc): MasterDaemon is not tested");
    }

    private static Fleet underJsvc(String... configuration) {
        Fleet fleet = Fleet.of(configuration);
        return fleet.runBy(command(fleet).toArray(String[]::new));
    }

    private static List<String> command(Fleet fleet) {
        return List.of(
                "env",
                "MUSTER_JAVA_HOME=" + JAVA_HOME,
                "MUSTER_JSVC=" + JSVC,
                "MUSTER_JSVC_PIDFILE=" + pidFile(fleet),
                Distribution.built().root().resolve("bin/muster-jsvc").toString());
    }

    private static String pidFile(Fleet fleet) {
        return fleet.home().resolve("jsvc.pid").toString();
    }

    @Test
    void masterUnderJsvcBringsItsFleetUpAndDown() throws Exception {
        try (Fleet fleet = underJsvc(IDLE)) {
            Proc worker = fleet.awaitReady(1).worker("idle.1").process();
            assertThat(fleet.processes())
                    .as("jsvc, the master, its worker")
                    .hasSize(3)
                    .contains(worker);

            fleet.configure(IDLE, "muster.services.idle.workers = 2");
            fleet.masterProcess().signal("USR2");
            assertThat(fleet.awaitReady(2).worker("idle.1").process()).isEqualTo(worker);

            assertThat(stop(pidFile(fleet))).isZero();

            assertThat(fleet.awaitEnd()).as(fleet.story()).isZero();
            assertThat(fleet.processes()).isEmpty();
            assertThat(fleet.masterLog()).last().asString().endsWith("Shutdown finish");
        }
    }

    @Test
    @DisplayName("S89 a fleet that an essential worker ends, ends jsvc")
    void essentialWorkerEndsJsvc() {
        try (Fleet fleet = underJsvc(
                "muster.services.vital { command = [sh, -c, \"exit 42\"], restart.when = never, essential = true }")) {
            fleet.awaitEnd(); // with 0, whatever a daemon tells jsvc
            assertThat(fleet.masterLog()).last().asString().endsWith("Shutdown finish");
        }
    }

    @Test
    void badConfigurationIsToldAndEndsJsvcWithAFailure() throws IOException {
        try (Fleet fleet = Fleet.of("muster.services.idle { comand = [sleep, 1000] }")) {
            // jsvc 1.0.15 sends TERM to its process group, ours, when a daemon cannot be loaded.
            List<String> words = new ArrayList<>(List.of("setsid"));
            words.addAll(command(fleet));
            fleet.runBy(words.toArray(String[]::new));
            assertThat(fleet.awaitEnd()).isEqualTo(1);
            assertThat(Files.readString(fleet.console())).contains("did you mean \"command\"?");
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
