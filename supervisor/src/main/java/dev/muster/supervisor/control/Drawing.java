package dev.muster.supervisor.control;

/**
 * Makes of a result what a person reads. A port, so that the master and the command line, which knows this package, draw with the same
 * hand. Called by the control thread.
 */
@FunctionalInterface
public interface Drawing {

    /** Draws a result of {@code status}. */
    Drawn status(Fields status, boolean colour);

    /**
     * What is sent in place of the result.
     *
     * @param text whole lines
     * @param well whether every worker in it is as it should be
     */
    record Drawn(String text, boolean well) {}
}
