package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.core.WorkerEvent;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Rolling;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Processes that exist on paper. A spawn succeeds unless the test forbids it; everything else happens when the test says so. */
final class FakeProcesses implements Processes {

    /** One process: what it was started from, and the signals that reached it. */
    record FakeProcess(WorkerId id, int incarnation, int pid, ServiceSpec spec, List<String> signals) {}

    final Map<WorkerId, FakeProcess> running = new TreeMap<>();
    private final Map<WorkerId, FakeProcess> survivors = new TreeMap<>();
    private final Set<WorkerId> leaderless = new TreeSet<>();
    final List<String> history = new ArrayList<>();
    final List<String> priorities = new ArrayList<>();
    final Map<WorkerId, Integer> starts = new HashMap<>();
    private final Map<WorkerId, Integer> lastIncarnation = new HashMap<>();
    private final Mailbox mailbox;
    private final FakeSpares spares;
    private @Nullable RuntimeException spawnFault;
    private boolean obedient;
    private boolean shortLived;
    private Runnable whileSpawning = () -> {};
    private int nextPid = 1000;

    FakeProcesses(Mailbox mailbox) {
        this.mailbox = mailbox;
        this.spares = new FakeSpares(this, mailbox);
    }

    /** From now on a process ends as soon as it gets TERM, as a JVM does. */
    void obeyTerm() {
        obedient = true;
    }

    /** From now on a process ends only when the test says so, or by KILL. */
    void disobeyTerm() {
        obedient = false;
    }

    /** From now on a process ends as soon as it was spawned. */
    void crashAtOnce() {
        shortLived = true;
    }

    /** Done at each spawn, before it is confirmed. */
    void whileSpawning(Runnable what) {
        whileSpawning = what;
    }

    void failSpawnsWith(@Nullable RuntimeException fault) {
        spawnFault = fault;
    }

    @Override
    public void follow(FleetSpec fleet) {}

    @Override
    public FakeSpares spares() {
        return spares;
    }

    /** A process that was there already. */
    void begin(WorkerId id, int incarnation, int pid, ServiceSpec spec) {
        running.put(id, new FakeProcess(id, incarnation, pid, spec, new ArrayList<>()));
        lastIncarnation.put(id, incarnation);
        history.add("assign " + id + "#" + incarnation);
        mailbox.post(new FromProcess(id, new WorkerEvent.Spawned(incarnation, pid)));
    }

    @Override
    public void expect(WorkerId id, ServiceSpec spec) {}

    @Override
    public void spawn(WorkerId id, int incarnation, ServiceSpec spec) {
        if (spawnFault != null) {
            throw spawnFault;
        }
        if (running.containsKey(id) || leaderless.contains(id)) {
            throw new IllegalStateException("two lives of " + id);
        }
        whileSpawning.run();
        FakeProcess process = new FakeProcess(id, incarnation, nextPid++, spec, new ArrayList<>());
        running.put(id, process);
        lastIncarnation.put(id, incarnation);
        starts.merge(id, 1, Integer::sum);
        history.add("spawn " + id + "#" + incarnation);
        mailbox.post(new FromProcess(id, new WorkerEvent.Spawned(incarnation, process.pid())));
        if (shortLived) {
            exit(id, ExitStatus.exited(1));
        }
    }

    /** A process of a former master. */
    void survived(WorkerId id, int incarnation, int pid, ServiceSpec spec) {
        survivors.put(id, new FakeProcess(id, incarnation, pid, spec, new ArrayList<>()));
    }

    @Override
    public void adopt(WorkerId id, int incarnation, ServiceSpec spec) {
        FakeProcess process = survivors.remove(id);
        if (process == null && !running.containsKey(id)) { // its leader is dead
            lastIncarnation.put(id, incarnation);
            history.add("adopt " + id + "#" + incarnation);
            if (!leaderless.contains(id)) {
                mailbox.post(new FromProcess(id, new WorkerEvent.GroupEmpty(incarnation)));
            }
            return;
        }
        if (process == null || process.incarnation() != incarnation || running.containsKey(id)) {
            throw new IllegalStateException("expected a survivor for " + id + "#" + incarnation + ", found " + process);
        }
        running.put(id, process);
        lastIncarnation.put(id, incarnation);
        history.add("adopt " + id + "#" + incarnation);
    }

    /** A former master's process whose leader is dead: members of its group live. */
    void outlived(WorkerId id) {
        leaderless.add(id);
    }

    /** The last of them ends. */
    void groupEnds(WorkerId id) {
        leaderless.remove(id);
        mailbox.post(new FromProcess(id, new WorkerEvent.GroupEmpty(lastIncarnation.getOrDefault(id, 0))));
    }

    @Override
    public void signal(WorkerId id, int incarnation, String signal, boolean group) {
        if (lastIncarnation.getOrDefault(id, 0) != incarnation) {
            throw new IllegalStateException(signal + " to the dead " + id + "#" + incarnation);
        }
        FakeProcess process = running.get(id);
        if (leaderless.contains(id)) {
            history.add(signal + " " + id + "#" + incarnation);
        }
        if (process == null) {
            return; // it has just ended, and the loop does not know yet
        }
        process.signals().add(signal);
        history.add(signal + " " + id + "#" + incarnation);
        if (signal.equals("KILL")) {
            exit(id, ExitStatus.signalled(9));
        } else if (signal.equals("CONT") && obedient && process.signals().contains("TERM")) {
            exit(id, ExitStatus.exited(143));
        }
    }

    @Override
    public void prioritize(WorkerId id, int incarnation, Rolling.BootPriority priority) {
        priorities.add(id + "#" + incarnation + " " + priority);
    }

    void exit(WorkerId id, ExitStatus status) {
        FakeProcess process = running.remove(id);
        if (process == null) {
            throw new IllegalStateException("no process of " + id);
        }
        mailbox.post(new FromProcess(id, new WorkerEvent.Exited(process.incarnation(), status, true)));
    }

    void ready(WorkerId id) {
        FakeProcess process = running.get(id);
        if (process == null) {
            throw new IllegalStateException("no process of " + id);
        }
        mailbox.post(new FromProcess(id, new WorkerEvent.Ready(process.incarnation())));
    }

    List<WorkerId> ids() {
        return List.copyOf(running.keySet());
    }
}
