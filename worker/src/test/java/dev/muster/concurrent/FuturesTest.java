package dev.muster.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.concurrent.Futures.DoneAndNotDone;
import dev.muster.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FuturesTest {
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final Duration LONG = Duration.ofDays(400_000);

    private final CompletableFuture<String> completable = new CompletableFuture<>();
    private final FutureTask<String> plain = new FutureTask<>(() -> "plain");

    @Test
    void allTellsWhatIsDoneWhenTheTimeIsOver() throws Exception {
        CompletableFuture<String> failed = CompletableFuture.failedFuture(new IllegalStateException());
        DoneAndNotDone<Future<String>> seen = Futures.awaitAll(List.of(completable, failed, plain), SHORT);
        assertThat(seen.done()).containsExactly(failed);
        assertThat(seen.notDone()).containsExactly(completable, plain);
        assertThat(seen.allDone()).isFalse();
    }

    @Test
    void allReturnsAsSoonAsTheLastIsDoneHoweverItEnds() throws Exception {
        AtomicReference<DoneAndNotDone<Future<String>>> seen = new AtomicReference<>();
        Thread waiter = waiter(() -> seen.set(Futures.awaitAll(List.of(plain, completable), LONG)));
        plain.cancel(true);
        assertThat(waiter.isAlive()).isTrue();
        completable.completeExceptionally(new IllegalStateException());
        waiter.join();
        assertThat(result(seen).allDone()).isTrue();
    }

    @Test
    void anyReturnsWithTheFirstOfWhateverKind() throws Exception {
        AtomicReference<DoneAndNotDone<Future<String>>> seen = new AtomicReference<>();
        Thread first = waiter(() -> seen.set(Futures.awaitAny(List.of(plain, completable))));
        plain.run();
        first.join();
        assertThat(result(seen).done()).containsExactly(plain);
        assertThat(result(seen).notDone()).containsExactly(completable);

        FutureTask<String> never = new FutureTask<>(() -> "never");
        Thread second = waiter(() -> seen.set(Futures.awaitAny(List.of(never, completable), LONG)));
        completable.complete("now");
        second.join();
        assertThat(result(seen).done()).containsExactly(completable);
    }

    @Test
    void nothingToWaitForIsNoWait() throws Exception {
        assertThat(Futures.awaitAll(List.<Future<String>>of()).allDone()).isTrue();
        assertThat(Futures.awaitAny(List.<Future<String>>of()).done()).isEmpty();
        assertThat(Futures.awaitAny(List.of(completable), Duration.ZERO).notDone())
                .containsExactly(completable);
        assertThat(Futures.awaitAll(List.of(completable), Duration.ofSeconds(-1))
                        .notDone())
                .containsExactly(completable);
        completable.complete("now");
        assertThat(Futures.awaitAny(List.of(plain, completable)).done()).containsExactly(completable);
    }

    @Test
    void anInterruptEndsTheWaitAndLeavesTheFutures() throws Exception {
        for (boolean all : new boolean[] {true, false}) {
            AtomicReference<Throwable> seen = new AtomicReference<>();
            List<Future<String>> futures = List.of(completable, plain);
            Thread waiter = waiter(() -> {
                try {
                    var ignored = all ? Futures.awaitAll(futures) : Futures.awaitAny(futures);
                } catch (InterruptedException e) {
                    seen.set(e);
                }
            });
            waiter.interrupt();
            waiter.join();
            assertThat(seen.get()).isInstanceOf(InterruptedException.class);
            assertThat(completable.isDone() || plain.isDone()).isFalse();
        }
    }

    @Test
    void waitingInALoopLeavesNothingAtTheFutures() throws Exception {
        for (int i = 0; i < 200; i++) {
            assertThat(Futures.awaitAny(List.of(completable, plain), Duration.ofNanos(1000))
                            .done())
                    .isEmpty();
        }
        assertThat(completable.getNumberOfDependents()).isLessThanOrEqualTo(1);
        Await.until("its waiters have gone", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("muster-await")));
    }

    private static <T> T result(AtomicReference<T> seen) {
        return Objects.requireNonNull(seen.get());
    }

    private interface Wait {
        void run() throws InterruptedException;
    }

    private static Thread waiter(Wait wait) {
        Thread thread = new Thread(() -> {
            try {
                wait.run();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        thread.start();
        Await.until("it waits", () -> switch (thread.getState()) {
            case WAITING, TIMED_WAITING -> true;
            default -> false;
        });
        return thread;
    }
}
