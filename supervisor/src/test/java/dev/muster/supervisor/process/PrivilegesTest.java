package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.spec.Attributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivilegesTest {

    private final Path self;

    PrivilegesTest(@TempDir Path self) throws IOException {
        this.self = self;
        Files.writeString(
                self.resolve("limits"),
                """
                Limit                     Soft Limit           Hard Limit           Units
                Max open files            1024                 4096                 files
                Max core file size        0                    unlimited            bytes
                """);
        Files.writeString(self.resolve("oom_score_adj"), "100\n");
        capabilities("0000000000000000");
    }

    private void capabilities(String hex) throws IOException {
        Files.writeString(self.resolve("status"), "Name:\tjava\nCapEff:\t" + hex + "\n");
    }

    @Test
    void whatIsWithinTheMastersOwnLimitsNeedsNoPrivilege() {
        assertThatCode(() -> check(Map.of("nofile", "2048:4096", "core", "unlimited"), 5, 100))
                .doesNotThrowAnyException();
    }

    @Test
    void hardLimitAboveTheMastersIsRefusedWithTheRemedy() {
        assertThatThrownBy(() -> check(Map.of("nofile", "1024:8192"), 0, 100))
                .isInstanceOf(SpawnException.class)
                .hasMessage(
                        "limits.nofile = 1024:8192: more than the master's own hard limit (4096) is only for root or"
                                + " CAP_SYS_RESOURCE; start the master with it, or lower it, or raise the master's (LimitNOFILE="
                                + " of its systemd unit)");
    }

    @Test
    void softLimitAboveTheHardOneThatIsKeptIsRefused() {
        assertThatThrownBy(() -> check(Map.of("nofile", "8192:"), 0, 100))
                .hasMessageContaining("above the hard limit (4096), which it keeps; give both, soft:hard");
    }

    @Test
    void negativeNicenessAndLowerScoresAreRefused() {
        assertThatThrownBy(() -> check(Map.of(), -5, 100))
                .hasMessageContaining("limits.nice = -5")
                .hasMessageContaining("CAP_SYS_NICE");
        assertThatThrownBy(() -> check(Map.of(), 0, 99))
                .hasMessageContaining("an oom-score below the master's own (100)")
                .hasMessageContaining("CAP_SYS_RESOURCE");
    }

    @Test
    void whoHasTheCapabilitiesMayDoAllOfThat() throws IOException {
        capabilities(Long.toHexString(1L << 23 | 1L << 24));

        assertThatCode(() -> check(Map.of("nofile", "1024:8192"), -5, -1000)).doesNotThrowAnyException();
    }

    @Test
    void moreFilesThanTheMachineAllowsAreRefusedToEverybody() throws IOException {
        capabilities("ffffffffffffffff");

        assertThatThrownBy(() -> check(Map.of("nofile", "unlimited"), 0, 100)).hasMessageContaining("fs.nr_open");
    }

    @Test
    void backFromTheIdleClassTakesTheCapabilityOrALimit() throws IOException {
        assertThat(Privileges.maySet(self, 0)).isFalse();

        Files.writeString(self.resolve("limits"), "Max nice priority         20                   20\n");
        assertThat(Privileges.maySet(self, 0)).isTrue();
        Files.writeString(self.resolve("limits"), "Max nice priority         0                    20\n");
        assertThat(Privileges.maySet(self, 0)).isFalse();

        capabilities("0000000000800000");
        assertThat(Privileges.maySet(self, 0)).isTrue();
    }

    @Test
    void theCapabilityOfAUserNamespaceIsNoneHere() throws IOException {
        capabilities("000001ffffffffff");
        Files.writeString(self.resolve("uid_map"), "         0       1000          1\n");
        assertThat(Privileges.maySet(self, 0)).isFalse();

        Files.writeString(self.resolve("uid_map"), "         0          0 4294967295\n");
        assertThat(Privileges.maySet(self, 0)).isTrue();
    }

    @Test
    void aProtectionOfTheMasterIsNotInheritedByWorkers() throws IOException {
        Files.writeString(self.resolve("oom_score_adj"), "-500\n");

        assertThat(startScore(Optional.empty())).contains(0);
        assertThat(startScore(Optional.of(-200))).contains(-200);
    }

    @Test
    void whatTheMasterWasGivenOtherwiseIsInherited() {
        assertThat(startScore(Optional.empty())).isEmpty();
    }

    private Optional<Integer> startScore(Optional<Integer> wanted) {
        return new Privileges(self)
                .startScore(new Attributes(
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        wanted,
                        Optional.empty(),
                        Optional.empty()));
    }

    private void check(Map<String, String> rlimits, int nice, int oomScore) throws SpawnException {
        new Privileges(self)
                .check(new Attributes(
                        Optional.empty(),
                        Optional.empty(),
                        rlimits,
                        Optional.of(nice),
                        Optional.of(oomScore),
                        Optional.empty(),
                        Optional.empty()));
    }
}
