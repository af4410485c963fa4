package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.util.Comparator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code muster run} in a terminal, which script(1) makes and closes when it is killed. */
class ClosedTerminalIT {

    private final Fleet fleet = Fleet.of("muster.services.sleeper { command = [sleep, infinity] }");

    @AfterEach
    void end() {
        closeTerminal();
        fleet.close();
    }

    /** And waits for the fleet's end, which that brings about. */
    private void closeTerminal() {
        fleet.master().destroyForcibly();
        Await.until("the fleet has ended", () -> fleet.processes().isEmpty());
    }

    private void runInATerminal() {
        fleet.runBy(
                "sh",
                "-c",
                "exec script -qfc \"$0 run $*\" /dev/null",
                Distribution.built().command().toString());
        fleet.awaitReady(1);
    }

    private static boolean isMaster(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/java");
    }

    @Test
    @DisplayName("a fleet in a terminal ends in order when that is closed")
    void aClosedTerminalEndsTheFleet() {
        runInATerminal();
        closeTerminal();
        assertThat(fleet.masterLog())
                .anyMatch(line -> line.endsWith("SIGHUP, and the terminal is gone: stopping the fleet"))
                .anyMatch(line -> line.contains("sleeper.1#1: STOPPING -> STOPPED"));
    }

    @Test
    @DisplayName("S08 HUP in a terminal that is there applies the configuration")
    void hupInATerminalReloads() throws IOException, InterruptedException {
        runInATerminal();
        ProcessHandle master = fleet.master()
                .descendants()
                .filter(ClosedTerminalIT::isMaster)
                .min(Comparator.comparing(ProcessHandle::pid))
                .orElseThrow();
        fleet.configure(
                "muster.services { sleeper { command = [sleep, infinity] }, other { command = [sleep, infinity] } }");
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(master.pid()))
                        .start()
                        .waitFor())
                .isZero();
        fleet.awaitReady(2);
        assertThat(master.isAlive()).isTrue();
    }
}
