package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackgroundIT {

    private static final int SCHED_OTHER = 0;
    private static final int SCHED_IDLE = 5;

    @Test
    void whatAProcessStartsMeanwhileIsFetchedBackWithIt(@TempDir Path dir) throws IOException {
        try (Sandbox sandbox = new Sandbox(dir)) {
            Child shell = sandbox.bear(sandbox.request(
                    "/bin/sh", "-c", "until [ -e go ]; do sleep 0.01; done; sleep 60 & setsid sleep 60 & wait"));
            Background background = new Background(shell, Optional.empty());
            assertThat(background.isThere()).isFalse();

            background.enter();
            assertThat(background.isThere()).isTrue();
            assertThat(autogroup(shell)).matches("|.* nice 19\n");
            Files.createFile(dir.resolve("go"));
            Await.until("both sleeping", () -> children(shell).size() == 2);
            assertThat(children(shell)).allMatch(pid -> Libc.sched_getscheduler(pid) == SCHED_IDLE);

            assertThat(background.leave()).isTrue();
            assertThat(background.isThere()).isFalse();
            assertThat(autogroup(shell)).matches("|.* nice 0\n");
            assertThat(children(shell)).hasSize(2).allMatch(pid -> Libc.sched_getscheduler(pid) == SCHED_OTHER);
        }
    }

    /** Empty where the kernel has no such thing. */
    private static String autogroup(Child child) throws IOException {
        Path enabled = Path.of("/proc/sys/kernel/sched_autogroup_enabled");
        return Files.exists(enabled) && Files.readAllLines(enabled).contains("1")
                ? Files.readString(Path.of("/proc/" + child.pid() + "/autogroup"))
                : "";
    }

    private static List<Integer> children(Child parent) {
        return ProcessHandle.of(parent.pid()).stream()
                .flatMap(ProcessHandle::children)
                .filter(child -> child.info().command().orElse("").contains("sleep"))
                .map(child -> (int) child.pid())
                .toList();
    }
}
