package dev.muster.concurrent;

import org.jspecify.annotations.Nullable;

/** Where the outcome of a task goes. Called without locks, once for each task. */
interface TaskSink {
    void done(int index, @Nullable Object value);

    void failed(int index, Throwable failure);

    /** False when nobody wants the outcome any more: a task that has not begun need not. */
    boolean isWanted();
}
