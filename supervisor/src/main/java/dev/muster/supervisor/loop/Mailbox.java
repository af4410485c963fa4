package dev.muster.supervisor.loop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The only way into the loop. Posting is thread-safe and never waits for the loop; everything else is for the loop thread only.
 */
public final class Mailbox {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition posted = lock.newCondition();
    private final ArrayDeque<LoopItem> items = new ArrayDeque<>();
    private boolean closed;

    /**
     * Hands an item to the loop; items are handled in the order of their posting. Once the loop has ended a command is refused
     * at once and news of a process is dropped.
     */
    public void post(LoopItem item) {
        lock.lock();
        try {
            if (!closed) {
                items.add(item);
                posted.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        refuse(item);
    }

    /** The next item if there is one. */
    @Nullable
    LoopItem poll() {
        lock.lock();
        try {
            return items.poll();
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return items.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when there is an item, or after {@code nanos}, or sooner. */
    void await(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (items.isEmpty() && left > 0) {
                left = posted.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // Nobody ends the loop by an interrupt, that is what Shutdown is for; keeping the flag would make it spin.
            return;
        } finally {
            lock.unlock();
        }
    }

    /** The loop ends: whatever still waits is refused. */
    void close() {
        List<LoopItem> left;
        lock.lock();
        try {
            closed = true;
            left = new ArrayList<>(items);
            items.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(Mailbox::refuse);
    }

    private static void refuse(LoopItem item) {
        if (item instanceof Command command) {
            command.reply().complete(CommandReply.refused("the fleet has been shut down"));
        }
    }
}
