package dev.muster.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.testkit.Await;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pools with limits, of one member each. */
@SuppressWarnings("NullAway.Init")
final class ProcessPoolLimitsIT {
    /** A task that is known by its name. */
    public static final class Doubled implements RemoteFunction<Integer, Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer apply(Integer argument) {
            return 2 * argument;
        }
    }

    @TempDir
    Path directory;

    private static ProcessPoolBuilder one() {
        return ProcessPool.builder()
                .workers(1)
                .jvmOptions("-XX:TieredStopAtLevel=1")
                .output(line -> {});
    }

    @Test
    void anInitializerThatFailsStopsThePoolWithItsException() {
        Path tries = directory.resolve("tries");
        String file = tries.toString();
        try (ProcessPool pool = one().initializer(() -> {
                    try {
                        Files.writeString(
                                Path.of(file),
                                "x",
                                java.nio.file.StandardOpenOption.CREATE,
                                java.nio.file.StandardOpenOption.APPEND);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    throw new IllegalStateException("no database");
                })
                .build()) {
            CompletableFuture<Integer> waiting = pool.submit(() -> 1);
            assertThatThrownBy(waiting::get)
                    .hasCauseInstanceOf(PoolBrokenException.class)
                    .hasRootCauseMessage("no database");
            assertThat(tries).hasContent("xxx");
            assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(PoolBrokenException.class);
        }
    }

    @Test
    void aJvmThatDoesNotStartStopsThePoolWithWhatItSaid() {
        try (ProcessPool pool = one().jvmOptions("-XX:NoSuchOption").build()) {
            assertThatThrownBy(pool.submit(() -> 1)::get)
                    .hasCauseInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining("NoSuchOption");
        }
    }

    @Test
    void aTaskThatTakesTooLongIsInterruptedAndThenKilledWithItsMember() throws Exception {
        try (ProcessPool pool = one().taskTimeout(Duration.ofMillis(300)).build()) {
            CompletableFuture<Integer> polite = pool.submit(() -> {
                new CountDownLatch(1).await();
                return 1;
            });
            assertThatThrownBy(polite::get).hasCauseInstanceOf(TimeoutException.class);
            List<Long> before =
                    pool.pids(); // not from a task: the limit is for each, also on a machine that stands still
            CompletableFuture<Integer> stubborn = pool.submit(() -> {
                while (true) {
                    Thread.onSpinWait();
                }
            });
            assertThatThrownBy(stubborn::get)
                    .hasCauseInstanceOf(TimeoutException.class)
                    .hasMessageContaining("killed");
            Await.until("another member", () -> pool.pids().stream().anyMatch(pid -> !before.contains(pid)));
        }
    }

    @Test
    void aMemberIsReplacedAfterItsTasksAndACrashIsRetriedWhenAsked() throws Exception {
        Path marker = directory.resolve("marker");
        String file = marker.toString();
        try (ProcessPool pool = one().maxTasksPerWorker(2).retryCrashed(1).build()) {
            List<Integer> five = IntStream.range(0, 5).boxed().toList();
            List<Long> pids = pool.map(x -> ProcessHandle.current().pid(), five);
            assertThat(pids.get(0)).isEqualTo(pids.get(1));
            Set<Long> different = new HashSet<>(pids);
            assertThat(different).hasSize(3);
            int result = pool.submit(() -> {
                        if (Files.notExists(Path.of(file))) {
                            Files.createFile(Path.of(file));
                            Runtime.getRuntime().halt(3);
                        }
                        return 9;
                    })
                    .get();
            assertThat(result).isEqualTo(9);
            assertThatThrownBy(pool.submit(() -> Runtime.getRuntime().halt(4))::get)
                    .hasCauseInstanceOf(WorkerCrashedException.class);
        }
    }

    @Test
    void aMemberThatHasGrownIsReplacedAndAFullBacklogRejects() throws Exception {
        try (ProcessPool pool = one().maxRss(1).maxBacklog(2).build()) {
            long first = pool.submit(() -> ProcessHandle.current().pid()).get();
            long second = pool.submit(() -> ProcessHandle.current().pid()).get();
            assertThat(second).isNotEqualTo(first);
            List<CompletableFuture<Integer>> accepted = new ArrayList<>();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10; i++) {
                            accepted.add(pool.submit(() -> {
                                new CountDownLatch(1).await();
                                return 1;
                            }));
                        }
                    })
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("max-backlog 2");
            assertThat(accepted).hasSizeBetween(2, 4);
            pool.terminate();
            assertThat(accepted).allSatisfy(future -> assertThatThrownBy(future::get)
                    .isInstanceOf(java.util.concurrent.CancellationException.class));
        }
    }

    @Test
    void anotherBuildRunsNamedTasksAndNoLambdas() throws Exception {
        String longer = System.getProperty("java.class.path") + File.pathSeparator + directory;
        try (ProcessPool pool = one().classPath(longer).build()) {
            assertThat(pool.map(RemoteFunction.named(Doubled.class), List.of(1, 2, 3)))
                    .containsExactly(2, 4, 6);
            assertThatThrownBy(pool.submit(() -> 1)::get)
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another class path")
                    .hasMessageContaining(directory.toString());
        }
    }

    @Test
    void membersAreNoWorkersAndEndWithThePoolsProcessWhateverTheyDo() throws Exception {
        Process owner = owner();
        try {
            String pid = new String(owner.getInputStream().readNBytes(1), java.nio.charset.StandardCharsets.US_ASCII);
            StringBuilder number = new StringBuilder(pid);
            for (int next = owner.getInputStream().read();
                    next > ' ';
                    next = owner.getInputStream().read()) {
                number.append((char) next);
            }
            ProcessHandle member =
                    ProcessHandle.of(Long.parseLong(number.toString())).orElseThrow();
            assertThat(environment(member)).contains("PATH=").doesNotContain("MUSTER_SOCKET", "NOTIFY_SOCKET");
            owner.destroyForcibly();
            Await.until("the member to end", () -> !member.isAlive());
        } finally {
            owner.destroyForcibly().waitFor();
        }
    }

    @Test
    void anOwnerThatExitsWhileAMemberStartsLeavesNothingInMemory() throws Exception {
        Process owner = owner("leaves");
        assertThat(owner.waitFor()).as("it has exited in its member's start").isZero();
        String pid = "-" + Long.toString(owner.pid(), 36) + "-";
        try (Stream<Path> left = Files.list(Path.of("/dev/shm"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("muster-pool-") && name.contains(pid));
        }
    }

    private static Process owner(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PoolOwner.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("MUSTER_SOCKET", "/the/owners/own");
        builder.environment().put("NOTIFY_SOCKET", "/the/owners/own");
        return builder.start();
    }

    private static String environment(ProcessHandle process) throws IOException {
        return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "environ"));
    }
}
