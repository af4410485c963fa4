package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;

/** Deaths at a step of the ledger, for tests of other packages as well: an error that nobody catches takes their place. */
public final class Deaths {

    /** In the place of a death, which would take the test with it. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private Deaths() {}

    /** Does what never comes back from the nth time that a step is reached. */
    static void at(LedgerStep where, int nth, Runnable action) {
        Thread victim = Thread.currentThread();
        AtomicInteger reached = new AtomicInteger();
        LedgerStep.listener(step -> {
            if (step == where && Thread.currentThread() == victim && reached.incrementAndGet() == nth) {
                throw new Death();
            }
        });
        try {
            assertThatThrownBy(action::run).isInstanceOf(Death.class);
        } finally {
            LedgerStep.listener(step -> {});
        }
    }

    /** Puts a job aside that nobody holds, and does not live to count it. */
    public static void afterBurial(Runnable burial) {
        at(LedgerStep.BURIED, 1, burial);
    }
}
