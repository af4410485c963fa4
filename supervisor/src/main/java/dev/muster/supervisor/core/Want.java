package dev.muster.supervisor.core;

/**
 * What is wanted of a slot. Immutable.
 *
 * @param surplus the slot has no place any more (scaled down, removed, or the fleet ends): its present life is its last
 * @param again once the present life has ended another one shall begin at once, because somebody asked for that
 * @param done the last life ended as it should and by the rules of the service is not followed by another: it was not stopped
 * @param why who or what wanted it last, as a sentence
 */
record Want(Goal goal, boolean surplus, boolean again, boolean done, String why) {

    static final Want NOTHING = new Want(Goal.DOWN, false, false, false, "not started");

    Want up(String newWhy) {
        return new Want(Goal.UP, surplus, false, false, newWhy);
    }

    Want upAgain(String newWhy) {
        return new Want(Goal.UP, surplus, true, false, newWhy);
    }

    Want down(String newWhy) {
        return new Want(Goal.DOWN, surplus, false, false, newWhy);
    }

    Want fulfilled(String newWhy) {
        return new Want(Goal.DOWN, surplus, false, true, newWhy);
    }

    Want retired(String newWhy) {
        return new Want(goal, true, false, done, newWhy);
    }

    Want kept() {
        return new Want(goal, false, again, done, why);
    }

    /** Whether another life may ever begin as things stand. */
    boolean allowsLife() {
        return goal == Goal.UP && !surplus;
    }
}
