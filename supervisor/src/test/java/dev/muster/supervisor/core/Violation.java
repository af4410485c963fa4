package dev.muster.supervisor.core;

/** An invariant does not hold. */
final class Violation extends AssertionError {

    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }

    static void unless(boolean holds, String what, Object about) {
        if (!holds) {
            throw new Violation(what + ": " + about);
        }
    }
}
