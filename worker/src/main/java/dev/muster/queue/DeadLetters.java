package dev.muster.queue;

import java.util.List;
import java.util.Optional;

/** The jobs of a queue that were put aside, and what became known of their end. Thread-safe. */
public interface DeadLetters {

    /**
     * Some of them, those that were put first come first.
     *
     * @param max how many at most, at least 0
     * @return a copy; empty when none is dead
     */
    List<DeadLetter> list(int max);

    /**
     * One of them, with all its evidence.
     *
     * @param id as it was put
     * @return empty when there is no such job or it is not dead
     */
    Optional<DeadLetter> find(JobId id);

    /**
     * Makes a dead job ready again, under its old id. It is a new chance: attempts and crashes count from zero.
     *
     * @param id as it was put
     * @return false when there is no such job or it is not dead
     */
    boolean retry(JobId id);

    /**
     * Makes all that are dead now ready again.
     *
     * @return how many
     */
    int retryAll();

    /**
     * Finishes a dead job for good.
     *
     * @param id as it was put
     * @return false when there is no such job or it is not dead
     */
    boolean remove(JobId id);
}
