package dev.muster.concurrent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of an executor, the tasks that wait for them, and the figures: all under one lock, so that a check and what follows from it
 * are one step and the figures always add up. Futures are completed outside of it, since strangers' code runs then. Thread-safe.
 */
final class Crew {
    private enum Stage {
        OPEN,
        DRAINING,
        STOPPED
    }

    private final Plan plan;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition end = lock.newCondition();
    private final Books books = new Books();
    /** The last one to become idle is the first to work, so that the others become idle for long. */
    private final Deque<Member> idle = new ArrayDeque<>();

    private Stage stage = Stage.OPEN;
    private int threads;
    /** Threads with a task, or with code that depends on one. */
    private int occupied;

    Crew(Plan plan) {
        this.plan = plan;
    }

    /** @throws RuntimeException when it is refused; it is counted then */
    void submit(Task<?> task) {
        Task<?> dropped;
        lock.lock();
        try {
            dropped = admit(task, false);
        } finally {
            lock.unlock();
        }
        tell(dropped, plan::dropped);
        if (plan.inline()) {
            runHere(task);
        }
    }

    void submitAfter(Duration delay, Task<?> task) {
        if (plan.inline() || delay.isZero() || delay.isNegative()) {
            submit(task);
            return;
        }
        lock.lock();
        try {
            if (stage != Stage.OPEN) {
                books.refused();
                throw plan.shutDown();
            }
            books.delay(task, plan.alarm().set(delay, () -> due(task)));
        } finally {
            lock.unlock();
        }
    }

    private void due(Task<?> task) {
        Task<?> refused;
        Supplier<RuntimeException> why = plan::dropped;
        lock.lock();
        try {
            if (!books.due(task)) {
                return;
            }
            refused = admit(task, true);
        } catch (RuntimeException e) {
            books.refused(task); // its future is known, and a cancel before the refusal would count it again
            refused = task;
            why = () -> e;
        } finally {
            noteEnd();
            lock.unlock();
        }
        tell(refused, why);
    }

    /** @return the task that had to go for it */
    private @Nullable Task<?> admit(Task<?> task, boolean due) {
        boolean accepted = false;
        try {
            requireOpen(due);
            if (!(plan.rejection() instanceof Limit)) {
                plan.rejection().check(state(), books.waiting());
            }
            Task<?> dropped = null;
            task.queuedAt = plan.nanos().getAsLong();
            if (!startsAtOnce(task)) {
                if (plan.rejection() instanceof Limit limit && books.waiting() >= limit.backlog()) {
                    dropped = makeRoom(limit, due);
                }
                task.queuedAt = plan.nanos().getAsLong();
                // While it waited for room, a thread may have become free without finding anything to do.
                if (!startsAtOnce(task)) {
                    books.waits(task);
                }
            }
            books.accepted();
            accepted = true;
            return dropped;
        } finally {
            if (!accepted) {
                books.refused();
            }
        }
    }

    private void requireOpen(boolean due) {
        if (stage == Stage.STOPPED || (stage == Stage.DRAINING && !(due && plan.keepDelayed()))) {
            throw plan.shutDown();
        }
    }

    private @Nullable Task<?> makeRoom(Limit limit, boolean due) {
        return switch (limit.whenFull()) {
            case REJECT -> throw plan.full(limit, books.running());
            case DROP_OLDEST -> {
                Task<?> oldest = books.takeOldest();
                if (oldest != null) {
                    books.dropped(oldest);
                }
                yield oldest;
            }
            case BLOCK -> {
                if (!due) {
                    awaitRoom(limit);
                }
                yield null;
            }
        };
    }

