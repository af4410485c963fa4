package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.QueueFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings journals to the disk. Channels are opened on the journals' files only: closing one on slots.lock would drop this process's
 * locks. Confined to a thread.
 */
final class JournalFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalFiles.class);
    private static final int KEPT_OPEN = 8;

    private final QueueDirectory directory;
    private final Map<Integer, FileChannel> open = new HashMap<>();

    JournalFiles(QueueDirectory directory) {
        this.directory = directory;
    }

    /** Returns when all that these segments' journals hold is on disk. What has been compacted needs none: it is finished. */
    void force(Set<Integer> segments) throws IOException {
        for (int segment : segments) {
            Path path = directory.files().segment(segment);
            try {
                FileChannel known = open.get(segment);
                (known == null ? open(segment, path) : known).force(false);
            } catch (NoSuchFileException e) {
                if (Files.exists(path)) {
                    throw e;
                }
            }
        }
        trim(segments);
    }

    /** Opens a journal; from then on its name is on disk too. */
    private FileChannel open(int segment, Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(Segment.journal(path), StandardOpenOption.READ, StandardOpenOption.WRITE);
        open.put(segment, channel);
        for (Path named = QueueFiles.journal(path);
                named != null && named.startsWith(directory.files().directory());
                named = named.getParent()) {
            QueueFiles.force(named);
        }
        Path above = directory.files().directory().getParent();
        if (above != null) {
            QueueFiles.force(above);
        }
        return channel;
    }

    private void trim(Set<Integer> inUse) {
        if (open.size() > KEPT_OPEN) {
            for (int segment : List.copyOf(open.keySet())) {
                if (!inUse.contains(segment)) {
                    close(open.remove(segment));
                }
            }
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing a journal", e); // everything in it has been forced
        }
    }

    @Override
    public void close() {
        open.values().forEach(JournalFiles::close);
        open.clear();
    }
}
