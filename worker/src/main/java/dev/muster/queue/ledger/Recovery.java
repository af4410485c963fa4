package dev.muster.queue.ledger;

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
        for (int i = 0; i < ControlFile.SLOTS; i++) {
            jobs += recoverIfDead(queue.control().slot(i));
        }
        return jobs;
    }

    /** Recovers the slots of one dead process. @return the number of jobs given back */
    int recover(int pid, long startTicks) {
        int jobs = 0;
        for (int i = 0; i < ControlFile.SLOTS; i++) {
            Slot slot = queue.control().slot(i);
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
        boolean planned = state == Slot.DRAINING || queue.isRebooted();
        int jobs = giveBack(slot, planned ? Verdict.INTERRUPTED : Verdict.CRASHED);
        slot.count(planned ? Slot.Count.INTERRUPTIONS : Slot.Count.CRASHES, jobs);
        LOG.info(
                "{}: slot {} (pid {}) died {} (jobs given back {})",
                queue.files().directory().getFileName(),
                slot.index(),
                slot.pid(),
                planned ? "while stopping" : "unexpectedly",
                jobs);
        queue.free(slot);
        return jobs;
    }

    private int giveBack(Slot slot, Verdict verdict) {
        int jobs = 0;
        for (Lane lane : Lane.RUN) {
            for (LedgerFile ledger : queue.ledgers(lane)) {
                jobs += giveBack(ledger, slot.index(), verdict);
            }
        }
        return jobs;
    }

    private static int giveBack(LedgerFile ledger, int slot, Verdict verdict) {
        int jobs = 0;
        int written = ledger.written();
        for (int i = ledger.low(); i < written; i++) {
            long word = ledger.word(i);
            if (JobWord.isClaimedBy(word, slot)) {
                long now = System.currentTimeMillis();
                jobs += ledger.giveBack(i, word, verdict, now, now) ? 1 : 0;
            }
        }
        return jobs;
    }
}
