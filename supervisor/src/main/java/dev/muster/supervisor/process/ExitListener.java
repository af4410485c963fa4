package dev.muster.supervisor.process;

import dev.muster.supervisor.core.ExitStatus;

/** Told of the end of a process. Called on the reaper's thread, which everybody waits for: post it and return. */
public interface ExitListener {

    /** The process has ended and was reaped; exactly once. */
    void exited(Child child, ExitStatus status);

    /**
     * Nobody of its process group is alive any more; exactly once, after {@link #exited}, and right after it when the process left
     * nobody behind.
     */
    void groupEmpty(Child child);
}
