package dev.muster.concurrent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pool knows of one of its members: which tasks it has, how many more it may have. It gets so many ahead as keep it busy for
 * about a millisecond, and what it has not begun can be taken back. All under the lock of the pool, but for what says otherwise.
 */
final class PoolMember {
    /** How much work to have ahead, if the next tasks take as long as the last did. */
    private static final long AHEAD_NANOS = 1_000_000;

    private static final int MOST_AHEAD = 512;
    private static final int MOST_FUNCTIONS = 256;
    private static final long CLAIM_MASK = (1L << 40) - 1;
    private static final byte[] FORGET = Frames.of(Frames.FORGET);
    private static final byte[] RESUME = Frames.of(Frames.RESUME);
    private static final byte[] EXIT = Frames.of(Frames.EXIT);

    final String name;
    final MemberProcess process;
    final boolean sameBuild;
    private final MemberLink link;
    private final ArrayDeque<PoolTask> outstanding = new ArrayDeque<>();
    private final Set<Integer> known = new HashSet<>();
    private final int maxTasks;
    private int given;
    private long sequence;
    /** As many as it can claim, taken back ones not counted. */
    private long sent;

    private long averageNanos = -1;
    private boolean retiring;
    private boolean exiting;
    /** When a task was asked to end; 0 is not asked. */
    private long askedAt;

    /** @param maxTasks 0 is any number */
    PoolMember(String name, MemberProcess process, boolean sameBuild, int maxTasks) {
        this.name = name;
        this.process = process;
        this.link = process.link();
        this.sameBuild = sameBuild;
        this.maxTasks = maxTasks;
    }

    MemberLink link() {
        return link;
    }

    /** How many more tasks it should have now. */
    int wants() {
        if (retiring || link.isFull()) {
            return 0;
        }
        int has = outstanding.size();
        if (has > 0 && link.memory().isWithdrawn()) {
            return 0;
        }
        int more = window() - has;
        return maxTasks == 0 ? more : Math.min(more, maxTasks - given);
    }

    private int window() {
        if (averageNanos < 0) {
            return 1;
        }
        return (int) Math.min(MOST_AHEAD, 2 + AHEAD_NANOS / (averageNanos + 1));
    }

    /** How many of a chunk it may have: of its last tasks before it retires, only those. */
    int mayHave(int chunk) {
        return maxTasks == 0 ? chunk : Math.min(chunk, maxTasks - given);
    }

    void give(PoolTask task) {
        if (task.function.id() != Frames.ITSELF && known.add(task.function.id())) {
            if (known.size() > MOST_FUNCTIONS) {
                link.send(FORGET);
                known.clear();
                known.add(task.function.id());
            }
            link.send(task.function.definition());
        }
        task.member = this;
        task.sequence = ++sequence;
        outstanding.add(task);
        sent++;
        given++;
        link.send(Frames.run(task.sequence, task.function.id(), task.argument));
        retiring |= given == maxTasks;
    }

    /** Gives the task that has this outcome, which is the oldest that the member has. */
    PoolTask finish(long number, long nanos) {
        PoolTask task = outstanding.remove();
        if (task.sequence != number) {
            throw new IllegalStateException("expected task " + task.sequence + ", found " + number + " of " + name);
        }
        task.member = null;
        askedAt = 0;
        averageNanos = averageNanos < 0 || nanos > averageNanos
                ? (averageNanos < 0 ? nanos : (averageNanos + nanos) / 2)
                : averageNanos + (nanos - averageNanos) / 8;
        return task;
    }

    boolean isIdle() {
        return outstanding.isEmpty();
    }

    int load() {
        return outstanding.size();
    }

    boolean isRetiring() {
        return retiring;
    }

    void retire() {
        retiring = true;
    }

    /** Once it has nothing to do any more. */
    void exit() {
        if (!exiting) {
            exiting = true;
            retiring = true;
            link.send(EXIT);
        }
    }

    boolean isExiting() {
        return exiting;
    }

    /** True when it has tasks that it could be relieved of. */
    boolean hasSpare() {
        return outstanding.size() > 1 && !link.memory().isWithdrawn();
    }

    /** Takes back the tasks that it has not begun. */
    List<PoolTask> withdraw() {
        long claimed = link.memory().withdraw();
        if (claimed < 0) {
            return List.of();
        }
        link.send(RESUME);
        int unbegun = (int) (sent - claimed & CLAIM_MASK);
        sent -= unbegun;
        given -= unbegun;
        return last(unbegun);
    }

    private List<PoolTask> last(int count) {
        ArrayList<PoolTask> tasks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            PoolTask task = outstanding.removeLast();
            task.member = null;
            tasks.add(task);
        }
        java.util.Collections.reverse(tasks);
        return tasks;
    }

    /** After its death, and the last of its outcomes. @return the task that it died of; null when it ran none */
    @Nullable
    PoolTask victim() {
        PoolTask first = outstanding.peek();
        return first != null && link.memory().running() == first.sequence ? outstanding.remove() : null;
    }

    List<PoolTask> remains() {
        return last(outstanding.size());
    }

    /** The task that runs now, as far as is known. */
    @Nullable
    PoolTask current() {
        PoolTask first = outstanding.peek();
        return first != null && link.memory().running() == first.sequence ? first : null;
    }

    boolean has(PoolTask task) {
        return task.member == this;
    }

    long askedAt() {
        return askedAt;
    }

    void asked(long now) {
        askedAt = now;
    }
}
