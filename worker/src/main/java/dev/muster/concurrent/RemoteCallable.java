package dev.muster.concurrent;

import java.io.Serializable;
import java.util.concurrent.Callable;

/**
 * A task that can be sent to another process: a lambda that is written where one is expected is serialisable by that.
 *
 * @param <T> of the result, which has to be serialisable
 */
@FunctionalInterface
public interface RemoteCallable<T> extends Callable<T>, Serializable {}
