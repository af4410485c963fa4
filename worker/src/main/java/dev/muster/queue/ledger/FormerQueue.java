package dev.muster.queue.ledger;

import dev.muster.queue.QueueStats;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an earlier boot left of a queue. After a power cut every page may be an old one, in the control file and the ledgers as well: the
 * names in the directory count, and what else is read is believed only where nothing contradicts it. Nothing is written. Confined to a
 * thread.
 */
public final class FormerQueue {

    private static final Logger LOG = LoggerFactory.getLogger(FormerQueue.class);

    private final QueueFiles files;
    private final QueueDirectory queue;
    private final List<Path> entries;

    FormerQueue(QueueDirectory queue) {
        this.queue = queue;
        this.files = queue.files();
        this.entries = files.entries();
    }

    /** The segments of a lane that may hold a job, the oldest first. */
    public List<FormerSegment> segments(Lane lane) {
        return entries.stream()
                .mapToInt(entry -> number(lane, entry))
                .filter(number -> number >= queue.control().oldest(lane))
                .distinct()
                .sorted()
                .mapToObj(number -> FormerSegment.open(
                        files.segment(number), number, queue.control().capacity()))
                .filter(segment -> !segment.isRemoved())
                .toList();
    }

    Burials burials() {
        return queue.burials();
    }

    /** The last number that a segment of the lane is known to have had. */
    int last(Lane lane) {
        return Math.max(queue.control().current(lane), lastOnDisk(lane));
    }

    /** The last segment of the lane that is there; the current one of a lane is never removed. */
    public int lastOnDisk(Lane lane) {
        return entries.stream().mapToInt(entry -> number(lane, entry)).reduce(lane.none(), Math::max);
    }

    /** The number of the segment that a path names, or of none in the lane. */
    private static int number(Lane lane, Path path) {
        String name = path.getFileName().toString();
        return name.matches(lane.prefix() + "\\d{8}")
                ? lane.none() + Integer.parseInt(name.substring(lane.prefix().length()))
                : lane.none();
    }

    /** The queue's name. */
    public String name() {
        return String.valueOf(files.directory().getFileName());
    }

    ControlFile control() {
        return queue.control();
    }

    /** How many jobs were put, as far as can be told. */
    long puts() {
        try {
            QueueStats stats = Census.count(queue, System.currentTimeMillis());
            return stats.puts();
        } catch (RuntimeException e) {
            LOG.debug("{}: counting", files.directory(), e);
            return 0; // a ledger is shorter than it should be
        }
    }
}
