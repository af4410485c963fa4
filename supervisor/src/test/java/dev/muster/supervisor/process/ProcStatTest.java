package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProcStatTest {

    @Test
    void nameWithBracketsAndBlanksDoesNotShiftTheFields() {
        byte[] line =
                "42 (a) R (b 7) Z 1 42 41 0 -1 4194304 1 2 3 4 150 50 0 0 20 0 1 0 987654 100 3 18446744073709551615\n"
                        .getBytes(StandardCharsets.US_ASCII);
        ProcStat stat = ProcStat.parse(line, line.length);
        assertThat(stat.pid()).isEqualTo(42);
        assertThat(stat.state()).isEqualTo('Z');
        assertThat(stat.isAlive()).isFalse();
        assertThat(stat.parent()).isEqualTo(1);
        assertThat(stat.group()).isEqualTo(42);
        assertThat(stat.session()).isEqualTo(41);
        assertThat(stat.startTicks()).isEqualTo(987654);
        assertThat(stat.cpuMillis()).isEqualTo(2000);
        assertThat(stat.rssBytes()).isEqualTo(3 * 4096);
    }

    @Test
    void ownProcessIsAliveUnderItsStartTimeOnly() {
        int self = Libc.getpid();
        ProcStat stat = ProcStat.read(self).orElseThrow();
        assertThat(stat.rssBytes()).isGreaterThan(1 << 20);
        assertThat(stat.session()).isEqualTo(Libc.getsid(0));
        assertThat(ProcStat.isAlive(self, stat.startTicks())).isTrue();
        assertThat(ProcStat.isAlive(self, stat.startTicks() + 1)).isFalse();
    }

    @Test
    void pidThatDoesNotExistIsEmpty() {
        assertThat(ProcStat.read(Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void bootIdIsAUuid() {
        assertThat(BootId.current()).matches("[0-9a-f-]{36}").isEqualTo(BootId.current());
    }
}
