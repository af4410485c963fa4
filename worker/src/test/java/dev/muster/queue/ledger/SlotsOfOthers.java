package dev.muster.queue.ledger;

/** Makes a slot of this process look like that of another living one: the byte lock stays held, the pid is a stranger's. */
public final class SlotsOfOthers {

    public static final int PID = 1;

    private SlotsOfOthers() {}

    /** Returns the pid that the slot now has. */
    public static int adopt(Slot slot) {
        slot.occupy(new ProcessIdentity(PID, 1, ProcessIdentity.self().namespace()), System.currentTimeMillis());
        return PID;
    }

    public static boolean isDraining(Slot slot) {
        return slot.state() == Slot.DRAINING;
    }

    /** Makes it look like that of a process in another container. */
    public static void adoptElsewhere(Slot slot) {
        slot.occupy(new ProcessIdentity(PID, 1, ProcessIdentity.self().namespace() + 1), System.currentTimeMillis());
    }
}
