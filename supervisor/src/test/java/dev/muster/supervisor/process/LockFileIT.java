package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileIT {

    private final Path dir;

    LockFileIT(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    @DisplayName("S77 Q12 the lock names the process that holds it, and is free as soon as that is killed")
    void lockNamesItsHolderAndEndsWithIt() throws Exception {
        Path path = dir.resolve("muster.lock");
        Process holder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.US_ASCII))) {
            assertThat(out.readLine()).isEqualTo("locked");
            assertThatThrownBy(() -> LockFile.acquire(path))
                    .isInstanceOfSatisfying(LockFile.HeldException.class, held -> assertThat(held.holder())
                            .isEqualTo((int) holder.pid()));
        }
        holder.destroyForcibly().waitFor();
        LockFile.acquire(path).close();
    }

    /** The main class of a process that takes a lock and keeps it. */
    public static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws InterruptedException {
            try (LockFile lock = LockFile.acquire(Path.of(args[0]))) {
                System.out.println("locked");
                new CountDownLatch(1).await();
                System.out.println(lock);
            }
        }
    }
}
