package dev.muster.concurrent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The tasks and the members of a pool, and who gets what. One lock, held for moments: outcomes are told and members are woken after it
 * was released. Thread-safe.
 */
final class PoolCore {
    private static final int START_TRIES = 3;

    private final PoolSettings settings;
    private final ArrayDeque<PoolTask[]> queue = new ArrayDeque<>();
    private final List<PoolMember> members = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private int queued;
    private int starting;
    private int failedStarts;
    private int started;
    private boolean shutdown;
    private boolean killing;
    private @Nullable PoolBrokenException broken;

    PoolCore(PoolSettings settings) {
        this.settings = settings;
    }

    PoolSettings settings() {
        return settings;
    }

    /** What is to be done once the lock is released. */
    private static final class Afterwards {
        private final List<PoolMember> rung = new ArrayList<>(2);
        private final List<Runnable> told = new ArrayList<>();

        private void run() {
            for (PoolMember member : rung) {
                member.link().ring();
            }
            for (Runnable outcome : told) {
                outcome.run();
            }
        }
    }

    /** Starts as many members as are missing. */
    synchronized void staff() {
        if (broken != null || killing || (shutdown && queued == 0)) {
            return;
        }
        int working = starting;
        for (PoolMember member : members) {
            working += member.isRetiring() ? 0 : 1;
        }
        for (; working < settings.workers(); working++) {
            starting++;
            Thread thread = new Thread(new MemberThread(this, settings.name() + "-" + ++started));
            thread.setName(settings.name() + "-" + started);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /**
     * @param one whether it counts for the backlog
     * @throws RejectedSubmissionException when the pool is shut down, or too many tasks wait
     * @throws PoolBrokenException when it has stopped by itself
     */
    void submit(PoolTask[] batch, boolean one) {
        Afterwards afterwards = new Afterwards();
        synchronized (this) {
            if (broken != null) {
                throw new PoolBrokenException(String.valueOf(broken.getMessage()), broken);
            }
            if (shutdown) {
                throw new RejectedSubmissionException(settings.name() + " is shut down");
            }
            if (one && settings.maxBacklog() > 0 && queued >= settings.maxBacklog()) {
                throw new RejectedSubmissionException(settings.name() + ": " + queued
                        + " tasks wait already (max-backlog " + settings.maxBacklog() + ")");
            }
            queue.add(batch);
            queued += batch.length;
            handOut(afterwards);
        }
        afterwards.run();
    }

    /** Gives tasks to those who want some; first to the idle ones, one chunk each. */
    private void handOut(Afterwards afterwards) {
        while (!queue.isEmpty()) {
            PoolMember best = null;
            for (PoolMember member : members) {
                if (member.wants() > 0 && (best == null || member.load() < best.load())) {
                    best = member;
                }
            }
            if (best == null) {
                return;
            }
            give(best, afterwards);
        }
    }

    /** Gives a member as much as it wants. */
    private void fill(PoolMember member, Afterwards afterwards) {
        while (!queue.isEmpty() && member.wants() > 0) {
            give(member, afterwards);
        }
    }

    private void give(PoolMember member, Afterwards afterwards) {
        PoolTask[] batch = queue.remove();
        int count = member.mayHave(batch.length);
        if (count < batch.length) {
            queue.addFirst(Arrays.copyOfRange(batch, count, batch.length));
        }
        queued -= count;
        for (int i = 0; i < count; i++) {
            PoolTask task = batch[i];
            if (!task.sink.isWanted()) {
                afterwards.told.add(() -> task.sink.failed(task.index, new CancellationException()));
            } else if (task.lambda && !member.sameBuild) {
                afterwards.told.add(() -> task.sink.failed(task.index, otherBuild(member)));
            } else {
                member.give(task);
            }
        }
        if (afterwards.rung.isEmpty() || afterwards.rung.get(afterwards.rung.size() - 1) != member) {
            afterwards.rung.add(member);
        }
        retireIfDone(member, afterwards);
        notifyAll();
    }

    private IllegalStateException otherBuild(PoolMember member) {
        return new IllegalStateException("a lambda can only run in the same build, and " + member.name
                + " has another class path: "
                + ClassPath.difference(settings.fingerprint(), member.process.fingerprint())
                + " (use RemoteFunction.named, or restart this program)");
    }

    private void putBack(List<PoolTask> tasks) {
        putBack(tasks, tasks.size());
    }

    /** In front of all others, in pieces of at most so many. */
    private void putBack(List<PoolTask> tasks, int piece) {
        for (int to = tasks.size(); to > 0; to -= piece) {
            queue.addFirst(tasks.subList(Math.max(0, to - piece), to).toArray(new PoolTask[0]));
        }
        queued += tasks.size();
    }

    /** A member that has nothing to do any more and is not to have more leaves; so does everybody at the end. */
    private void retireIfDone(PoolMember member, Afterwards afterwards) {
        if (member.isIdle() && !member.isExiting() && (member.isRetiring() || isDone())) {
            member.exit();
            afterwards.rung.add(member);
        }
        if (member.isRetiring()) {
            staff();
        }
    }

    /** Shut down, and everything is done. */
    private boolean isDone() {
        if (!shutdown || queued > 0) {
            return false;
        }
        for (PoolMember member : members) {
            if (!member.isIdle()) {
                return false;
            }
        }
        return true;
    }

    private void wind(Afterwards afterwards) {
        if (isDone()) {
            for (PoolMember member : members) {
                retireIfDone(member, afterwards);
            }
            if (members.isEmpty() && starting == 0) {
                terminated.countDown();
                notifyAll();
            }
        }
    }

    /** A process runs, whatever becomes of it. */
    void hasStarted(Process process) {
        boolean unwanted;
        synchronized (this) {
            processes.add(process);
            unwanted = killing;
        }
        CompletableFuture<Process> ignored = process.onExit().whenComplete(this::hasEnded);
        if (unwanted) {
            process.destroyForcibly();
        }
    }

    private synchronized void hasEnded(Process process, @Nullable Throwable never) {
        processes.remove(process);
    }

    /** The member is ready for its first task. */
    void isReady(PoolMember member) {
        Afterwards afterwards = new Afterwards();
        synchronized (this) {
            starting--;
            failedStarts = 0;
            members.add(member);
            handOut(afterwards);
            wind(afterwards);
        }
        afterwards.run();
    }

    /** A member could not be started; after three in a row the pool gives up. */
    void hasFailedToStart(String name, Throwable why) {
        Afterwards afterwards = new Afterwards();
        synchronized (this) {
            starting--;
            if (!killing && ++failedStarts >= START_TRIES && broken == null) {
                PoolBrokenException end = new PoolBrokenException(
                        settings.name() + " has stopped: " + failedStarts
                                + " members in a row could not be started, the last: " + name + ": " + why.getMessage(),
                        why);
                broken = end;
                shutdown = true;
                drain(end, afterwards);
            }
            staff();
            wind(afterwards);
        }
        afterwards.run();
    }

    private List<PoolTask> drain(Throwable why, Afterwards afterwards) {
        List<PoolTask> drained = new ArrayList<>();
        for (PoolTask[] batch = queue.poll(); batch != null; batch = queue.poll()) {
            drained.addAll(Arrays.asList(batch));
        }
        queued = 0;
        for (PoolTask task : drained) {
            afterwards.told.add(() -> task.sink.failed(task.index, why));
        }
        return drained;
    }

    /** A batch of outcomes has come; the member gets new work before they are told. */
    void hasFinished(PoolMember member, List<MemberThread.Outcome> outcomes, boolean worn) {
        Afterwards afterwards = new Afterwards();
        synchronized (this) {
            for (MemberThread.Outcome outcome : outcomes) {
                outcome.task = member.finish(outcome.sequence, outcome.nanos);
            }
            if (worn) {
                member.retire();
                putBack(member.withdraw());
            }
            member.link().sendKept();
            fill(member, afterwards);
            if (worn) {
                handOut(afterwards);
            }
            retireIfDone(member, afterwards);
            wind(afterwards);
        }
        afterwards.run();
    }

    /** The connection has ended and every outcome is known: the task that ran fails, the others go to somebody else. */
    void isGone(PoolMember member, MemberEnd end) {
        Afterwards afterwards = new Afterwards();
        synchronized (this) {
            members.remove(member);
            PoolTask victim = member.victim();
            List<PoolTask> others = member.remains();
            if (killing) {
                for (PoolTask task : others) {
                    afterwards.told.add(() -> task.sink.failed(task.index, new CancellationException()));
                }
            } else {
                putBack(others);
            }
            if (victim != null) {
                bury(victim, member, end, afterwards);
            }
            staff();
            handOut(afterwards);
            wind(afterwards);
        }
        afterwards.run();
    }

    private void bury(PoolTask victim, PoolMember member, MemberEnd end, Afterwards afterwards) {
        if (killing) {
            afterwards.told.add(() -> victim.sink.failed(victim.index, new CancellationException()));
        } else if (victim.timedOut) {
            afterwards.told.add(() -> victim.sink.failed(victim.index, tooLong(member, "and was killed")));
        } else if (++victim.crashes <= settings.retryCrashed()) {
            victim.member = null;
            putBack(List.of(victim));
        } else {
            String message = member.name + " died in the middle of a task: " + end.text();
            afterwards.told.add(() -> victim.sink.failed(victim.index, new WorkerCrashedException(message, end)));
        }
    }

    TimeoutException tooLong(PoolMember member, String what) {
        return new TimeoutException(
                "the task ran in " + member.name + " (pid " + member.process.pid() + ") for longer than "
                        + settings.taskTimeout().map(Object::toString).orElse("") + ", was interrupted " + what);
    }

    /** The connection has ended, and {@link #isGone} follows: it gets no more tasks, and somebody else is started for it. */
    synchronized void isLeaving(PoolMember member) {
        member.retire();
        staff();
    }

    /** Nobody wants its outcome any more. */
    void cancel(PoolTask task) {
        PoolMember member;
        synchronized (this) {
            member = task.member;
        }
        if (member != null) {
            member.process.cancel(task.sequence);
        }
    }

    void shutdown() {
        Afterwards afterwards = new Afterwards();
        synchronized (this) {
            shutdown = true;
            wind(afterwards);
            notifyAll();
        }
        afterwards.run();
    }

    /** Kills the members, and gives back the tasks that nobody has begun. */
    List<PoolTask> shutdownNow() {
        Afterwards afterwards = new Afterwards();
        List<PoolTask> waiting;
        List<Process> running;
        synchronized (this) {
            shutdown = true;
            killing = true;
            for (PoolMember member : members) {
                putBack(member.withdraw());
            }
            waiting = drain(new CancellationException(settings.name() + " was shut down"), afterwards);
            running = new ArrayList<>(processes);
            wind(afterwards);
            notifyAll();
        }
        running.forEach(Process::destroyForcibly);
        afterwards.run();
        return waiting;
    }

    synchronized boolean isShutdown() {
        return shutdown;
    }

    CountDownLatch terminated() {
        return terminated;
    }

    /** For the watch: looks at all members under the lock. */
    synchronized List<PoolMember> members() {
        return new ArrayList<>(members);
    }

    /** Takes from members that are held up what they have not begun, when somebody else could begin it. */
    void balance(long now, long heldUpNanos) {
        Afterwards afterwards = new Afterwards();
        synchronized (this) {
            int idle = idle();
            if (queued > 0 || idle == 0) {
                return;
            }
            for (PoolMember member : members) {
                if (member.hasSpare()
                        && member.current() != null
                        && now - member.link().memory().runningSince() > heldUpNanos) {
                    List<PoolTask> taken = member.withdraw();
                    putBack(taken, taken.size() / (idle + 1) + 1);
                    afterwards.rung.add(member);
                }
            }
            handOut(afterwards);
        }
        afterwards.run();
    }

    private int idle() {
        int idle = 0;
        for (PoolMember member : members) {
            idle += member.isIdle() && !member.isRetiring() ? 1 : 0;
        }
        return idle;
    }

    /** True while there is something to watch: a task that runs. Waits until there is. @return false at the end */
    synchronized boolean awaitWork() throws InterruptedException {
        while (terminated.getCount() > 0) {
            for (PoolMember member : members) {
                if (!member.isIdle()) {
                    return true;
                }
            }
            wait();
        }
        return false;
    }
}
