package dev.muster.queue.chronicle;

import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.JobResult;
import dev.muster.queue.Lease;
import dev.muster.queue.ledger.Checkpoints;
import dev.muster.queue.ledger.Evidence;
import dev.muster.queue.ledger.JobIds;
import dev.muster.queue.ledger.JobWord;
import dev.muster.queue.ledger.LedgerFile;
import dev.muster.queue.ledger.Slot;
import dev.muster.queue.ledger.Tally;
import dev.muster.queue.ledger.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A claimed word and the job behind it. Confined to the consumer's thread. */
final class ChronicleLease implements Lease {

    /** Why a job is put aside that was cancelled. */
    static final String CANCELLED = "cancelled";

    private final ChronicleConsumer consumer;
    private final LedgerFile ledger;
    private final int index;
    private final long claimed;
    private final long tally;
    private JobDocument.@Nullable Stored stored;
    private long claimedNanos;
    private boolean settled;
    private boolean withheld;
    private boolean saved;

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
    void stored(JobDocument.Stored read, long nowNanos) {
        stored = read;
        claimedNanos = nowNanos;
    }

    /** Where its document lies. */
    long place() {
        return JobIds.of(ledger.segment(), index);
    }

    long claimed() {
        return claimed;
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
        return ack(JobResult.NOTHING);
    }

    @Override
    public boolean ack(JobResult result) {
        reply(Results.DONE, result);
        ending(Slot.Count.ACKS);
        // When a job was finished interests nobody, and asking the clock costs as much as the rest: the time of the
        // claim stays.
        boolean done = settle(ledger.finish(index, claimed, JobWord.timeMs(claimed)), Slot.Count.ACKS);
        if (done && (saved || JobWord.delivery(claimed) > 1)) {
            forgetCheckpoint();
        }
        return done;
    }

    /** Any earlier delivery may have left one. */
    private void forgetCheckpoint() {
        Checkpoints checkpoints = consumer.checkpoints(ledger);
        if (saved || checkpoints.exist()) {
            checkpoints.delete(index);
        }
    }

    @Override
    public void checkpoint(byte[] state) {
        if (state.length > MAX_CHECKPOINT_BYTES) {
            throw new IllegalArgumentException(this + ": a checkpoint of " + state.length
                    + " bytes is too big (at most " + MAX_CHECKPOINT_BYTES + ")");
        }
        if (settled || lost()) {
            throw new IllegalStateException(this + " is not ours any more; it has nothing to save");
        }
        saved = true;
        consumer.checkpoints(ledger).save(index, state);
    }

    @Override
    public void progress(double fraction, String note) {
        if (!settled) {
            consumer.notes().tell(this, fraction, note);
        }
    }

    @Override
    public boolean cancelled() {
        return Tally.isCancelled(ledger.tally(index));
    }

    @Override
    public Optional<byte[]> checkpoint() {
        Optional<byte[]> found = consumer.checkpoints(ledger).read(index);
        saved |= found.isPresent();
        return found;
    }

    @Override
    public boolean retry(Duration delay, String why) {
        return giveBack(delay, Verdict.FAILED, Slot.Count.RETRIES);
    }

    @Override
    public boolean release() {
        return giveBack(Duration.ZERO, Verdict.INTERRUPTED, Slot.Count.RELEASES);
    }

    @Override
    public boolean snooze(Duration delay) {
        return giveBack(delay, Verdict.SNOOZED, Slot.Count.RELEASES);
    }

    private boolean giveBack(Duration delay, Verdict verdict, Slot.Count count) {
        if (!settled && cancelled()) {
            return bury(CANCELLED, null);
        }
        ending(count);
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
        fail(why);
        ending(Slot.Count.BURIES);
        long now = System.currentTimeMillis();
        if (ledger.word(index) == claimed) {
            consumer.died(ledger, Evidence.died(index, JobWord.delivery(claimed), now, why, stack(error)));
        }
        return settle(ledger.bury(index, claimed, now), Slot.Count.BURIES);
    }

    @Override
    public void blame(String why, String stack) {
        int delivery = JobWord.delivery(claimed);
        long now = System.currentTimeMillis();
        consumer.died(ledger, Evidence.blame(index, delivery, now, consumer.inHand(), why, stack));
    }

    private static String stack(@Nullable Throwable error) {
        if (error == null) {
            return "";
        }
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** Tells whoever waits for the job's result that there will be none. */
    void fail(String why) {
        reply(
                cancelled() ? Results.CANCELLED : Results.FAILED,
                new JobResult("", why.getBytes(StandardCharsets.UTF_8)));
    }

    /** Before the job is settled: if we die in between it runs again, and its caller is not left waiting. */
    private void reply(String type, JobResult result) {
        if (handedOut().replySlot() == JobDocument.NOBODY || lost()) {
            return;
        }
        boolean fits = result.payload().length <= Segment.MAX_PAYLOAD_BYTES;
        String tooBig = "its result of " + result.payload().length + " bytes is too big (at most "
                + Segment.MAX_PAYLOAD_BYTES + ")";
        consumer.reply(
                handedOut(),
                fits
                        ? new Job(type, result.contentType(), result.payload(), Duration.ZERO)
                        : new Job(Results.FAILED, "", tooBig.getBytes(StandardCharsets.UTF_8), Duration.ZERO));
    }

    /** Says what the settlement is going to be, unless the slot may be somebody else's by now. */
    private void ending(Slot.Count what) {
        if (!settled) {
            consumer.slot().ending(what);
        }
        CrashPoint.SETTLING.reach();
    }

    private boolean settle(boolean held, Slot.Count what) {
        CrashPoint.SETTLED.reach();
        if (!settled) {
            settled = true;
            consumer.slot().count(held ? what : Slot.Count.FENCED, 1);
            consumer.settled(claimedNanos);
        }
        return held;
    }

    @Override
    public String toString() {
        return "job " + id() + " attempt " + attempt();
    }
}
