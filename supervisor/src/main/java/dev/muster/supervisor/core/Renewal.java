package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.ServiceSpec;
import java.util.ArrayList;
import java.util.List;

/** What gives a worker a new life from the newest specification, whatever it is doing. Pure. */
public final class Renewal {

    private Renewal() {}

    /** Of one worker alone: those that would be restarted with it are not. */
    static SlotChange of(Worker worker, ServiceSpec spec, String why) {
        boolean up = worker.phase() == Phase.STARTING || worker.phase() == Phase.READY;
        WorkerEvent event = up ? new WorkerEvent.Follow(why) : new WorkerEvent.Restart(why);
        return new SlotChange(worker.id(), SlotChange.Kind.RESTART, spec, events(worker, spec, event));
    }

    /**
     * The events that a restart is made of.
     *
     * @param restart ends the life, and asks for another
     */
    public static List<WorkerEvent> events(Worker worker, ServiceSpec spec, WorkerEvent restart) {
        boolean same = worker.spec().withStaff(spec.staff()).equals(spec);
        if (same) {
            return List.of(restart);
        }
        boolean sameLaunch = worker.spec().launch().equals(spec.launch());
        WorkerEvent changed = new WorkerEvent.SpecChanged(spec);
        List<WorkerEvent> events = new ArrayList<>();
        switch (worker.phase()) {
            // The life that ends is asked in its own way.
            case STARTING, READY, STOPPING, KILLING -> {
                events.add(restart);
                events.add(changed);
            }
            case STOPPED -> {
                events.add(changed);
                events.add(restart);
            }
            // Another launch makes these try at once.
            case BACKOFF, FAILED -> {
                events.add(changed);
                if (sameLaunch) {
                    events.add(restart);
                }
            }
        }
        return List.copyOf(events);
    }
}
