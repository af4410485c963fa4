package dev.muster.queue.chronicle;

import dev.muster.queue.ledger.CaseFile;
import dev.muster.queue.ledger.Evidence;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.QueueDirectory;
import dev.muster.queue.ledger.Tally;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts jobs aside that killed too many workers, instead of handing them out again. Confined to the consumer's thread. */
final class Conviction {

    private static final Logger LOG = LoggerFactory.getLogger(Conviction.class);

    private static final long AGAIN_MS = 50;

    private final SharedQueue shared;
    private final QueueDirectory directory;
    private final CrashLimit limit;

    Conviction(SharedQueue shared, CrashLimit limit) {
        this.shared = shared;
        this.directory = shared.directory();
        this.limit = limit;
    }

    /**
     * Puts a ready job aside if that is its due. When a mover is at work, which may take long, or has been stopped over it, the job
     * waits for the next sweep: nobody's poll is to be held up for it.
     *
     * @return whether it is a convict, put aside or not yet
     */
    boolean convict(LedgerFile ledger, int index, long word, long nowMs) {
        int crashes = Tally.crashes(ledger.tally(index));
        if (crashes < limit.max() || inTime(ledger, index, crashes, nowMs) < limit.max()) {
            return false;
        }
        String reason = (crashes == 1 ? "a worker" : crashes + " workers") + " died with it within "
                + limit.within().toString().substring(2).toLowerCase(Locale.ROOT)
                + lastWords(ledger, index);
        if (putAside(ledger, index, word, nowMs, reason)) {
            ChronicleAdmin.tellCaller(shared, ledger, index, Results.FAILED, reason);
            LOG.warn("{}: job {} of segment {} is put aside: {}", directory, index, ledger.segment(), reason);
        }
        return true;
    }

    /** Puts a ready job aside that was cancelled while a worker had it, which has not come to settle it. */
    void discard(LedgerFile ledger, int index, long word, long nowMs) {
        if (putAside(ledger, index, word, nowMs, ChronicleLease.CANCELLED)) {
            ChronicleAdmin.tellCaller(shared, ledger, index, Results.CANCELLED, ChronicleLease.CANCELLED);
        }
    }

    private boolean putAside(LedgerFile ledger, int index, long word, long nowMs, String reason) {
        Optional<Boolean> buried = shared.mover().tryAtRest(() -> {
            directory.evidence(ledger).append(List.of(Evidence.died(index, JobWord.delivery(word), nowMs, reason, "")));
            return directory.burials().bury(ledger, index, word, nowMs);
        });
        if (buried.isEmpty()) {
            directory.hints().due(nowMs + AGAIN_MS);
        }
        return buried.orElse(false);
    }

    /** What the last worker said that ended itself because of the job, if one did: it left its stack. */
    private String lastWords(LedgerFile ledger, int index) {
        return CaseFile.crashes(directory.evidence(ledger).read(i -> i == index)).stream()
                .filter(crash -> !crash.error().isEmpty())
                .reduce((before, after) -> after)
                .map(crash -> "; " + crash.reason())
                .orElse("");
    }

    /** How many of the crashes happened lately. One without a record may have: a lost record must not save a killer. */
    private int inTime(LedgerFile ledger, int index, int crashes, long nowMs) {
        List<Evidence> records = CaseFile.crashes(directory.evidence(ledger).read(i -> i == index));
        long early = records.stream()
                .sorted(Comparator.comparingLong(Evidence::atMs).reversed())
                .limit(crashes)
                .filter(record -> record.atMs() < nowMs - limit.within().toMillis())
                .count();
        return crashes - (int) early;
    }
}
