package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessIdentityTest {

    @Test
    void theNameOfAProcessMayContainAnything() {
        String stat = "4711 (a) S (b) 2) S 1 4711 4711 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 3 0 987654 1 2 3";
        assertThat(ProcessIdentity.parse(5, stat)).isEqualTo(new ProcessIdentity(4711, 987654, 5));
    }

    @Test
    void thisProcessIsItself() {
        assertThat(ProcessIdentity.self().pid())
                .isEqualTo((int) ProcessHandle.current().pid());
        assertThat(ProcessIdentity.self().startTicks()).isPositive();
        assertThat(ProcessIdentity.self().namespace()).isPositive();
    }
}
