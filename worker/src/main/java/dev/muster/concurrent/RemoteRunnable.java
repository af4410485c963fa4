package dev.muster.concurrent;

import java.io.Serializable;

/** A task without a result that can be sent to another process: a lambda that is written where one is expected is serialisable by that. */
@FunctionalInterface
public interface RemoteRunnable extends Runnable, Serializable {}
