package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.ControlFile;
import dev.muster.queue.ledger.DiskFullException;
import dev.muster.queue.ledger.Lane;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.SlotLocks;
import dev.muster.queue.ledger.Uninterrupted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The open segments of a queue in this JVM, each counted by its users and closed behind the last one; and the making of new
 * ones. Only the holder of the creation lock makes a segment, only the next one, and opening never makes one: a process that
 * fell asleep would otherwise bring back what was deleted. Thread-safe.
 */
final class Segments {

    private static final class Counted {
        final Segment segment;
        int users;

        Counted(Segment segment) {
            this.segment = segment;
        }
    }

    private final QueueDirectory directory;
    private final Map<Integer, Counted> open = new HashMap<>();

    Segments(QueueDirectory directory) {
        this.directory = directory;
    }

    /** Opens a segment for one more user, null when it is gone. Pair with {@link #release}. */
    synchronized @Nullable Segment acquire(int number) {
        Counted counted = open.get(number);
        if (counted == null) {
            LedgerFile ledger = directory.ledgers().find(number);
            Segment segment = ledger == null ? null : openUnlessGone(ledger);
            if (segment == null) {
                return null;
            }
            counted = new Counted(segment);
            open.put(number, counted);
        }
        counted.users++;
        return counted.segment;
    }

    private @Nullable Segment openUnlessGone(LedgerFile ledger) {
        directory.locks().opening();
        try {
            boolean gone = directory.ledgers().find(ledger.segment()) == null
                    || Files.notExists(directory.files().segment(ledger.segment()));
            return gone ? null : Uninterrupted.call(() -> Segment.open(directory, ledger));
        } finally {
            directory.locks().opened();
        }
    }

    synchronized void release(Segment segment) {
        int number = segment.ledger().segment();
        Counted counted = open.get(number);
        if (counted != null && --counted.users == 0) {
            open.remove(number);
            Uninterrupted.call(() -> {
                segment.close();
                return segment;
            });
        }
    }

    /** Makes the first segment of a lane that has none. */
    void start(Lane lane) {
        if (!directory.control().has(lane)) {
            advance(directory.control().current(lane));
        }
    }

    /** Makes the segment after the given one the current one, unless somebody has done so. */
    void advance(int from) {
        ControlFile control = directory.control();
        directory.locks().lock(SlotLocks.CREATION);
        try {
            Lane lane = Lane.of(from);
            if (control.current(lane) != from) {
                return;
            }
            boolean first = !control.has(lane);
            create(from + 1);
            if (!first) {
                CrashPoint.CREATED.reach();
            }
            LedgerFile next = directory.ledgers().find(from + 1);
            LedgerFile last = first ? null : directory.ledgers().find(from);
            if (next == null || (!first && last == null)) {
                throw new IllegalStateException(directory + ": segment " + from + " or the next one has vanished");
            }
            next.base(last == null ? 0 : last.base() + last.written());
            control.current(from + 1);
        } finally {
            directory.locks().unlock(SlotLocks.CREATION);
        }
    }

    /** Makes the next segment of a lane ahead of need, unless somebody is at it. */
    void prepareNext(Lane lane) {
        int next = directory.control().current(lane) + 1;
        if (Files.exists(directory.files().segment(next)) || !directory.locks().tryLock(SlotLocks.CREATION)) {
            return;
        }
        try {
            if (directory.control().current(lane) + 1 == next) {
                create(next);
            }
        } finally {
            directory.locks().unlock(SlotLocks.CREATION);
        }
    }

    private RuntimeException failed(Path segment, Exception e) {
        long bytes = Segment.emptyBytes(directory.control().capacity());
        boolean full = saysDiskFull(e) || directory.files().directory().toFile().getUsableSpace() < bytes;
        if (full && !(e instanceof DiskFullException)) {
            return new DiskFullException(segment, bytes); // a directory, too, needs a block
        }
        return e instanceof RuntimeException known
                ? known
                : new UncheckedIOException("cannot create " + segment, (IOException) e);
    }

    /** Somebody else may have made room since. In another language the room that is left has to tell. */
    static boolean saysDiskFull(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left on device") || message.contains("Disk quota exceeded");
    }

    private void create(int number) {
        Path segment = directory.files().segment(number);
        if (Files.exists(segment)) {
            return;
        }
        directory.removeTemporary();
        Path temporary = directory.files().temporary(segment.getFileName().toString());
        Uninterrupted.call(() -> {
            try {
                Files.createDirectory(temporary);
                Segment.create(directory, temporary, directory.control().capacity());
                CrashPoint.CREATING.reach();
                return Files.move(temporary, segment, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException | RuntimeException e) {
                RuntimeException failure = failed(segment, e); // before we make room ourselves
                directory.removeTemporary();
                throw failure;
            }
        });
    }
}
