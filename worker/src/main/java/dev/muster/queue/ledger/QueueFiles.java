package dev.muster.queue.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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

    /** Where {@link Ticks} are kept, over reboots too. */
    Path ticks() {
        return directory.resolve("ticks");
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

    /** All that is in the directory now. */
    List<Path> entries() {
        try (Stream<Path> stream = Files.list(directory)) {
            return stream.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Brings a file's bytes and length, or a directory's names, to the disk. */
    public static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The engine's journal within a segment, or within a temporary segment. */
    public static Path journal(Path segment) {
        return segment.resolve("q");
    }

    Path progress(int slot) {
        return directory.resolve("progress").resolve(Integer.toString(slot));
    }

    static Path ledger(Path segment) {
        return segment.resolve("ledger");
    }
}
