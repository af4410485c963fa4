package dev.muster.supervisor.cli.top;

/** What a key asks for beyond the screen. Immutable. */
sealed interface Order {

    /** A verb of the protocol for one worker: {@code restart}, {@code stop}, {@code start}. */
    record Verb(String method, String worker) implements Order {}

    /** By {@code +1} or {@code -1}. */
    record Scale(String service, String by) implements Order {}

    /** From now on the log of this worker is shown. */
    record Follow(String worker) implements Order {}

    record Unfollow() implements Order {}

    record Quit() implements Order {}
}
