package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Opens logs on a thread of its own, and waits for it only so long: whoever asks has other workers to look after, and a disk may hang.
 * What is open too late is kept until it is asked for again. Thread-safe.
 */
final class SinkOpener implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Sinks sinks;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread opener = new Thread(task, "muster-logs");
        opener.setDaemon(true);
        return opener;
    });
    private final Map<WorkerId, Opening> openings = new HashMap<>();

    /**
     * A log that is open.
     *
     * @param policy that it was opened for, which may be an older one
     * @param isFresh nothing was there before
     */
    record Opened(Sink sink, LogPolicy policy, boolean isFresh) {}

    private record Opening(CompletableFuture<Opened> result, long since) {}

    SinkOpener(Sinks sinks) {
        this.sinks = sinks;
    }

    /** @throws OutputException when it cannot be opened, or not soon */
    synchronized Opened open(WorkerId worker, LogPolicy policy, Path logDir) {
        Opening opening = openings.computeIfAbsent(worker, w -> begin(w, policy, logDir));
        // All of them wait for the one that hangs: a disk costs that long once, however many logs are to be opened.
        long since = openings.values().stream()
                .filter(each -> !each.result.isDone())
                .mapToLong(Opening::since)
                .reduce(System.nanoTime(), (one, other) -> one - other < 0 ? one : other);
        long left = Math.max(0, since + PATIENCE_NANOS - System.nanoTime());
        try {
            Opened opened = opening.result
                    .thenApply(Optional::of)
                    .completeOnTimeout(Optional.empty(), left, TimeUnit.NANOSECONDS)
                    .join()
                    .orElseThrow(() -> new OutputException("its log is not open yet; does the disk hang?"));
            openings.remove(worker);
            return opened;
        } catch (CompletionException e) {
            openings.remove(worker);
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private Opening begin(WorkerId worker, LogPolicy policy, Path logDir) {
        return new Opening(
                CompletableFuture.supplyAsync(() -> openNow(worker, policy, logDir), thread), System.nanoTime());
    }

    private Opened openNow(WorkerId worker, LogPolicy policy, Path logDir) {
        Sink sink = sinks.open(worker, policy, logDir);
        boolean fresh =
                sink.history(worker, policy.format()).map(History::isEmpty).orElse(true);
        return new Opened(sink, policy, fresh);
    }

    /** The slot is no more: whatever is opened for it yet is closed at once. */
    synchronized void forget(WorkerId worker) {
        Opening opening = openings.remove(worker);
        if (opening != null) {
            thread.execute(() -> closeIfOpen(opening)); // behind the opening itself
        }
    }

    private static void closeIfOpen(Opening opening) {
        if (!opening.result.isCompletedExceptionally()) {
            opening.result.join().sink().close();
        }
    }

    /** Opens no more. Does not wait. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
