package dev.muster.queue.chronicle;

import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.Lease;
import dev.muster.queue.ledger.Evidence;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.Slot;
import dev.muster.queue.ledger.Tally;
import dev.muster.queue.ledger.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A claimed word and the job behind it. Confined to the consumer's thread. */
final class ChronicleLease implements Lease {

    private final ChronicleConsumer consumer;
    private final LedgerFile ledger;
    private final int index;
    private final long claimed;
    private final long tally;
    private JobDocument.@Nullable Stored stored;
    private boolean settled;
    private boolean withheld;

    ChronicleLease(ChronicleConsumer consumer, LedgerFile ledger, int index, long claimed) {
        this.consumer = consumer;
        this.ledger = ledger;
        this.index = index;
        this.claimed = claimed;
        // As it was when the word became claimable; nobody counts before the next claim. A first delivery
        // has none: not even looking keeps the pages of its tally out of memory.
        this.tally = JobWord.delivery(claimed) == 1 ? 0 : ledger.tally(index);
    }

    /** What was claimed, once it is read. */
    void stored(JobDocument.Stored read) {
        stored = read;
    }

    @Override
    public JobId id() {
        return JobId.of(handedOut().origin());
    }

    @Override
    public Job job() {
        return handedOut().job();
    }

    private JobDocument.Stored handedOut() {
        return Objects.requireNonNull(stored, "a lease that was never handed out");
    }

    @Override
    public int attempt() {
        return 1 + Tally.attempts(tally) + Tally.crashes(tally);
    }

    @Override
    public int crashes() {
        return Tally.crashes(tally);
    }

    @Override
    public boolean lost() {
        return !settled && ledger.word(index) != claimed;
    }

    boolean isSettled() {
        return settled;
    }

    /** The poll that claimed it failed: nobody will ever see it. */
    void withhold() {
        withheld = true;
    }

    /** Nobody has settled it: the stop came before, or somebody forgot, which must not be free of charge for ever. */
    boolean giveBack(boolean planned) {
        return (planned || withheld) ? release() : retry(Duration.ZERO, "left unsettled by its consumer");
    }

    /** Leaves the claim to the recovery of its slot; a settlement that comes later does not count in that slot any more. */
    void abandon() {
        settled = true;
    }

    @Override
    public boolean ack() {
        CrashPoint.SETTLING.reach();
        return settle(ledger.finish(index, claimed, System.currentTimeMillis()), Slot.Count.ACKS);
    }

    @Override
    public boolean retry(Duration delay, String why) {
        CrashPoint.SETTLING.reach();
        return giveBack(delay, Verdict.FAILED, Slot.Count.RETRIES);
    }

    @Override
    public boolean release() {
        CrashPoint.SETTLING.reach();
        return giveBack(Duration.ZERO, Verdict.INTERRUPTED, Slot.Count.RELEASES);
    }

    @Override
    public boolean snooze(Duration delay) {
        CrashPoint.SETTLING.reach();
        return giveBack(delay, Verdict.SNOOZED, Slot.Count.RELEASES);
    }

    private boolean giveBack(Duration delay, Verdict verdict, Slot.Count count) {
        long now = System.currentTimeMillis();
        long readyAt = now + Math.max(0, delay.toMillis());
        boolean held = settle(ledger.giveBack(index, claimed, verdict, readyAt, now), count);
        if (held) {
            consumer.givenBack(readyAt, now);
        }
        return held;
    }

    @Override
    public boolean bury(String why, @Nullable Throwable error) {
        CrashPoint.SETTLING.reach();
        long now = System.currentTimeMillis();
        if (ledger.word(index) == claimed) {
            consumer.died(ledger, Evidence.died(index, JobWord.delivery(claimed), now, why, stack(error)));
        }
        return settle(ledger.bury(index, claimed, now), Slot.Count.BURIES);
    }

    private static String stack(@Nullable Throwable error) {
        if (error == null) {
            return "";
        }
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private boolean settle(boolean held, Slot.Count what) {
        CrashPoint.SETTLED.reach();
        if (!settled) {
            settled = true;
            consumer.slot().count(held ? what : Slot.Count.FENCED, 1);
            consumer.settled();
        }
        return held;
    }

    @Override
    public String toString() {
        return "job " + id() + " attempt " + attempt();
    }
}
