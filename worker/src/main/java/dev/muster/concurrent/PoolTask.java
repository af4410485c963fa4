package dev.muster.concurrent;

import org.jspecify.annotations.Nullable;

/** A task on its way. What changes is guarded by the lock of the pool. */
final class PoolTask {
    final FunctionRef function;
    final byte[] argument;
    final boolean lambda;
    final TaskSink sink;
    final int index;
    /** What shutdownNow gives back; null for the items of a map. */
    final @Nullable Object source;

    int crashes;
    /** Who has it, and by which number; null while it waits and when it is over. */
    @Nullable
    PoolMember member;

    long sequence;
    boolean timedOut;

    PoolTask(FunctionRef function, RemoteValue argument, TaskSink sink, int index, @Nullable Object source) {
        this.function = function;
        this.argument = argument.bytes();
        this.lambda = function.lambda() || argument.lambda();
        this.sink = sink;
        this.index = index;
        this.source = source;
    }
}
