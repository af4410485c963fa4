package dev.muster.supervisor.process;

/** A process could not be started. The message names the thing that is wrong and what would make it right. Immutable. */
public final class SpawnException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What was wrong; the first six do not mend themselves, the next two may. */
    public enum Kind {
        NOT_FOUND,
        NOT_EXECUTABLE,
        NO_DIRECTORY,
        BAD_USER,
        BAD_LIMIT,
        BAD_SECRET,
        TOO_MANY_FILES,
        TRY_AGAIN,
        OTHER
    }

    private final Kind kind;

    SpawnException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
