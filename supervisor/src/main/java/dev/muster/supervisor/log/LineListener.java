package dev.muster.supervisor.log;

/** Is told new lines in order, on the thread of its {@link Subscription}; it may block without holding up anybody else. */
@FunctionalInterface
public interface LineListener {

    void line(Line line);

    /** Told in the place where {@code lines} lines are missing because this listener was too slow. */
    default void dropped(long lines) {}

    /** Told when nothing more waits for the moment: the time to flush. */
    default void caughtUp() {}
}
