package dev.muster.concurrent;

import java.io.Serializable;

/**
 * A function that can be sent to another process: a lambda that is written where one is expected is serialisable by that.
 *
 * @param <A> of the argument, which has to be serialisable
 * @param <T> of the result, which has to be serialisable
 */
@FunctionalInterface
public interface RemoteFunction<A, T> extends Serializable {

    /**
     * Runs in a member of the pool, of which each runs one task at a time.
     *
     * @param argument a copy of what was given
     * @return sent back as a copy
     * @throws Exception fails the task's future, as its cause is sent back
     */
    T apply(A argument) throws Exception;

    /**
     * A function that is sent by the name of its class, and not as an object: it may be another build that runs it.
     *
     * @param <A> of the argument
     * @param <T> of the result
     * @param type has a public constructor without arguments
     * @return a member makes the object once and keeps it
     * @throws IllegalArgumentException when it has none
     */
    static <A, T> RemoteFunction<A, T> named(Class<? extends RemoteFunction<A, T>> type) {
        return new NamedFunction<>(type);
    }
}