    private void awaitRoom(Limit limit) {
        long left = Nanos.of(limit.longest());
        try {
            while (books.waiting() >= limit.backlog() && !hasFreeThread() && !mayGrow()) {
                if (left <= 0) {
                    throw plan.full(limit, books.running());
                }
                left = room.awaitNanos(left);
                requireOpen(false);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw plan.interrupted(e);
        }
    }

    /** Has it run by a thread that has nothing else to do, by a new one, or by one that is about to look for more. */
    private boolean startsAtOnce(Task<?> task) {
        if (plan.inline()) {
            books.runs(task);
            return true;
        }
        Member free = idle.pollFirst();
        if (free != null) {
            free.hand(task);
            return true;
        }
        if (hasFreeThread()) {
            books.waits(task);
            return true;
        }
        return mayGrow() && grow(task);
    }

    private boolean mayGrow() {
        return plan.sizing().grows(threads, occupied + books.waiting() + 1);
    }

    private boolean hasFreeThread() {
        return books.waiting() < threads - occupied;
    }

    private boolean grow(Task<?> task) {
        Member member = new Member();
        member.hand(task);
        threads++;
        try {
            plan.threads().newThread(member).start();
            return true;
        } catch (OutOfMemoryError | RuntimeException e) { // no more threads for this process
            threads--;
            occupied--;
            books.runsNot(task);
            if (threads == 0) {
                throw plan.noThread(e);
            }
            return false;
        }
    }

    private void runHere(Task<?> task) {
        if (begin(task)) {
            end(task, task.call(), null);
            if (task.interrupted) {
                Thread.interrupted(); // it was meant for the task, not for the caller
            }
            task.deliver();
            task.throwUnseen();
        }
    }

    /** @return false when it has been cancelled meanwhile */
    private boolean begin(Task<?> task) {
        lock.lock();
        try {
            if (task.over) {
                return false;
            }
            if (task.isDone()) {
                books.cancelled(task);
                room.signal();
                noteEnd();
                return false;
            }
            task.runner = Thread.currentThread();
            task.begunAt = plan.nanos().getAsLong();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** @param free the thread, when nothing will hold it up after this */
    private void end(Task<?> task, boolean failed, @Nullable Member free) {
        lock.lock();
        try {
            books.executed(task, failed, plan.nanos().getAsLong());
            if (free != null) {
                free.release();
            }
            noteEnd();
        } finally {
            lock.unlock();
        }
    }

    /** Somebody has completed its future. */
    void abandon(Task<?> task, boolean mayInterrupt) {
        lock.lock();
        try {
            if (task.over) {
                return;
            }
            if (task.runner == null) {
                books.cancelled(task);
                room.signal();
                noteEnd();
            } else if (mayInterrupt) {
                books.interrupt(task);
            }
        } finally {
            lock.unlock();
        }
    }

    void shutdown() {
        List<Task<?>> dropped = new ArrayList<>();
        lock.lock();
        try {
            if (stage == Stage.OPEN) {
                stage = Stage.DRAINING;
            }
            if (!plan.keepDelayed()) {
                dropped.addAll(books.cancelDelayed());
            }
            wakeAll();
        } finally {
            lock.unlock();
        }
        dropped.forEach(Task::drop);
    }

    /** Cancels what waits, interrupts what runs. @return what has not begun */
    List<Runnable> shutdownNow() {
        List<Task<?>> dropped = new ArrayList<>();
        lock.lock();
        try {
            stage = Stage.STOPPED;
            dropped.addAll(books.cancelWaiting());
            dropped.addAll(books.cancelDelayed());
            books.interruptAll();
            wakeAll();
        } finally {
            lock.unlock();
        }
        dropped.forEach(Task::drop);
        return dropped.stream().map(Task::original).toList();
    }

    private void wakeAll() {
        idle.forEach(member -> member.wake.signal());
        idle.clear();
        room.signalAll();
        noteEnd();
    }

    private void noteEnd() {
        if (ended()) {
            plan.alarm().stop();
            end.signalAll();
        }
    }

    private boolean ended() {
        return stage != Stage.OPEN && threads == 0 && books.isEmpty();
    }

    boolean isShutdown() {
        lock.lock();
        try {
            return stage != Stage.OPEN;
        } finally {
            lock.unlock();
        }
    }

    boolean isTerminated() {
        lock.lock();
        try {
            return ended();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end. @return whether it has come */
    boolean awaitEnd(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (!ended()) {
                if (left <= 0) {
                    return false;
                }
                left = end.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    ExecutorStatistics statistics() {
        lock.lock();
        try {
            return state();
        } finally {
            lock.unlock();
        }
    }

    private ExecutorStatistics state() {
        return books.state(threads);
    }

    String name() {
        return plan.name();
    }

    private static void tell(@Nullable Task<?> refused, Supplier<RuntimeException> why) {
        if (refused != null) {
            refused.refuse(why.get());
        }
    }

    /** The future of a refused task is done; the end does not come before that. */
    void told() {
        lock.lock();
        try {
            books.told();
            noteEnd();
        } finally {
            lock.unlock();
        }
    }

    /** One thread. */
    private final class Member implements Runnable {
        private final Condition wake = lock.newCondition();
        private @Nullable Task<?> next;
        private boolean busy;

        /** Under the lock. */
        void hand(Task<?> task) {
            next = task;
            busy = true;
            occupied++;
            books.runs(task);
            wake.signal();
        }

        /** Under the lock. */
        void release() {
            if (busy) {
                busy = false;
                occupied--;
                room.signal();
            }
        }

        @Override
        public void run() {
            boolean left = false;
            try {
                for (Task<?> task = take(); task != null; task = take()) {
                    if (begin(task)) {
                        boolean failed = task.call();
                        end(task, failed, task.keepsBusy() ? null : this);
                        Thread.interrupted(); // it was meant for the task
                        task.deliver();
                        task.reportUnseen();
                    }
                }
                left = true;
            } finally {
                if (!left) {
                    leave();
                }
            }
        }

        /** @return null when the thread is no longer needed; it has left then */
        private @Nullable Task<?> take() {
            lock.lock();
            try {
                boolean patient = true;
                while (true) {
                    Task<?> task = next;
                    next = null;
                    if (task != null) {
                        return task;
                    }
                    release();
                    Task<?> oldest = books.takeOldest();
                    if (oldest != null) {
                        room.signal();
                        hand(oldest);
                    } else if (stage != Stage.OPEN || (!patient && plan.sizing().shrinks(threads, occupied))) {
                        leave();
                        return null;
                    } else {
                        patient = rest();
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        /** @return false when nothing came */
        private boolean rest() {
            long left = Nanos.of(plan.sizing().idle());
            if (left == 0) {
                if (plan.sizing().shrinks(threads, occupied)) {
                    return false;
                }
                left = Long.MAX_VALUE;
            }
            idle.addFirst(this);
            try {
                while (next == null && stage == Stage.OPEN && left > 0) {
                    left = wake.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                // Of no task, so nobody's: it looks again.
            }
            idle.remove(this);
            return left > 0;
        }

        private void leave() {
            lock.lock();
            try {
                release();
                threads--;
                room.signal();
                noteEnd();
            } finally {
                lock.unlock();
            }
        }
    }
}
