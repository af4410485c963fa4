package dev.muster.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.muster.testkit.Await;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One pool of two members for all; a member that a test kills is replaced for the next. */
final class ProcessPoolIT {
    private static final List<String> OUTPUT = new CopyOnWriteArrayList<>();
    private static ProcessPool pool;

    private record Args(int base, int exponent) implements Serializable {}

    @BeforeAll
    static void start() {
        pool = ProcessPool.builder()
                .name("test")
                .workers(2)
                .jvmOptions("-XX:TieredStopAtLevel=1", "-Xmx64m")
                .output(OUTPUT::add)
                .initializer(() -> System.setProperty("initialized", "yes"))
                .build();
    }

    @AfterAll
    static void drain() {
        CompletableFuture<Integer> last = pool.submit(() -> 1);
        pool.close();
        assertThat(last).as("close waits for it").isCompletedWithValue(1);
        assertThat(pool.isTerminated()).isTrue();
        assertThat(pool.pids()).isEmpty();
    }

    @Test
    void tasksRunInOtherProcessesAfterTheInitializer() throws Exception {
        assertThat(pool.submit(() -> ProcessHandle.current().pid()).get())
                .isNotEqualTo(ProcessHandle.current().pid());
        assertThat(pool.submit(() -> System.getProperty("initialized")).get()).isEqualTo("yes");
        String held = "what a lambda holds";
        assertThat(pool.submit(() -> held + ".").get()).isEqualTo("what a lambda holds.");
        assertThat(pool.submit(Math::abs, -3).get()).isEqualTo(3);
        pool.submit(() -> System.out.println("printed by a task")).get();
        Await.until("its output", () -> OUTPUT.stream()
                .anyMatch(line -> line.matches("\\[test-\\d+\\] printed by a task")));
    }

    @Test
    void aTaskFailsByWhatItThrew() {
        Throwable failure = catchThrowable(() -> pool.submit(() -> {
                    throw new IllegalArgumentException("from the member");
                })
                .get());
        assertThat(failure)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("from the member");
        assertThatThrownBy(
                        () -> pool.submit((RemoteCallable<Object>) Object::new).get())
                .hasMessageContaining("java.lang.Object is not Serializable");
    }

