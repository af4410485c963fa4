package dev.muster.queue.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Removes the segments whose jobs are all final, wherever they lie; the current one of each lane stays. A consumer that still walks one
 * goes on in the unlinked files, where there is nothing left to claim. For the holder of {@link SlotLocks#COMPACTION}, with no
 * move under way.
 */
public final class Compactor {

    private Compactor() {}

    /** Removes what can be removed. @return the number of segments removed */
    public static int compact(QueueDirectory queue) {
        int removed = 0;
        for (Lane lane : Lane.values()) {
            for (LedgerFile ledger : queue.ledgers(lane)) {
                if (isFinal(queue, ledger) && remove(queue, ledger)) {
                    removed++;
                }
            }
            passRemoved(queue, lane);
        }
        return removed;
    }

    private static boolean isFinal(QueueDirectory queue, LedgerFile ledger) {
        if (ledger.segment() == queue.control().current(Lane.of(ledger.segment())) || !ledger.isSealed()) {
            return false;
        }
        if (Lane.of(ledger.segment()) == Lane.RESULTS
                && queue.rearmostPosition(Lane.RESULTS) < JobIds.of(ledger.segment() + 1, 0)) {
            return false; // somebody may wait for one of them
        }
        int count = ledger.written();
        return ledger.moveLow(count) == count && !queue.ticks().isOpenIn(ledger.segment());
    }

    /** Not while somebody opens one: Chronicle makes the files anew that it does not find, and without blocks on a full disk. */
    private static boolean remove(QueueDirectory queue, LedgerFile ledger) {
        if (!queue.locks().tryRemoving()) {
            return false;
        }
        Path directory = queue.files().segment(ledger.segment());
        Path trash = queue.files().trash(ledger.segment());
        try {
            ledger.remove();
            Files.move(directory, trash, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        } finally {
            queue.locks().removed();
        }
        Janitor.delete(trash);
        return true;
    }

    /** What a compactor left that died before it could rename is removed by the janitor. */
    private static void passRemoved(QueueDirectory queue, Lane lane) {
        int oldest = queue.control().oldest(lane);
        int first = oldest;
        while (first < queue.control().current(lane) && queue.ledgers().find(first) == null) {
            first++;
        }
        if (first > oldest) {
            queue.control().oldest(first);
        }
    }
}
