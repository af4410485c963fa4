package dev.muster.supervisor.core;

/**
 * What is wanted of a slot. Immutable.
 *
 * @param surplus the slot has no place any more (scaled down, removed, or the fleet ends): its present life is its last
 * @param again once the present life has ended another one shall begin at once, because somebody asked for that
 */
record Want(Goal goal, boolean surplus, boolean again) {

    static final Want DOWN = new Want(Goal.DOWN, false, false);

    /** Wanted up, with no wish about the present life. */
    Want up() {
        return new Want(Goal.UP, surplus, false);
    }

    Want upAgain() {
        return new Want(Goal.UP, surplus, true);
    }

    Want down() {
        return new Want(Goal.DOWN, surplus, false);
    }

    Want retired() {
        return new Want(goal, true, false);
    }

    Want kept() {
        return new Want(goal, false, again);
    }
}
