package dev.muster.queue;

import java.util.List;
import java.util.Optional;

/** The jobs of a queue that were put aside, and what became known of their end. Thread-safe. */
public interface DeadLetters {

    /** At most so many of them, those that were put first come first. */
    List<DeadLetter> list(int max);

    /** The one with this id; empty when there is no such job or it is not dead. */
    Optional<DeadLetter> find(JobId id);

    /**
     * Makes a dead job ready again, under its old id. It is a new chance: attempts and crashes count from zero.
     *
     * @return false when there is no such job or it is not dead
     */
    boolean retry(JobId id);

    /** Makes all that are dead now ready again. @return how many */
    int retryAll();

    /** Finishes a dead job for good. @return false when there is no such job or it is not dead */
    boolean remove(JobId id);
}
