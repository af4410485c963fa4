package dev.muster.queue.ledger;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The open ledgers of a queue, mapped once a JVM. Thread-safe. */
public final class Ledgers {

    private final QueueFiles files;
    private final Map<Integer, LedgerFile> open = new ConcurrentHashMap<>();

    Ledgers(QueueFiles files) {
        this.files = files;
    }

    /** The ledger of a segment, null when the segment is gone or not there yet. */
    public @Nullable LedgerFile find(int segment) {
        LedgerFile known = open.get(segment);
        if (known != null) {
            return known.isRemoved() ? forget(known) : known;
        }
        try {
            LedgerFile ledger = LedgerFile.open(files.segment(segment), segment);
            if (ledger.isRemoved()) {
                return null; // by a compactor that died before it could
            }
            LedgerFile raced = open.putIfAbsent(segment, ledger);
            return raced == null ? ledger : raced;
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return null;
            }
            throw e;
        }
    }

    /** Lets go of what this or another process compacted; the memory is unmapped when nobody uses it any more. */
    void forgetCompacted() {
        open.values().removeIf(LedgerFile::isRemoved);
    }

    private @Nullable LedgerFile forget(LedgerFile ledger) {
        open.remove(ledger.segment(), ledger);
        return null;
    }

    /** How many are mapped. */
    int mapped() {
        return open.size();
    }
}
