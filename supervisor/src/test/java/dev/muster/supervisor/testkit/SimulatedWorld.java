package dev.muster.supervisor.testkit;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.Oom;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.WorkerId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * Processes as unpleasant as real ones: some cannot be spawned, some never become ready, die early, ignore the stop signal, leave
 * children behind, or hang in the kernel when they are killed. What they do is told late, sometimes twice, and the end of a
 * process group sometimes not at all. Times are milliseconds from its beginning. For one thread.
 */
public final class SimulatedWorld {

    /** The process group of one incarnation. */
    private static final class Group {
        final WorkerId id;
        final int incarnation;
        final boolean stubborn;
        boolean leader = true;
        boolean told;
        int members;

        Group(WorkerId id, int incarnation, boolean stubborn, int members) {
            this.id = id;
            this.incarnation = incarnation;
            this.stubborn = stubborn;
            this.members = members;
        }

        boolean alive() {
            return leader || members > 0;
        }
    }

    private record Happening(long at, long order, Runnable what) {}

    private static final ExitStatus[] ENDS = {
        ExitStatus.exited(0), ExitStatus.exited(1), ExitStatus.exited(143), ExitStatus.signalled(11)
    };

    private final SplittableRandom random;
    private final BiConsumer<WorkerId, WorkerEvent> tell;
    private final PriorityQueue<Happening> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Happening::at).thenComparingLong(Happening::order));
    private final Map<WorkerId, Group> groups = new HashMap<>();
    private boolean calm;
    private long order;
    private long now;
    private int nextPid = 2;

    /** @param tell is given the news of each worker */
    public SimulatedWorld(SplittableRandom random, BiConsumer<WorkerId, WorkerEvent> tell) {
        this.random = random;
        this.tell = tell;
    }

    /** From now on everybody behaves: starts, becomes ready, lives, and obeys. */
    public void calm(boolean newCalm) {
        calm = newCalm;
    }

    /** When something happens next; {@code Long.MAX_VALUE} when nothing does. */
    public long next() {
        Happening first = agenda.peek();
        return first == null ? Long.MAX_VALUE : first.at();
    }

    /** Lets the next thing happen, at its time. */
    public void happen() {
        Happening first = agenda.remove();
        now = first.at();
        first.what().run();
    }

    /** The time goes on without anything happening. */
    public void advance(long time) {
        now = time;
    }

    /** Whether any process of the slot exists, told or not. */
    public boolean anyAlive(WorkerId id) {
        Group group = groups.get(id);
        return group != null && group.alive();
    }

    /** The incarnation of a slot whose leader lives; 0 when there is none. */
    public int survivor(WorkerId id) {
        Group group = groups.get(id);
        return group == null || !group.leader ? 0 : group.incarnation;
    }

    /** The end of a group that somebody takes hold of whose leader is dead. */
    public void watchGroup(WorkerId id, int incarnation) {
        Group group = groups.get(id);
        if (group != null && group.incarnation == incarnation && group.alive()) {
            group.told = true;
        } else {
            deliver(random.nextInt(20), id, new WorkerEvent.GroupEmpty(incarnation));
        }
    }

    /** Tries to start a process; what comes of it is told later. */
    public void spawn(WorkerId id, int incarnation) {
        if (!calm && chance(8)) {
            deliver(random.nextInt(5), id, new WorkerEvent.SpawnFailed(incarnation, "not found"));
            return;
        }
        int members = chance(25) ? 1 + random.nextInt(2) : 0;
        Group group = new Group(id, incarnation, chance(20), members);
        groups.put(id, group);
        deliver(!calm && chance(3) ? 500 : random.nextInt(3), id, new WorkerEvent.Spawned(incarnation, nextPid++));
        if (calm || chance(80)) {
            deliver(calm ? 10 : random.nextInt(chance(10) ? 90_000 : 3_000), id, new WorkerEvent.Ready(incarnation));
        }
        if (!calm && chance(30)) {
            deliver(random.nextInt(40_000), id, ailment(incarnation));
        }
        if (!calm && chance(60)) {
            at(random.nextInt(chance(50) ? 50 : 40_000), () -> endByItself(group));
        }
    }

    /** What a probe finds out; it may come late. */
    private WorkerEvent ailment(int incarnation) {
        Duration failing = Duration.ofMillis(random.nextInt(20_000));
        return switch (random.nextInt(4)) {
            case 0 -> new WorkerEvent.WatchdogMissed(incarnation, failing);
            case 1 ->
                failing.toMillis() % 2 == 0
                        ? new WorkerEvent.OverMemory(incarnation, 512L << 20, 400L << 20)
                        : new WorkerEvent.LivenessFailed(incarnation, "no answer", failing);
            case 2 -> new WorkerEvent.ReadinessChanged(incarnation, "");
            default -> new WorkerEvent.ReadinessChanged(incarnation, "no answer");
        };
    }

    /** A signal reaches the processes of an incarnation, as far as they exist. */
    public void signal(WorkerId id, int incarnation, String signal, boolean wholeGroup) {
        Group group = groups.get(id);
        if (group == null || group.incarnation != incarnation) {
            return;
        }
        if (signal.equals("KILL")) {
            kill(group);
        } else if ((signal.equals("TERM") || signal.equals("ABRT")) && (calm || !group.stubborn)) {
            int delay = calm ? 10 : random.nextInt(chance(20) ? 40_000 : 500);
            at(delay, () -> end(group, chance(50) ? ExitStatus.exited(143) : ExitStatus.signalled(15)));
            if (wholeGroup && (calm || chance(70))) {
                at(random.nextInt(1_000), () -> leave(group, group.members));
            }
        }
    }

    private void kill(Group group) {
        if (!group.alive()) {
            deliver(1, group.id, new WorkerEvent.GroupEmpty(group.incarnation));
            return;
        }
        at(!calm && chance(15) ? random.nextInt(20_000) : 1, () -> end(group, ExitStatus.signalled(9)));
        // One of two may have been forked while the signal was on its way.
        int reached = !calm && chance(20) ? group.members / 2 : group.members;
        at(2, () -> leave(group, reached));
    }

    private void endByItself(Group group) {
        if (!calm) {
            if (chance(50)) {
                leave(group, group.members);
            }
            end(group, ENDS[random.nextInt(ENDS.length)]);
        }
    }

    private void end(Group group, ExitStatus status) {
        if (!group.leader) {
            return;
        }
        group.leader = false;
        // Now and then a success in words hides that there was no memory left.
        Optional<Oom> oom = status.code() == 0 && group.incarnation % 3 == 0
                ? Optional.of(new Oom(Oom.By.JVM, "Java heap", ""))
                : Optional.empty();
        WorkerEvent.Exited exited = new WorkerEvent.Exited(group.incarnation, status, group.members == 0, oom);
        int delay = random.nextInt(20);
        at(delay, () -> {
            group.told = true;
            tell.accept(group.id, exited);
            if (group.members == 0 && !exited.groupEmpty()) {
                tellGroupEmpty(group);
            }
        });
        if (chance(5)) {
            deliver(delay + random.nextInt(60_000), group.id, exited);
        }
    }

    private void leave(Group group, int count) {
        boolean any = group.members > 0 && count > 0;
        group.members = Math.max(0, group.members - count);
        if (any && group.members == 0 && group.told) {
            tellGroupEmpty(group);
        }
    }

    private void tellGroupEmpty(Group group) {
        WorkerEvent empty = new WorkerEvent.GroupEmpty(group.incarnation);
        if (calm || chance(95)) {
            deliver(random.nextInt(50), group.id, empty);
        }
        if (chance(5)) {
            deliver(50 + random.nextInt(60_000), group.id, empty);
        }
    }

    private void deliver(int delay, WorkerId id, WorkerEvent event) {
        at(delay, () -> tell.accept(id, event));
    }

    private void at(int delay, Runnable what) {
        agenda.add(new Happening(now + delay, order++, what));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
