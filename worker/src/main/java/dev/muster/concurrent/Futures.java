package dev.muster.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for many futures and tells which are done. Done are those that have a result, have failed or are cancelled. Takes every kind of
 * Future, mixed as you like, and never polls. Thread-safe.
 */
public final class Futures {
    private Futures() {}

    /**
     * Each future in one of the lists, in the order in which they were given.
     *
     * @param <F> what the futures are
     * @param done those that have a result, have failed or are cancelled
     * @param notDone the others
     */
    public record DoneAndNotDone<F extends Future<?>>(List<F> done, List<F> notDone) {
        /**
         * Both lists are copied.
         *
         * @param done see above
         * @param notDone see above
         */
        public DoneAndNotDone {
            done = List.copyOf(done);
            notDone = List.copyOf(notDone);
        }

        /**
         * True when nothing is left to wait for.
         *
         * @return whether all are done
         */
        public boolean allDone() {
            return notDone.isEmpty();
        }
    }

    /**
     * Waits until all are done, however long it takes.
     *
     * @param <F> the kind of future
     * @param futures of any kinds; each appears in the result as often as here
     * @return which are done and which are not
     * @throws InterruptedException when interrupted; the futures are left as they are
     */
    public static <F extends Future<?>> DoneAndNotDone<F> awaitAll(Collection<? extends F> futures)
            throws InterruptedException {
        return awaitAll(futures, Duration.ofNanos(Long.MAX_VALUE));
    }

    /**
     * Waits until all are done or the time is over. Without futures it returns at once.
     *
     * @param <F> the kind of future
     * @param futures of any kinds; each appears in the result as often as here
     * @param longest zero or less for: only look
     * @return which are done and which are not
     * @throws InterruptedException when interrupted; the futures are left as they are
     */
    public static <F extends Future<?>> DoneAndNotDone<F> awaitAll(Collection<? extends F> futures, Duration longest)
            throws InterruptedException {
        List<F> all = List.copyOf(futures);
        long begun = System.nanoTime();
        long most = Nanos.of(longest);
        for (F future : all) {
            if (!await(future, most - (System.nanoTime() - begun))) {
                break;
            }
        }
        return look(all);
    }

    /**
     * Waits until one is done, however long it takes.
     *
     * @param <F> the kind of future
     * @param futures of any kinds; each appears in the result as often as here
     * @return which are done and which are not
     * @throws InterruptedException when interrupted; the futures are left as they are
     */
    public static <F extends Future<?>> DoneAndNotDone<F> awaitAny(Collection<? extends F> futures)
            throws InterruptedException {
        return awaitAny(futures, Duration.ofNanos(Long.MAX_VALUE));
    }

    /**
     * Waits until at least one is done or the time is over. Without futures it returns at once. A thread waits meanwhile for each future
     * that is not a CompletableFuture: of those, rather have few.
     *
     * @param <F> the kind of future
     * @param futures of any kinds; each appears in the result as often as here
     * @param longest zero or less for: only look
     * @return which are done and which are not
     * @throws InterruptedException when interrupted; the futures are left as they are
     */
    public static <F extends Future<?>> DoneAndNotDone<F> awaitAny(Collection<? extends F> futures, Duration longest)
            throws InterruptedException {
        List<F> all = List.copyOf(futures);
        long most = Nanos.of(longest);
        if (!all.isEmpty() && most > 0 && all.stream().noneMatch(Future::isDone)) {
            try (Watch watch = new Watch(all)) {
                watch.await(most);
            }
        }
        return look(all);
    }

    private static <F extends Future<?>> DoneAndNotDone<F> look(List<F> all) {
        List<F> done = new ArrayList<>();
        List<F> notDone = new ArrayList<>();
        for (F future : all) {
            (future.isDone() ? done : notDone).add(future);
        }
        return new DoneAndNotDone<>(done, notDone);
    }

    /** @return false when the time is over */
    private static boolean await(Future<?> future, long nanos) throws InterruptedException {
        if (future.isDone()) {
            return true;
        }
        try {
            future.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | CancellationException e) {
            return true;
        } catch (TimeoutException e) {
            return future.isDone();
        }
    }

    /** Is told by whichever future is done first. */
    private static final class Watch implements AutoCloseable {
        private final List<CompletableFuture<?>> signals = new ArrayList<>();
        private final List<Thread> waiters = new ArrayList<>();
        private final CompletableFuture<Object> first;

        Watch(List<? extends Future<?>> futures) {
            for (Future<?> future : futures) {
                signals.add(future instanceof CompletableFuture<?> known ? known : waiter(future));
            }
            first = CompletableFuture.anyOf(signals.toArray(CompletableFuture<?>[]::new));
        }

        private CompletableFuture<?> waiter(Future<?> future) {
            CompletableFuture<Boolean> signal = new CompletableFuture<>();
            Thread thread = ThreadSource.virtual("muster-await").newThread(() -> {
                try {
                    Futures.await(future, Long.MAX_VALUE);
                } catch (InterruptedException e) {
                    // nobody waits any more
                } finally {
                    signal.complete(true);
                }
            });
            thread.setDaemon(true);
            waiters.add(thread);
            thread.start();
            return signal;
        }

        void await(long nanos) throws InterruptedException {
            Futures.await(first, nanos);
        }

        /** Leaves nothing behind at the futures, so that they may be waited for in a loop. */
        @Override
        public void close() {
            waiters.forEach(Thread::interrupt);
            if (!first.complete(true)) {
                return; // whoever was first has taken the hooks off the others
            }
            boolean interrupted = Thread.interrupted();
            for (CompletableFuture<?> signal : signals) {
                try {
                    signal.get(1, TimeUnit.NANOSECONDS); // a wait in vain unlinks hooks that are of no use
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException | CancellationException | TimeoutException e) {
                    // done meanwhile, or not
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
