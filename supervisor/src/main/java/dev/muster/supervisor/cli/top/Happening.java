package dev.muster.supervisor.cli.top;

/** What the thread of the screen hears of the others. Immutable. */
sealed interface Happening {

    record Pressed(Key key) implements Happening {}

    record Resized() implements Happening {}

    /** The master told how its fleet is. */
    record Looked(Sample sample) implements Happening {}

    /** It could not be asked. */
    record Lost(String why) implements Happening {}

    /** What came of an order. */
    record Answered(View.Message message) implements Happening {}

    /** A line of a log; the feed of an older one may still have something to say. */
    record Logged(LogFeed feed, LogTail.Line line) implements Happening {}

    /** The log is told from its beginning. */
    record Began(LogFeed feed) implements Happening {}
}
