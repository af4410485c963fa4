package dev.muster.concurrent;

import java.nio.charset.StandardCharsets;

/**
 * A function by the name of its class. Immutable.
 *
 * @param <A> of the argument
 * @param <T> of the result
 */
final class NamedFunction<A, T> implements RemoteFunction<A, T> {
    private static final long serialVersionUID = 1;

    private final String type;

    NamedFunction(Class<? extends RemoteFunction<A, T>> type) {
        try {
            this.type = type.getConstructor().getDeclaringClass().getName();
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type.getName() + " has no public constructor without arguments", e);
        }
    }

    byte[] name() {
        return type.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public T apply(A argument) {
        throw new IllegalStateException(type + " is only run by a pool");
    }

    @Override
    public String toString() {
        return type;
    }
}
