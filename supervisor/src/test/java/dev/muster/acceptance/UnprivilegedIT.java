package dev.muster.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A fleet needs nothing of root's: the demo from a copy of the distribution, by a user whom nobody has heard of. */
final class UnprivilegedIT {

    private static final int SOMEBODY = 61235;

    @Test
    void wholeFleetRunsAsAnOrdinaryUser() throws Exception {
        assumeTrue(
                Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
                "only root can run a program as another user");
        // Whoever builds may have closed the way to the distribution.
        Path install = Files.createTempDirectory("install");
        try (Fleet fleet = Fleet.of("include file(\"@install@/conf/muster.conf\")"
                .replace("@install@", install.resolve("muster").toString()))) {
            Path built = Distribution.built().root();
            run("cp", "-a", built.toString(), install.resolve("muster").toString());
            run("chmod", "-R", "a+rX", install.toString());
            give(fleet.home());
            fleet.runBy(asSomebody(
                    "env",
                    "HOME=" + fleet.home(),
                    "MUSTER_JAVA_HOME=" + System.getProperty("java.home"),
                    install.resolve("muster/bin/muster").toString(),
                    "run"));

            Status ready = fleet.awaitReady(3);
            assertThat(ready.workers()).allSatisfy(worker -> assertThat(Files.getAttribute(
                            Path.of("/proc/" + worker.process().pid()), "unix:uid"))
                    .isEqualTo(SOMEBODY));
            fleet.await("jobs that were done", status -> status.queue("numbers").done() > 0);
            for (String socket : List.of("worker.sock", "notify.sock")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                                fleet.home().resolve("run").resolve(socket))))
                        .as(socket)
                        .isEqualTo("rw-------");
            }

            fleet.muster("shutdown").succeeded();
            assertThat(fleet.awaitEnd()).as(fleet.story()).isZero();
        } finally {
            run("rm", "-rf", install.toString());
        }
    }

    private static String[] asSomebody(String... words) {
        return Stream.concat(
                        Stream.of("setpriv", "--reuid=" + SOMEBODY, "--regid=" + SOMEBODY, "--clear-groups"),
                        Stream.of(words))
                .toArray(String[]::new);
    }

    private static void give(Path home) throws IOException {
        try (Stream<Path> tree = Files.walk(home)) {
            for (Path path : tree.toList()) {
                Files.setAttribute(path, "unix:uid", SOMEBODY);
            }
        }
    }

    private static void run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0)
                .as(String.join(" ", words))
                .isTrue();
    }
}
