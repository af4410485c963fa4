package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A process and what it has started, behind all others that want the processors: they get what nobody else wants, and give it back at once.
 * By {@code cpu.idle} of its control group where it has one; otherwise by SCHED_IDLE for each thread (sched(7)), and by the nice value of its
 * autogroup, because the kernel weighs sessions first where it has those, and threads only within one. Nothing here fails a start.
 * Thread-safe.
 */
public final class Background {

    private static final int SCHED_OTHER = 0;
    private static final int SCHED_IDLE = 5;
    private static final int LOWEST = 19;
    private static final Path PROC = Path.of("/proc");

    /** A thread that is being made while we look appears in the next round; it has inherited what its maker was then. */
    private static final int ROUNDS = 50;

    private final Child child;
    private final Optional<Cgroup> cgroup;

    public Background(Child child, Optional<Cgroup> cgroup) {
        this.child = child;
        this.cgroup = cgroup;
    }

    /**
     * Puts it there; a process that has just been spawned, which is one thread or a few. Only when it can be fetched back, for a process
     * may make itself SCHED_IDLE, but needs a privilege for the way back.
     */
    public void enter() {
        if (cgroup.filter(group -> group.idle(true)).isPresent() || !isAlive()) {
            return;
        }
        if (Privileges.maySetNormal()) {
            for (int round = 0; round < ROUNDS && move(List.of(child.pid()), SCHED_OTHER, SCHED_IDLE) > 0; round++) {}
        }
        Autogroup.set(child.pid(), LOWEST);
    }

    /**
     * Fetches it back, and all that it has started meanwhile. It reads all of {@code /proc}.
     *
     * @return false when some of it is there still, and this should be tried again
     */
    public boolean leave() {
        cgroup.ifPresent(group -> group.idle(false));
        if (!isAlive()) {
            return true;
        }
        int left = 1;
        for (int round = 0; round < ROUNDS && left > 0; round++) {
            left = move(family(), SCHED_IDLE, SCHED_OTHER);
        }
        return Autogroup.set(child.pid(), 0) && left == 0;
    }

    /** Whether it was put there and not fetched back, by us or by a master before us. */
    public boolean isThere() {
        return isAlive()
                && (Libc.sched_getscheduler(child.pid()) == SCHED_IDLE
                        || cgroup.filter(Cgroup::isIdle).isPresent()
                        || Autogroup.has(child.pid(), LOWEST));
    }

    private boolean isAlive() {
        return child.hasLeader() && ProcStat.isAlive(child.pid(), child.startTicks());
    }

    /** @return how many threads had the one policy, and are not known to be gone */
    private static int move(List<Integer> processes, int from, int to) {
        int found = 0;
        try (Memory priority = new Memory(Integer.BYTES)) {
            priority.setInt(0, 0);
            for (int process : processes) {
                for (int thread : threads(process)) {
                    if (Libc.sched_getscheduler(thread) == from
                            && (Libc.sched_setscheduler(thread, to, priority) == 0 || Libc.errno() != Errno.ESRCH)) {
                        found++;
                    }
                }
            }
        }
        return found;
    }

    private static List<Integer> threads(int process) {
        return numbers(PROC.resolve(Integer.toString(process)).resolve("task"));
    }

    private static List<Integer> numbers(Path directory) {
        List<Integer> numbers = new ArrayList<>();
        String[] names = directory.toFile().list();
        for (String name : names == null ? new String[0] : names) {
            if (Character.isDigit(name.charAt(0))) {
                numbers.add(Integer.valueOf(name));
            }
        }
        return numbers;
    }

    /** It, its descendants, and whoever is of its session though the parent has gone. */
    private List<Integer> family() {
        Map<Integer, List<ProcStat>> children = new HashMap<>();
        Set<Integer> found = new HashSet<>();
        List<Integer> family = new ArrayList<>(List.of(child.pid()));
        for (int pid : numbers(PROC)) {
            ProcStat.read(pid).ifPresent(stat -> {
                children.computeIfAbsent(stat.parent(), parent -> new ArrayList<>())
                        .add(stat);
                if (stat.session() == child.pid() && stat.pid() != child.pid()) {
                    family.add(pid);
                }
            });
        }
        for (int i = 0; i < family.size(); i++) {
            int pid = family.get(i);
            if (found.add(pid)) {
                children.getOrDefault(pid, List.of()).forEach(one -> family.add(one.pid()));
            }
        }
        return List.copyOf(found);
    }
}