    @Test
    void aTaskThatCannotBeSentIsRefusedWithTheClassThatIsInTheWay() {
        Object unsendable = new Object();
        assertThatThrownBy(() -> pool.submit(() -> unsendable.hashCode()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object is not Serializable");
        Callable<Integer> plain = () -> 1;
        assertThatThrownBy(() -> pool.submit(plain)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mapKeepsTheOrderAndTellsWhichItemsFailed() throws Exception {
        List<Integer> items = numbers(1000);
        assertThat(pool.map(x -> x * 2, items))
                .isEqualTo(items.stream().map(x -> x * 2).toList());
        assertThat(pool.map(x -> x, List.of())).isEmpty();
        assertThat(pool.starmap(
                        args -> (int) Math.pow(args.base(), args.exponent()), List.of(new Args(2, 10), new Args(3, 2))))
                .containsExactly(1024, 9);
        assertThatThrownBy(() -> pool.map(x -> 10 / (x % 500), items, MapOptions.chunks(7)))
                .isInstanceOfSatisfying(MapFailedException.class, failed -> {
                    assertThat(failed.failures()).containsOnlyKeys(0, 500);
                    assertThat(failed.results().get(501)).isEqualTo(10);
                })
                .hasCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void failFastDoesNotBeginWhatHasNotBegun() {
        assertThatThrownBy(() -> pool.map(
                        x -> {
                            if (x == 0) {
                                throw new IllegalStateException("first");
                            }
                            new CountDownLatch(1).await(); // until it is interrupted
                            return x;
                        },
                        numbers(100),
                        MapOptions.chunks(1).withFailFast()))
                .isInstanceOfSatisfying(MapFailedException.class, failed -> assertThat(failed.failures())
                        .hasSize(100))
                .hasRootCauseMessage("first");
    }

    @Test
    void valuesThatAreLargerThanTheSharedMemoryPassBothWaysAtOnce() throws Exception {
        byte[] large = new byte[3 * PoolMemory.RING];
        Arrays.fill(large, (byte) 7);
        List<byte[]> back = pool.map(bytes -> bytes, List.of(large, large, large, large, large, large));
        assertThat(back).hasSize(6).allSatisfy(one -> assertThat(one).isEqualTo(large));
    }

    @Test
    void imapTakesNoMoreThanTheWindowFromItsSource() {
        AtomicInteger taken = new AtomicInteger();
        Iterable<Integer> endless =
                () -> IntStream.generate(taken::getAndIncrement).iterator();
        try (Stream<Integer> results = pool.imap(x -> x + 1, endless, 5)) {
            AtomicInteger seen = new AtomicInteger();
            results.limit(100).forEach(result -> {
                assertThat(result).isEqualTo(seen.incrementAndGet());
                assertThat(taken.get()).isLessThanOrEqualTo(seen.get() + 4);
            });
        }
        assertThat(taken.get()).isLessThanOrEqualTo(104);
        Set<Integer> all = new TreeSet<>();
        pool.imapUnordered(x -> x, numbers(100), 3).forEach(all::add);
        assertThat(all).hasSize(100);
        assertThatThrownBy(() -> pool.imap(x -> 1 / x, List.of(1, 0, 1), 2).toList())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void aShortTaskDoesNotWaitBehindALongOneWhileAMemberIsIdle() throws Exception {
        pool.map(x -> x, numbers(5000), MapOptions.chunks(1)); // both are known to be quick: they get many ahead
        List<CompletableFuture<Integer>> quick = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            quick.add(pool.submit(() -> 2));
        }
        CompletableFuture<Integer> slow = pool.submit(() -> {
            new CountDownLatch(1).await();
            return 1;
        });
        for (int i = 0; i < 300; i++) {
            quick.add(pool.submit(() -> 2));
        }
        for (CompletableFuture<Integer> future : quick) {
            assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo(2);
        }
        assertThat(slow).isNotDone();
        slow.cancel(true);
        assertThat(pool.map(x -> x, numbers(100))).hasSize(100);
    }

    @Test
    void aKilledMemberCostsOneTaskOfTenThousand() throws Exception {
        List<Integer> items = numbers(10_000);
        Throwable failure = catchThrowable(() -> pool.map(
                x -> {
                    if (x == 3333) {
                        new ProcessBuilder(
                                        "kill",
                                        "-9",
                                        Long.toString(ProcessHandle.current().pid()))
                                .start();
                        new CountDownLatch(1).await();
                    }
                    return x;
                },
                items,
                MapOptions.chunks(100)));
        assertThat(failure).isInstanceOfSatisfying(MapFailedException.class, failed -> {
            assertThat(failed.failures()).containsOnlyKeys(3333);
            assertThat(failed.results()).filteredOn(result -> result != null).hasSize(9_999);
        });
        assertThat(failure.getCause()).isInstanceOfSatisfying(WorkerCrashedException.class, crash -> {
            assertThat(crash.signal()).hasValue(9);
            assertThat(crash.exitCode()).isEmpty();
        });
    }

    @Test
    void anExitIsToldWithItsCodeAndWhatWasSaidLast() {
        assertThatThrownBy(() -> pool.submit(() -> {
                            System.err.println("last words");
                            System.exit(137);
                        })
                        .get())
                .cause()
                .isInstanceOfSatisfying(WorkerCrashedException.class, crash -> {
                    assertThat(crash.exitCode()).hasValue(137);
                    assertThat(crash.signal()).isEmpty();
                    assertThat(crash.lastLines()).contains("last words");
                });
    }

    @Test
    void aTaskWithoutMemoryFailsAndItsMemberIsReplaced() throws Exception {
        pool.submit(() -> 1).get();
        List<Long> before = pool.pids();
        assertThatThrownBy(() -> pool.submit(() -> new long[Integer.MAX_VALUE / 2].length)
                        .get())
                .hasCauseInstanceOf(OutOfMemoryError.class);
        Await.until("another member", () -> !pool.pids().containsAll(before));
        assertThat(pool.map(x -> x, numbers(100))).hasSize(100);
    }

    @Test
    void cancelInterruptsTheTask() throws Exception {
        CompletableFuture<?> endless = pool.submit(() -> {
            System.out.println("endless begins");
            new CountDownLatch(1).await();
            return 1;
        });
        Await.until("it runs", () -> OUTPUT.stream().anyMatch(line -> line.endsWith("endless begins")));
        assertThat(endless.cancel(true)).isTrue();
        assertThatThrownBy(endless::get).isInstanceOf(CancellationException.class);
        assertThat(pool.invokeAll(List.of((RemoteCallable<Integer>) () -> 1, (RemoteCallable<Integer>) () -> 2)))
                .allSatisfy(future -> assertThat(future.isDone()).isTrue());
        assertThat(pool.<Integer>invokeAny(List.of((RemoteCallable<Integer>) () -> 1)))
                .isEqualTo(1);
    }

    @Test
    void aSlowCallbackHoldsUpNoResults() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch called = new CountDownLatch(1);
        CompletableFuture<?> slow = pool.submit(() -> {
                    new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
                    return 1;
                })
                .thenAccept(value -> {
                    begun.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    called.countDown();
                });
        begun.await();
        assertThat(pool.map(x -> x, numbers(1000))).hasSize(1000);
        assertThat(slow).isNotDone();
        release.countDown();
        called.await();
    }

    @Test
    void anInterruptOfWhoSubmitsIsNoHarm() throws Exception {
        pool.map(x -> x, numbers(100));
        List<Long> before = pool.pids();
        for (int i = 0; i < 20; i++) {
            Thread.currentThread().interrupt();
            CompletableFuture<Integer> future = pool.submit(() -> 5);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(future.get()).isEqualTo(5);
        }
        assertThat(pool.pids()).containsAll(before);
    }

    @Test
    void aSignalToTheGroupIsLeftToTheOwner() throws Exception {
        String signal = "kill -TERM $PPID; kill -INT $PPID; kill -HUP $PPID";
        long pid = pool.submit(() -> {
                    new ProcessBuilder("sh", "-c", signal).start().waitFor();
                    return ProcessHandle.current().pid();
                })
                .get();
        pool.map(x -> x, numbers(1000), MapOptions.chunks(1));
        assertThat(pool.pids()).contains(pid);
        assertThat(ProcessHandle.of(pid)).hasValueSatisfying(ProcessHandle::isAlive);
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }
}
