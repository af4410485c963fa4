package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.WorkerId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * New lines on their way to one listener: a bounded queue and the thread that empties it. The pump never waits for it; what does
 * not fit is dropped and counted. Ends when closed or when the listener throws. Thread-safe.
 */
public final class Subscription implements AutoCloseable {

    private static final int MOST_LINES = 8192;
    private static final long MOST_BYTES = 4L << 20;

    private final Predicate<WorkerId> workers;
    private final LineListener listener;
    private final Thread thread;

    /** All of these are guarded by this. */
    private List<Line> queue = new ArrayList<>();

    private final ArrayDeque<Gap> gaps = new ArrayDeque<>();
    private long queuedBytes;
    private long offered;
    private long dropped;
    private boolean delivering;
    private boolean closed;

    /** {@code lines} are missing before the line with this index in the queue. */
    private record Gap(int index, long lines) {}

    private record Batch(List<Line> lines, List<Gap> gaps) {}

    Subscription(Predicate<WorkerId> workers, LineListener listener) {
        this.workers = workers;
        this.listener = listener;
        this.thread = new Thread(this::deliver, "muster-follow");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    boolean wants(WorkerId worker) {
        return workers.test(worker);
    }

    synchronized void offer(List<Line> lines) {
        if (closed) {
            return;
        }
        for (Line line : lines) {
            if (queue.size() >= MOST_LINES || queuedBytes >= MOST_BYTES) {
                drop(1);
            } else {
                queue.add(line);
                offered++;
                queuedBytes += line.bytes().length;
            }
        }
        notifyAll();
    }

    /** True when nothing more fits: then the pump need not even cut its block into lines. */
    synchronized boolean full() {
        return queue.size() >= MOST_LINES || queuedBytes >= MOST_BYTES;
    }

    synchronized void drop(long lines) {
        dropped += lines;
        offered += lines;
        Gap last = gaps.peekLast();
        if (last != null && last.index == queue.size()) {
            gaps.pollLast();
            gaps.addLast(new Gap(last.index, last.lines + lines));
        } else {
            gaps.addLast(new Gap(queue.size(), lines));
        }
    }

    /**
     * How many lines were read for this listener so far, those that it misses and those that it was not given yet among them: what is
     * read later has a higher number in the order in which the listener is told.
     */
    public synchronized long offered() {
        return offered;
    }

    /** How many lines this listener has missed so far. */
    public synchronized long dropped() {
        return dropped;
    }

    /** What waits in the queue, the batch under way not counted. */
    synchronized long queuedBytes() {
        return queuedBytes;
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Waits until the listener has had every line that is queued now; false when the time is over first. */
    public synchronized boolean drain(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!closed && (delivering || !queue.isEmpty() || !gaps.isEmpty())) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000 + 1);
        }
        return true;
    }

    /** Ends at once: what is queued is not delivered. Returns without waiting for a call of the listener that is under way. */
    @Override
    public synchronized void close() {
        closed = true;
        queue = new ArrayList<>();
        queuedBytes = 0;
        gaps.clear();
        notifyAll();
    }

    private void deliver() {
        try {
            while (true) {
                Batch batch = take();
                if (batch == null) {
                    return;
                }
                deliver(batch);
                if (!waiting()) {
                    listener.caughtUp();
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException broken) {
            // A console or connection that is gone: its owner sees to the rest.
            close();
        } finally {
            close();
        }
    }

    private synchronized boolean waiting() {
        return !queue.isEmpty() || !gaps.isEmpty();
    }

    private void deliver(Batch batch) {
        int next = 0;
        for (Gap gap : batch.gaps) {
            for (; next < gap.index; next++) {
                listener.line(batch.lines.get(next));
            }
            listener.dropped(gap.lines);
        }
        for (; next < batch.lines.size() && !closed(); next++) {
            listener.line(batch.lines.get(next));
        }
    }

    /** Null is the end. */
    private synchronized @Nullable Batch take() throws InterruptedException {
        delivering = false;
        notifyAll();
        while (!closed && queue.isEmpty() && gaps.isEmpty()) {
            wait();
        }
        if (closed) {
            return null;
        }
        Batch batch = new Batch(queue, List.copyOf(gaps));
        queue = new ArrayList<>();
        gaps.clear();
        queuedBytes = 0;
        delivering = true;
        return batch;
    }
}
