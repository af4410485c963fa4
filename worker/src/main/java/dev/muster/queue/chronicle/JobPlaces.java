package dev.muster.queue.chronicle;

import dev.muster.queue.JobId;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.Lane;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds jobs by their ids. A job's id is the place where it was put first: from there pointers lead to where it is, and when that
 * segment is gone, the documents tell whose they are. Without a lock: a long search must not hold up jobs that move. Thread-safe.
 */
final class JobPlaces {

    private final SharedQueue shared;

    JobPlaces(SharedQueue shared) {
        this.shared = shared;
    }

    /**
     * Where a job is or has finished; null when there is no trace of it.
     *
     * @param word which words may be the job's, to read fewer documents
     */
    DocumentReader.@Nullable Place locate(JobId id, LongPredicate word) {
        long origin = number(id);
        if (origin < 0) {
            return null;
        }
        DocumentReader reader = new DocumentReader(shared.directory(), shared.segments());
        DocumentReader.@Nullable Place near = Lane.mayHold(origin) ? reader.follow(origin) : null;
        if (near != null && isJob(reader, near, origin)) {
            return word.test(near.word()) ? near : null;
        }
        try (JobScan scan = new JobScan(shared)) {
            return scan.find(origin, word);
        }
    }

    private static boolean isJob(DocumentReader reader, DocumentReader.Place place, long origin) {
        int state = JobWord.state(place.word());
        if (state == JobWord.EMPTY || state == JobWord.MOVED) {
            return false;
        }
        JobDocument.@Nullable Stored stored = reader.read(place.ledger(), place.index());
        // A damaged document at the job's own place cannot say whose it is, and nobody else's can be there.
        return stored == null ? state != JobWord.STAGED && place.id() == origin : stored.origin() == origin;
    }

    private static long number(JobId id) {
        try {
            long number = Long.parseLong(id.value());
            return JobId.of(number).equals(id) ? number : -1; // a number has one spelling only
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
