package dev.muster.supervisor.cli.top;

/** What the screen shows, and so what a key means. Immutable. */
sealed interface Mode {

    record Workers() implements Mode {}

    record Help() implements Mode {}

    /** Asks whether that is meant. */
    record Confirm(Order.Verb order) implements Mode {}

    /** A filter is typed; Escape goes back to the one before. */
    record Filter(String before) implements Mode {}

    /** The log of a worker; its end is so many lines below the screen. */
    record Log(String worker, int back) implements Mode {}
}
