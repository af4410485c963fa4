package dev.muster.worker;

import dev.muster.queue.Consumer;
import dev.muster.queue.Lease;
import dev.muster.queue.RunLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ends what takes longer than its queue says, see {@link RunLimit}, and what somebody has cancelled: in the end by ending the process,
 * because a thread that ignores its interrupt cannot be ended otherwise. Its thread starts with the first job under a limit, or with the first
 * cancel. Thread-safe.
 */
final class RunWatch {
    /** How many ticks it looks for cancelled jobs. */
    private static final int LOOKS = 4;

    private final Queues queues;
    private final WakingTime time = new WakingTime();
    private final Set<TimedRun> runs = ConcurrentHashMap.newKeySet();
    private final AtomicInteger looks = new AtomicInteger(); // left
    private @Nullable Thread thread; // guarded by this

    RunWatch(Queues queues) {
        this.queues = queues;
    }

    /** On the thread that runs the jobs. */
    void begin(List<? extends LiveLease<?>> jobs, Consumer consumer, RoleQueue role, Optional<RunLimit> limit) {
        start();
        List<Lease> leases = jobs.stream().<Lease>map(LiveLease::lease).toList();
        TimedRun run = new TimedRun(Thread.currentThread(), leases, consumer, role, limit, time.nanos());
        jobs.forEach(job -> job.watchedBy(run));
        runs.add(run);
    }

    /** One that has begun already. Any thread. */
    void add(TimedRun run) {
        runs.add(run);
    }

    /** On the thread that ran the job. @return why what it returned does not count; empty when it does */
    String end(TimedRun run, Lease job) {
        String cut = run.end(job, time.nanos());
        if (run.isOver()) {
            runs.remove(run);
        }
        return cut;
    }

    /** Somebody has cancelled a job that runs, perhaps here. Any thread. */
    void cancelled() {
        looks.set(LOOKS);
        LockSupport.unpark(start());
    }

    /** Asks the cancelled ones to end. Those may be among them that are being claimed just now, so it looks more than once. */
    private void endCancelled(long now) {
        for (LiveLease<?> lease : queues.held()) {
            String done = lease.lease().cancelled() ? lease.endCancelled(now) : "";
            if (done == null) {
                looks.set(LOOKS);
            } else if (!done.isEmpty()) {
                Exit.say(queues.worker() + ": " + done);
            }
        }
    }

    /** How long the job that runs now may go on; negative when it has been asked to end. */
    Duration left(TimedRun run) {
        return Duration.ofNanos(run.endAt() - time.nanos());
    }

    private synchronized Thread start() {
        Thread watch = thread;
        if (watch == null) {
            time.tick(); // or the time until now would be taken for a standstill
            watch = new Thread(this::watch, "muster-run-time");
            watch.setDaemon(true);
            watch.start();
            thread = watch;
        }
        return watch;
    }

    private void watch() {
        while (true) {
            long now = time.tick();
            long wait = WakingTime.TICK_NANOS;
            List<TimedRun> givenUp = new ArrayList<>();
            if (looks.get() > 0) {
                looks.decrementAndGet();
                endCancelled(now);
            }
            for (TimedRun run : runs) {
                String done = run.advance(now);
                if (!done.isEmpty()) {
                    Exit.say(queues.worker() + ": " + done);
                }
                if (run.isGivenUp(now)) {
                    givenUp.add(run);
                } else {
                    wait = Math.min(wait, run.nextAt() - now);
                }
            }
            // A stop has a deadline of its own, and until then the other jobs may go on.
            if (!givenUp.isEmpty() && !queues.stop().stopping()) {
                Exit.now(Exit.OVERDUE, () -> leave(givenUp));
            }
            LockSupport.parkNanos(Math.max(1, wait));
        }
    }

    /** The guilty are known: nobody else is to be charged with the end of the process. */
    private void leave(List<TimedRun> guilty) {
        queues.drainAllBut(guilty.stream().map(TimedRun::consumer).collect(Collectors.toSet()));
        guilty.forEach(TimedRun::blame);
        StringBuilder words = new StringBuilder(ThreadDump.of(queues.worker()));
        for (TimedRun run : guilty) {
            words.append(queues.worker())
                    .append(": ")
                    .append(run.job())
                    .append(' ')
                    .append(run.reason())
                    .append(" and ignores the interrupt; exit ")
                    .append(Exit.OVERDUE)
                    .append("; its ")
                    .append(run.stack())
                    .append('\n');
        }
        System.err.print(words);
    }
}
