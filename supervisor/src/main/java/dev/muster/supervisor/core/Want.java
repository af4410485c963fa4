package dev.muster.supervisor.core;

/**
 * What is wanted of a slot. Immutable.
 *
 * @param surplus the slot has no place any more (scaled down, removed, or the fleet ends): its present life is its last
 * @param again once the present life has ended another one shall begin at once, because somebody asked for that
 * @param done the last life ended as it should and by the rules of the service is not followed by another: it was not stopped
 * @param tie how far that is a matter of another worker
 * @param run the first life of the single run that is wanted, or was; 0 when it is to be up all the time
 * @param why who or what wanted it last, as a sentence
 */
record Want(Goal goal, boolean surplus, boolean again, boolean done, Tie tie, int run, String why) {

    /** What another worker has to do with it. */
    enum Tie {
        NONE,
        /** The present life was ended because another worker is restarted. */
        FOLLOWS,
        /** Given up because another worker failed for good. */
        BLOCKED
    }

    static final Want NOTHING = new Want(Goal.DOWN, false, false, false, Tie.NONE, 0, "not started");

    /** For one run, whose first life is this one. */
    Want single(int firstLife) {
        return new Want(goal, surplus, again, done, tie, firstLife, why);
    }

    /** All the time. */
    Want lasting() {
        return new Want(goal, surplus, again, done, tie, 0, why);
    }

    Want up(String newWhy) {
        return new Want(Goal.UP, surplus, false, false, Tie.NONE, run, newWhy);
    }

    Want upAgain(String newWhy) {
        return new Want(Goal.UP, surplus, true, false, Tie.NONE, run, newWhy);
    }

    Want upWithAnother(String newWhy) {
        return new Want(Goal.UP, surplus, true, false, Tie.FOLLOWS, run, newWhy);
    }

    Want upInVain() {
        return new Want(Goal.UP, surplus, false, false, Tie.BLOCKED, run, why);
    }

    Want down(String newWhy) {
        return new Want(Goal.DOWN, surplus, false, false, Tie.NONE, run, newWhy);
    }

    Want fulfilled(String newWhy) {
        return new Want(Goal.DOWN, surplus, false, true, Tie.NONE, run, newWhy);
    }

    Want retired(String newWhy) {
        return new Want(goal, true, false, done, Tie.NONE, run, newWhy);
    }

    Want kept() {
        return new Want(goal, false, again, done, tie, run, why);
    }

    /** Whether another life may ever begin as things stand. */
    boolean allowsLife() {
        return goal == Goal.UP && !surplus;
    }

    boolean follows() {
        return tie == Tie.FOLLOWS;
    }

    boolean blocked() {
        return tie == Tie.BLOCKED;
    }
}
