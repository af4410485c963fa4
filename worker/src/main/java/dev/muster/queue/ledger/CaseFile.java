package dev.muster.queue.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * All that is known of one job's failures, read from its segment's evidence. Immutable.
 *
 * @param death why it was put aside; the reason says so when there is no record
 * @param crashes the deaths of processes that held it since its last chance, each once, the oldest first
 */
public record CaseFile(Evidence death, List<Evidence> crashes) {

    public CaseFile {
        crashes = List.copyOf(crashes);
    }

    /** The case of a dead job, of which these are the records. */
    public static CaseFile of(int index, long word, List<Evidence> records) {
        int delivery = JobWord.delivery(word);
        String unknown = delivery == JobWord.MAX_DELIVERY
                ? "was handed out " + JobWord.MAX_DELIVERY + " times"
                : "the record of its end was lost";
        Evidence death = new Evidence(
                index, delivery, JobWord.timeMs(word), Evidence.Kind.DIED, 0, unknown, new Witness("", 0, 0), "");
        for (Evidence record : records) {
            if (record.kind() == Evidence.Kind.DIED && record.delivery() == delivery) {
                death = record;
            }
        }
        return new CaseFile(death, crashes(records));
    }

    /** A process dies once, whoever wrote it down how many times. */
    public static List<Evidence> crashes(List<Evidence> records) {
        List<Evidence> crashes = new ArrayList<>();
        for (Evidence record : records) {
            if (record.kind() == Evidence.Kind.CRASH
                    && record.counts()
                    && crashes.stream().noneMatch(known -> known.witness().isSameProcess(record.witness()))) {
                crashes.add(record);
            }
        }
        return crashes;
    }
}
