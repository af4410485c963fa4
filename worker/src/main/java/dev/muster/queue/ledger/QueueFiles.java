package dev.muster.queue.ledger;

import java.nio.file.Path;
import java.util.Locale;

/** Where things are in a queue's directory. Immutable. */
public record QueueFiles(Path directory) {

    static final String TRASH_PREFIX = "trash-";
    static final String TEMPORARY_PREFIX = "tmp-";

    private static final String NEXT = "next";

    Path control() {
        return directory.resolve("control");
    }

    Path lock() {
        return directory.resolve("slots.lock");
    }

    /** The whole queue as it is going to be, once everything is in it; see {@link Renewal}. */
    QueueFiles next() {
        return new QueueFiles(directory.resolve(NEXT));
    }

    public Path segment(int segment) {
        return directory.resolve(
                String.format(Locale.ROOT, "%s%08d", Lane.of(segment).prefix(), Lane.sequence(segment)));
    }

    /** A name for something half made by this process; the janitor removes what was left behind. */
    public Path temporary(String purpose) {
        return directory.resolve(
                TEMPORARY_PREFIX + purpose + "-" + ProcessIdentity.self().pid() + "-" + System.nanoTime());
    }

    Path trash(int segment) {
        return directory.resolve(
                TRASH_PREFIX + segment + "-" + ProcessIdentity.self().pid() + "-" + System.nanoTime());
    }

    /** The engine's journal within a segment, or within a temporary segment. */
    public static Path journal(Path segment) {
        return segment.resolve("q");
    }

    static Path ledger(Path segment) {
        return segment.resolve("ledger");
    }
}
