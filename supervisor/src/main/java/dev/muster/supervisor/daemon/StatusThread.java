package dev.muster.supervisor.daemon;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what has changed, at most once a second, on a thread of its own, {@code muster-notify}: to count jobs may mean to wait for a disk. Of
 * jobs nobody tells it, so that it looks by itself, less and less often while there is nothing new. Thread-safe.
 */
final class StatusThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusThread.class);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final BooleanSupplier teller;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private boolean changed;
    private boolean closed;

    private StatusThread(BooleanSupplier teller) {
        this.teller = teller;
    }

    /** @param teller looks, tells if there is something new, and says whether there was */
    static StatusThread start(BooleanSupplier teller) {
        StatusThread status = new StatusThread(teller);
        Threads.daemon("muster-notify", status::run).start();
        return status;
    }

    /** Somewhere something may be different. Never waits. */
    void changed() {
        lock.lock();
        try {
            changed = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        Duration pause = FIRST_LOOK;
        while (await(pause, true)) {
            boolean told = tell();
            Duration twice = pause.multipliedBy(2);
            pause = told ? FIRST_LOOK : twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
            if (told && !await(SHORTEST, false)) {
                return;
            }
        }
    }

    private boolean tell() {
        try {
            return teller.getAsBoolean();
        } catch (RuntimeException | Error e) {
            LOG.error("the status of the fleet cannot be told", e);
            return true;
        }
    }

    /** @return false when it is over */
    private boolean await(Duration longest, boolean forNews) {
        lock.lock();
        try {
            long left = longest.toNanos();
            while (!closed && left > 0 && !(forNews && changed)) {
                left = news.awaitNanos(left);
            }
            if (forNews) {
                changed = false;
            }
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            news.signal();
        } finally {
            lock.unlock();
        }
    }
}
