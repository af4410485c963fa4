package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ManagerWishesTest {
    private static final Map<String, String> SYSTEMD = Map.of(
            "NOTIFY_SOCKET", "/run/systemd/notify", "WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "17", "PATH", "/bin");

    @Test
    void withoutVariablesNobodyListens() {
        assertThat(ManagerWishes.of(Map.of(), Set.of("17")))
                .isEqualTo(new ManagerWishes(Optional.empty(), Optional.empty()));
    }

    @Test
    void watchdogIsMeantForThisProcess() {
        assertThat(ManagerWishes.of(SYSTEMD, Set.of("17")))
                .isEqualTo(new ManagerWishes(Optional.of("/run/systemd/notify"), Optional.of(Duration.ofSeconds(30))));
    }

    @Test
    void watchdogThatIsMeantForAnotherProcessIsNotFed() {
        assertThat(ManagerWishes.of(SYSTEMD, Set.of("18")).watchdog()).isEmpty();
    }

    @Test
    void watchdogThatIsMeantForTheLauncherIsFed() {
        assertThat(ManagerWishes.of(SYSTEMD, Set.of("18", "17")).watchdog()).isPresent();
    }

    @Test
    void watchdogWithoutAProcessIsMeantForWhoeverFindsIt() {
        Map<String, String> container = Map.of("NOTIFY_SOCKET", "@notify", "WATCHDOG_USEC", "5000000");
        assertThat(ManagerWishes.of(container, Set.of("18")).watchdog()).contains(Duration.ofSeconds(5));
    }

    @Test
    void nonsenseIsNoWatchdog() {
        for (String nonsense : new String[] {"", "0", "-1", "soon", "99999999999999999999"}) {
            Map<String, String> variables = Map.of("NOTIFY_SOCKET", "@notify", "WATCHDOG_USEC", nonsense);
            assertThat(ManagerWishes.of(variables, Set.of("18")).watchdog()).isEmpty();
        }
    }
}
