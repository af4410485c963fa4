package dev.muster.queue.ledger;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back what the dead held. An owner is dead when its byte lock can be taken; taking it also makes the recoverer the only
 * one. Every step may be the recoverer's last: the slot is freed at the very end, so the next one starts over. Thread-safe.
 */
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final QueueDirectory queue;

    Recovery(QueueDirectory queue) {
        this.queue = queue;
    }

    /** Recovers every slot whose owner is dead. @return the number of jobs given back */
    int recoverAll() {
        queue.ledgers().forgetCompacted(); // the master may look at nothing else for long
        int jobs = 0;
        for (Slot slot : queue.control().slots()) {
            jobs += recoverIfDead(slot);
        }
        return jobs;
    }

    /** Recovers every slot whose owner is dead, as if each had begun to stop; what another recoverer has blamed it for stays. */
    int recoverInterrupted() {
        int jobs = 0;
        for (Slot slot : queue.control().slots()) {
            if (slot.state() != Slot.FREE && queue.locks().tryLock(slot.index())) {
                try {
                    if (slot.company() == 0) {
                        slot.drain();
                    }
                    jobs += recoverLocked(slot);
                } finally {
                    queue.locks().unlock(slot.index());
                }
            }
        }
        return jobs;
    }

    /** Recovers the slots of one dead process. @return the number of jobs given back */
    int recover(int pid, long startTicks) {
        int jobs = 0;
        for (Slot slot : queue.control().slots()) {
            if (slot.pid() == pid && slot.startTicks() == startTicks) {
                jobs += recoverIfDead(slot);
            }
        }
        return jobs;
    }

    private int recoverIfDead(Slot slot) {
        if (slot.state() == Slot.FREE || !queue.locks().tryLock(slot.index())) {
            return 0;
        }
        try {
            return recoverLocked(slot);
        } finally {
            queue.locks().unlock(slot.index());
        }
    }

    /** Recovers a slot whose byte the caller holds. */
    int recoverLocked(Slot slot) {
        int state = slot.state();
        if (state == Slot.FREE) {
            return 0;
        }
        boolean planned = state == Slot.DRAINING;
        List<Slot> slots = planned ? List.of(slot) : slotsOf(slot.owner());
        List<Held> held = heldBy(slots);
        List<Held> own = held.stream()
                .filter(job -> JobWord.slot(job.word()) == slot.index())
                .toList();
        Slot.Count end = planned ? Slot.Count.INTERRUPTIONS : Slot.Count.CRASHES;
        Balance.restore(slot, own.size());
        slot.ending(end);
        Verdict verdict = planned ? Verdict.INTERRUPTED : blame(slot, slots, held.size(), own);
        int jobs = 0;
        for (Held job : own) {
            LedgerStep.GIVING_BACK.reach();
            jobs += giveBack(job, verdict) ? 1 : 0;
        }
        LedgerStep.COUNTING.reach();
        slot.count(end, jobs);
        int pid = slot.pid();
        queue.free(slot);
        LOG.info( // afterwards: somebody may wait for the jobs
                "{}: slot {} (pid {}) died {} (jobs given back {})",
                queue.files().directory().getFileName(),
                slot.index(),
                pid,
                planned ? "while stopping" : "unexpectedly",
                jobs);
        return jobs;
    }

    /**
     * Whoever died with one job in its hands died of it; with several, each of them is suspected. How many there were is written
     * down before the first is given back: the other slots of the process may be recovered later, or by somebody else. What it had
     * begun to stop was interrupted, and is not suspected.
     */
    private Verdict blame(Slot slot, List<Slot> slots, int held, List<Held> own) {
        slots.forEach(each -> each.company(held));
        int company = (int) slot.company();
        testify(own, slot.owner(), company);
        return company > 1 ? Verdict.SUSPECTED : Verdict.CRASHED;
    }

    /** Those of a process that is dead, of which one slot has been found. */
    private List<Slot> slotsOf(Witness owner) {
        List<Slot> slots = new ArrayList<>();
        for (Slot slot : queue.control().slots()) {
            if (slot.pid() == owner.pid() && slot.state() == Slot.LIVE && slot.startTicks() == owner.startTicks()) {
                slots.add(slot);
            }
        }
        return slots;
    }

    private record Held(LedgerFile ledger, int index, long word) {}

    private List<Held> heldBy(List<Slot> owned) {
        BitSet slots = new BitSet();
        owned.forEach(slot -> slots.set(slot.index()));
        List<Held> held = new ArrayList<>();
        for (Lane lane : Lane.RUN) {
            for (LedgerFile ledger : queue.ledgers(lane)) {
                int written = ledger.written();
                for (int i = ledger.low(); i < written; i++) {
                    long word = ledger.word(i);
                    if (JobWord.state(word) == JobWord.CLAIMED
                            && slots.get(JobWord.slot(word))
                            && JobWord.isClaimedBy(word, JobWord.slot(word))) {
                        held.add(new Held(ledger, i, word));
                    }
                }
            }
        }
        return held;
    }

    /** Evidence first: a recoverer that dies in between is followed by one that writes it again, which counts once. */
    private void testify(List<Held> jobs, Witness owner, int company) {
        long now = System.currentTimeMillis();
        String reason = company > 1 ? "its worker died with " + company + " jobs" : "its worker died";
        Map<LedgerFile, List<Evidence>> records = new LinkedHashMap<>();
        for (Held job : jobs) {
            records.computeIfAbsent(job.ledger(), ledger -> new ArrayList<>())
                    .add(new Evidence(
                            job.index(),
                            JobWord.delivery(job.word()),
                            now,
                            Evidence.Kind.CRASH,
                            company,
                            reason,
                            owner,
                            ""));
        }
        records.forEach((ledger, evidence) -> queue.evidence(ledger).append(evidence));
    }

    private static boolean giveBack(Held job, Verdict verdict) {
        long now = System.currentTimeMillis();
        return job.ledger().giveBack(job.index(), job.word(), verdict, now, now);
    }
}
