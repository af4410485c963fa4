package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A {@code /proc} that hides the processes of others, as on hardened machines: 1 refuses to read them, 2 denies that they exist. */
class HiddenProcIT {

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatIsHiddenCountsAsMissing(int hidepid) throws Exception {
        assumeTrue(Libc.getuid() == 0, "only root can mount another /proc");
        String mount = "mount -t proc -o hidepid=" + hidepid + " proc /proc && exec \"$@\"";
        Process master = new ProcessBuilder(List.of(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        mount,
                        "sh",
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HumbleMaster.class.getName()))
                .redirectErrorStream(true)
                .start();
        String said = new String(master.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(master.waitFor()).as(said).isZero();
        assertThat(said)
                .contains("as root: group is empty: true, pid 1 is seen: true")
                .contains("as nobody: group is empty: true, pid 1 is seen: false");
    }
}
