package dev.muster.supervisor.loop;

import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Spares that exist on paper. Each is told to be booted; everything else happens when the test says so, but for an end on request. */
final class FakeSpares implements SpareProcesses {

    final Map<Integer, ServiceSpec> alive = new TreeMap<>();
    final List<String> history = new ArrayList<>();
    private final FakeProcesses processes;
    private final Mailbox mailbox;
    private boolean stale;

    FakeSpares(FakeProcesses processes, Mailbox mailbox) {
        this.processes = processes;
        this.mailbox = mailbox;
    }

    /** From now on their files are others than they were booted from. */
    void goStale() {
        stale = true;
    }

    @Override
    public void boot(int number, ServiceSpec spec, boolean behind) {
        alive.put(number, spec);
        history.add("boot " + number + (behind ? " behind" : ""));
        mailbox.post(FromSpare.spawned(spec.name(), number, pid(number)));
    }

    @Override
    public boolean assign(int number, WorkerId id, int incarnation, ServiceSpec spec) {
        if (stale || !alive.containsKey(number)) {
            return false;
        }
        alive.remove(number);
        processes.begin(id, incarnation, pid(number), spec);
        return true;
    }

    @Override
    public void forward(int number) {
        history.add("forward " + number);
    }

    @Override
    public void end(int number) {
        history.add("end " + number);
        die(number, "killed by SIGKILL");
    }

    void ready(int number) {
        ServiceSpec spec = Objects.requireNonNull(alive.get(number), "it does not live");
        mailbox.post(FromSpare.ready(spec.name(), number));
    }

    void die(int number, String why) {
        ServiceSpec spec = alive.remove(number);
        if (spec != null) {
            mailbox.post(FromSpare.ended(spec.name(), number, why));
        }
    }

    static int pid(int number) {
        return 5000 + number;
    }
}
