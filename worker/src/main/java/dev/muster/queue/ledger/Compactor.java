package dev.muster.queue.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Removes the oldest segments once all their jobs are final. A consumer that still walks one goes on in the unlinked files,
 * where there is nothing left to claim, and then skips to the oldest segment. Thread-safe.
 */
public final class Compactor {

    private Compactor() {}

    /** Removes what can be removed, unless another process is at it. @return the number of segments removed */
    public static int compact(QueueDirectory queue) {
        if (!isOldestFinal(queue) || !queue.locks().tryLock(SlotLocks.COMPACTION)) {
            return 0;
        }
        try {
            int removed = 0;
            while (isOldestFinal(queue)) {
                remove(queue, queue.control().oldest());
                removed++;
            }
            return removed;
        } finally {
            queue.locks().unlock(SlotLocks.COMPACTION);
        }
    }

    private static boolean isOldestFinal(QueueDirectory queue) {
        int oldest = queue.control().oldest();
        if (oldest == 0 || oldest >= queue.control().current()) {
            return false;
        }
        LedgerFile ledger = queue.ledgers().find(oldest);
        if (ledger == null) {
            return true; // renamed by a compactor that died before it could say so
        }
        int count = ledger.written();
        return ledger.isSealed() && ledger.moveLow(count) == count;
    }

    private static void remove(QueueDirectory queue, int segment) {
        Path directory = queue.files().segment(segment);
        Path trash = queue.files().trash(segment);
        try {
            if (Files.exists(directory)) {
                Files.move(directory, trash, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
        queue.control().oldest(segment + 1);
        if (Files.exists(trash)) {
            Janitor.delete(trash);
        }
    }
}
