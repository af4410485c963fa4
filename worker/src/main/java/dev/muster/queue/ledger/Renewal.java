package dev.muster.queue.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a queue that an earlier boot left fresh files. They are filled in a directory that nobody looks into, brought to the disk, and
 * renamed to {@code next}; from then on they count. What is left is done by whoever holds the lock: the segments, whose numbers begin behind the
 * former ones, are moved beside those; then the control file takes the place of the former one, and what lies before its
 * lanes' beginnings is waste. A process that is killed in it leaves work that the next one does again or goes on with.
 *
 * <p>For the holder of {@link SlotLocks#INIT}.
 */
final class Renewal {

    private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);
    private static final String UNFINISHED = "renewal";

    private final QueueFiles files;
    private final SlotLocks locks;

    Renewal(QueueFiles files, SlotLocks locks) {
        this.files = files;
        this.locks = locks;
    }

    /** Makes the queue this boot's. */
    void run(QueueDirectory former, Salvage salvage) {
        if (Files.notExists(files.next().control())) {
            delete(files.next().directory());
            prepare(former, salvage);
        }
        install();
    }

    private void prepare(QueueDirectory queue, Salvage salvage) {
        long start = System.nanoTime();
        String name = String.valueOf(files.directory().getFileName());
        Janitor.removeTemporary(files);
        QueueFiles temporary = new QueueFiles(files.temporary(UNFINISHED));
        FormerQueue former = new FormerQueue(queue);
        try {
            Files.createDirectory(temporary.directory());
            ControlFile.createIfMissing(temporary, queue.control().capacity());
            QueueDirectory fresh = new QueueDirectory(temporary, locks, ControlFile.open(temporary));
            for (Lane lane : Lane.values()) {
                fresh.control().startAfter(former.last(lane));
            }
            Salvage.Outcome outcome = salvage.salvage(former, fresh);
            inherit(former, fresh, outcome);
            force(temporary.directory(), salvage);
            Files.move(temporary.directory(), files.next().directory(), StandardCopyOption.ATOMIC_MOVE);
            QueueFiles.force(files.directory());
            LOG.info(
                    "queue {}: {} jobs go on, {} of them were running; lost {} ({} ms)",
                    name,
                    outcome.kept(),
                    outcome.running(),
                    outcome.lost(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        } catch (IOException e) {
            throw new UncheckedIOException(files.directory() + " cannot be made ready after a reboot", e);
        } catch (DiskFullException e) {
            throw new UncheckedIOException(
                    files.directory()
                            + ": after a reboot a queue's unfinished jobs are written anew, and there is not enough room"
                            + " for that on the disk; free some and open the queue again",
                    new IOException(e));
        } finally {
            delete(temporary.directory());
        }
    }

    /** What the queue has counted and been told stays true. */
    private static void inherit(FormerQueue former, QueueDirectory fresh, Salvage.Outcome outcome) {
        ControlFile before = former.control();
        ControlFile now = fresh.control();
        now.pausedUntil(before.pausedUntil());
        if (before.isSyncPromised()) {
            now.promiseSync();
        }
        for (int i = 0; i < ControlFile.SLOTS; i++) {
            int held = outcome.interrupted().getOrDefault(i, 0);
            now.slot(i).inherit(before.slot(i));
            if (before.slot(i).pid() != 0) {
                now.using(now.slot(i)); // or what it counted would not be looked at
            }
            Balance.restore(now.slot(i), held);
            now.slot(i).count(Slot.Count.INTERRUPTIONS, held);
        }
        fresh.burials().inherit(former.burials());
        long finished = Math.max(0, former.puts() - outcome.kept() - outcome.lost());
        for (LedgerFile ledger : fresh.ledgers(Lane.NORMAL)) {
            ledger.base(finished + ledger.base());
        }
    }

    /** Every step may find that it has been done. */
    private void install() {
        try {
            for (Path entry : files.next().entries()) {
                if (Files.isDirectory(entry)) {
                    Files.move(entry, files.directory().resolve(entry.getFileName()), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            Files.deleteIfExists(new UniqueKeys(files).file()); // it names places that there are no more
            QueueFiles.force(files.directory());
            Files.move(files.next().control(), files.control(), StandardCopyOption.ATOMIC_MOVE);
            QueueFiles.force(files.directory());
            delete(files.next().directory());
        } catch (IOException e) {
            throw new UncheckedIOException(files.directory() + " cannot be made ready after a reboot", e);
        }
    }

    private static void delete(Path tree) {
        if (Files.exists(tree)) {
            Janitor.delete(tree);
        }
    }

    /** Brings a tree to the disk. */
    private static void force(Path tree, Salvage salvage) throws IOException {
        try (Stream<Path> stream = Files.walk(tree)) {
            for (Path path : stream.toList()) {
                QueueFiles.force(path);
                salvage.progress();
            }
        }
    }
}
