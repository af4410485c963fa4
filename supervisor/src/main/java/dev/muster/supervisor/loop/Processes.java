package dev.muster.supervisor.loop;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Rolling;
import dev.muster.supervisor.spec.ServiceSpec;
import dev.muster.supervisor.spec.WorkerId;

/**
 * What the loop can do to processes. Called on the loop thread only; nothing here may block (a spawn is about a millisecond).
 *
 * <p>What comes of it is told by posting {@code FromProcess} items, for each incarnation in this order: {@code Spawned} or
 * {@code SpawnFailed}; {@code Ready} at any time in between; {@code Exited} once, after the dead process's output was drained.
 * When members of the process group outlive their leader, {@code Exited} says so and {@code GroupEmpty} follows as soon
 * as the last one is gone. Whether any are left must be known at once, for a restart waits for it: after reaping the leader,
 * {@code kill(-pgid, 0)} failing with ESRCH proves that none is.
 */
public interface Processes {

    /** This is in force from now on; told before anything is spawned because of it. */
    void follow(FleetSpec fleet);

    /** Starts the process of a new incarnation; a throw counts as {@code SpawnFailed} with its message. */
    void spawn(WorkerId id, int incarnation, ServiceSpec spec);

    /** Takes hold of a process that lives already; its end is told as that of a spawned one, if need be with an unknown status. */
    void adopt(WorkerId id, int incarnation, ServiceSpec spec);

    /**
     * Sends a signal to the given incarnation, or does nothing when that life is over.
     *
     * @param signal a name without {@code SIG}
     * @param group to the whole process group instead of to its leader. When its leader is dead and the group is empty this
     *     is answered by another {@code GroupEmpty}, so that a lost one heals with the next KILL
     */
    void signal(WorkerId id, int incarnation, String signal, boolean group);

    /** A spawn of it is among the next that are asked for, unless something comes in between: what takes time may begin beside the loop. */
    void expect(WorkerId id, ServiceSpec spec);

    /** The processes that have no slot yet. */
    default SpareProcesses spares() {
        return SpareProcesses.NONE;
    }

    /** Puts the given incarnation behind the others that want the processors, or no longer; nothing depends on its success. */
    void prioritize(WorkerId id, int incarnation, Rolling.BootPriority priority);
}
