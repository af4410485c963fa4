package dev.muster.queue.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why jobs of a segment died, and which processes died with them: written before the word changes, moved with a job, and gone with
 * the segment. A record proves nothing by itself; it counts when its delivery is that of the word. Thread-safe.
 */
public final class EvidenceFile {

    private static final Logger LOG = LoggerFactory.getLogger(EvidenceFile.class);
    private static final String INDEX = "{\"index\":";

    private final Path file;
    private final JsonLines lines;

    EvidenceFile(Path segment) {
        this.file = segment.resolve("evidence");
        this.lines = new JsonLines(file);
    }

    /** Appends records. A disk that is full must not keep a job from being put aside: what cannot be written is logged. */
    public void append(List<Evidence> records) {
        if (records.isEmpty()) {
            return;
        }
        try {
            lines.append(records.stream().map(Evidence::fields).toList());
        } catch (NoSuchFileException e) {
            LOG.debug("{}: the segment is gone, and its jobs with it", file, e);
        } catch (IOException e) {
            LOG.warn("{}: {} records of evidence are lost: {}", file, records.size(), e.toString());
        }
    }

    /** The records of some jobs, in the order in which they were written. */
    public List<Evidence> read(IntPredicate indexes) {
        List<Evidence> found = new ArrayList<>();
        lines.read(line -> indexes.test(index(line)), record -> found.add(Evidence.of(record)));
        return found;
    }

    private static int index(String line) {
        int comma = line.indexOf(',');
        try {
            return line.startsWith(INDEX) && comma > 0 ? Integer.parseInt(line, INDEX.length(), comma, 10) : -1;
        } catch (NumberFormatException e) {
            return -1; // torn
        }
    }

    /**
     * Copies what is known of a job to the place where it is going to live, before it does.
     *
     * @param died the delivery of its death, when it stays dead; else {@link Evidence#FORMER}
     * @param newChance nothing of it counts any more
     */
    public void copy(int index, EvidenceFile target, int newIndex, int died, boolean newChance) {
        Heir heir = new Heir(target, newIndex, died);
        List<Evidence> copies = new ArrayList<>();
        for (Evidence record : read(i -> i == index)) {
            copies.add(newChance ? record.moved(newIndex, Evidence.FORMER) : heir.inherited(record));
        }
        target.append(copies);
    }

    /**
     * Where a job lives on that there are records of.
     *
     * @param died as in {@link #copy}
     */
    public record Heir(EvidenceFile target, int index, int died) {

        /** It was not put aside. */
        public static final int ALIVE = Evidence.FORMER;

        private Evidence inherited(Evidence record) {
            boolean counts = record.counts() && (record.kind() == Evidence.Kind.CRASH || record.delivery() == died);
            return record.moved(index, counts ? Moves.MOVED_DELIVERY : Evidence.FORMER);
        }
    }

    /** The jobs that there are records of. */
    public BitSet jobs() {
        BitSet jobs = new BitSet();
        lines.read(line -> index(line) >= 0, record -> jobs.set((int) JsonLines.number(record, "index")));
        return jobs;
    }

    /** Copies what is known of many jobs, however much that is. */
    public void copy(Map<Integer, Heir> heirs) {
        lines.read(line -> heirs.containsKey(index(line)), record -> {
            Evidence evidence = Evidence.of(record);
            Heir heir = heirs.get(evidence.index());
            if (heir != null) {
                heir.target().append(List.of(heir.inherited(evidence)));
            }
        });
    }
}
