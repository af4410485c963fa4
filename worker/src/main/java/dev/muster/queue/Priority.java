package dev.muster.queue;

/** How urgent a job is. A consumer takes no job as long as a more urgent one is ready. */
public enum Priority {
    /** Before all others. */
    HIGH,
    /** Of a job that says nothing else. */
    NORMAL,
    /** When nothing else is ready. */
    LOW
}
