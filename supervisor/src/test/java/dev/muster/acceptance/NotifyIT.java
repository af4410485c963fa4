package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.ServiceManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager hears of {@code muster daemon}: this test listens instead of systemd. */
final class NotifyIT {
    private final Path gate;
    private final Path address;
    private final ServiceManager manager;

    NotifyIT(@TempDir Path directory) {
        gate = directory.resolve("go");
        address = directory.resolve("notify");
        manager = new ServiceManager(address);
    }

    @AfterEach
    void closeTheSocket() {
        manager.close();
    }

    private String configuration() {
        String late = "until [ -e " + gate + " ]; do sleep 0.05; done; echo up; exec sleep 1000";
        String stubborn = "trap '' TERM; echo up; while :; do sleep 0.05; done";
        return """
                muster.services {
                  quick { command = [sleep, 1000], start.ready = spawned }
                  late { command = [sh, -c, "%s"], start.ready = { log = up } }
                  stubborn { command = [sh, -c, "%s"], start.ready = { log = up }, stop.grace = 10m }
                  by-hand { command = [sleep, 1000], autostart = false }
                  seldom { command = [sleep, 1000], schedule = "@yearly" }
                }
                """
                .formatted(late, stubborn);
    }

    @Test
    @DisplayName("S90 READY after the workers, RELOADING and READY, a watchdog that is fed, STOPPING with more time")
    void managerIsToldAllThroughALife() throws IOException {
        try (Fleet fleet = Fleet.of(configuration())) {
            fleet.runBy(
                    "env",
                    "NOTIFY_SOCKET=" + address,
                    "WATCHDOG_USEC=2000000",
                    "MUSTER_JAVA_HOME=" + System.getProperty("java.home"),
                    Distribution.built().command().toString(),
                    "daemon");
            await("two are ready", text -> text.contains("STATUS=") && text.contains("2/3 ready; not ready: late.1"));
            assertThat(manager.texts()).noneMatch(text -> text.contains("READY=1"));
            assertThat(manager.texts()).anyMatch(text -> text.startsWith("EXTEND_TIMEOUT_USEC="));
            Files.createFile(gate);
            await("READY", text -> text.equals("READY=1\nSTATUS=3/3 ready"));
            assertThat(manager.senders()).containsExactly((int) fleet.master().pid());
            assertThat(Proc.withVariable("NOTIFY_SOCKET=" + address)).containsExactly(fleet.masterProcess());
            assertThat(Proc.withVariable("WATCHDOG_USEC=2000000")).containsExactly(fleet.masterProcess());

            reload(fleet);
            refuseToReload(fleet);
            manager.forget();
            fleet.muster("reexec").succeeded();
            await("RELOADING", text -> text.startsWith("RELOADING=1\nMONOTONIC_USEC="));
            await("READY of the new one", text -> text.equals("READY=1\nSTATUS=3/3 ready"));
            manager.forget();
            await("food of the new one", text -> text.equals("WATCHDOG=1"));

            fleet.masterProcess().signal("TERM");
            await("STOPPING", text -> text.startsWith("STOPPING=1\nSTATUS=stopping, "));
            await("more time", text -> text.startsWith("EXTEND_TIMEOUT_USEC="));
            fleet.masterProcess().signal("TERM");
            assertThat(fleet.awaitEnd()).isEqualTo(1);
        }
    }

    private void reload(Fleet fleet) {
        manager.forget();
        long before = ServiceManager.monotonicMicros();
        fleet.masterProcess().signal("HUP");
        await("RELOADING", text -> text.startsWith("RELOADING=1\nMONOTONIC_USEC="));
        await("READY again", text -> text.startsWith("READY=1"));
        long said = Long.parseLong(manager.texts().stream()
                .filter(text -> text.startsWith("RELOADING"))
                .findFirst()
                .orElseThrow()
                .replaceAll("(?s).*=", "")
                .strip());
        assertThat(said).isBetween(before, ServiceManager.monotonicMicros());
    }

    private void refuseToReload(Fleet fleet) {
        manager.forget();
        fleet.configure(configuration(), "muster.services.quick.comand = [sleep]");
        Result refused = fleet.muster("reload").endedWith(78);
        assertThat(refused.err()).contains("did you mean \"command\"?");
        await("the refusal", text -> text.startsWith("READY=1") && text.contains("reload refused: "));
        fleet.configure(configuration());
        fleet.muster("reload").succeeded();
        await("its end", text -> text.equals("READY=1\nSTATUS=3/3 ready"));
    }

    private void await(String what, Predicate<String> condition) {
        manager.await(Fleet.PATIENCE, what, condition);
    }
}
