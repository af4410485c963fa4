package dev.muster.queue.ledger;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what killed processes left half made or half deleted. */
final class Janitor {

    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);

    private Janitor() {}

    /** Cleans a queue's directory. Only under locks that keep the makers of temporary files away: the byte tells. */
    static void sweep(QueueDirectory queue) {
        if (queue.locks().tryLock(SlotLocks.CREATION)) {
            try {
                removeTemporary(queue);
            } finally {
                queue.locks().unlock(SlotLocks.CREATION);
            }
        }
        if (queue.locks().tryLock(SlotLocks.COMPACTION)) {
            try {
                removeMatching(queue.files(), QueueFiles.TRASH_PREFIX);
                removePassedSegments(queue);
            } finally {
                queue.locks().unlock(SlotLocks.COMPACTION);
            }
        }
    }

    /** Removes half-made segments. The caller holds {@link SlotLocks#CREATION}, so nobody is making one. */
    static void removeTemporary(QueueDirectory queue) {
        removeTemporary(queue.files());
    }

    /** The same for who is alone with the files. */
    static void removeTemporary(QueueFiles files) {
        removeMatching(files, QueueFiles.TEMPORARY_PREFIX);
    }

    private static void removeMatching(QueueFiles files, String prefix) {
        for (Path entry : files.entries()) {
            if (entry.getFileName().toString().startsWith(prefix)) {
                delete(entry);
            }
        }
    }

    private static void removePassedSegments(QueueDirectory queue) {
        for (Lane lane : Lane.values()) {
            int oldest = Lane.sequence(queue.control().oldest(lane));
            for (Path entry : queue.files().entries()) {
                String name = entry.getFileName().toString();
                if (name.matches(lane.prefix() + "\\d{8}")
                        && Integer.parseInt(name.substring(lane.prefix().length())) < oldest) {
                    delete(entry);
                }
            }
        }
    }

    /** Deletes a tree; what vanishes meanwhile is fine, what cannot be deleted is left for the next time. */
    static void delete(Path tree) {
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path directory, @org.jspecify.annotations.Nullable IOException e) throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("{}: cannot be removed yet ({}); the next start tries again", tree, e.toString());
        }
    }
}
