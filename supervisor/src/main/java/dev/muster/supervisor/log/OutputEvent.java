package dev.muster.supervisor.log;

import dev.muster.supervisor.spec.WorkerId;

/**
 * Something about a worker's log that an operator should know. Immutable.
 *
 * @param lostBytes what this incident has cost so far
 */
public record OutputEvent(WorkerId worker, Kind kind, long lostBytes, String message) {

    /** What happened. */
    public enum Kind {
        /** Writing fails (disk full, ...): output is dropped and counted; told once until it works again. */
        WRITE_FAILED,
        /** Writing works again. */
        WRITE_RESUMED,
        /** The file was deleted or renamed by somebody else; a new one was begun. */
        FILE_REPLACED,
        /** A full file could not be moved away; it goes on growing and the next attempt is made later. */
        ROTATION_FAILED
    }
}
