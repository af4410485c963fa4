package dev.muster.concurrent;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at what runs, a few hundred times a second while something does and never otherwise: a task that takes too long is interrupted
 * and then killed with its member, and one that waits behind a long one goes to a member that is idle.
 */
final class PoolWatch implements Runnable {
    private static final long LOOK_NANOS = 5_000_000;
    private static final long HELD_UP_NANOS = 1_000_000;
    private static final long GRACE_NANOS = Duration.ofSeconds(1).toNanos();

    private final PoolCore core;

    PoolWatch(PoolCore core) {
        this.core = core;
    }

    @Override
    public void run() {
        try {
            while (core.awaitWork()) {
                long now = System.nanoTime();
                core.balance(now, HELD_UP_NANOS);
                core.settings().taskTimeout().ifPresent(limit -> timeouts(now, limit));
                LockSupport.parkNanos(LOOK_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void timeouts(long now, Duration limit) {
        for (PoolMember member : core.members()) {
            synchronized (core) {
                PoolTask task = member.current();
                if (task == null || now - member.link().memory().runningSince() < limit.toNanos()) {
                    continue;
                }
                if (member.askedAt() == 0) {
                    task.timedOut = true;
                    member.asked(now);
                    member.process.cancel(task.sequence);
                } else if (now - member.askedAt() > GRACE_NANOS) {
                    member.process.kill();
                }
            }
        }
    }
}
