package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final int CAPACITY = 1000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private LedgerFile ledger;

    @BeforeEach
    void create() {
        LedgerFile.create(directory, CAPACITY, 0);
        ledger = LedgerFile.open(directory, 7);
    }

    private void publish(int index) {
        ledger.stage(index, JobWord.staged(NOW, NOW));
        ledger.publish(index, NOW);
    }

    private long claim(int index) {
        long word = ledger.word(index);
        long claimed = JobWord.claimed(word, 5, NOW);
        assertThat(ledger.cas(index, word, claimed)).isTrue();
        return claimed;
    }

    @Test
    void theNumberOfWordsIsFoundWithoutACounter() {
        for (int count = 0; count < CAPACITY; count++) {
            assertThat(ledger.written()).isEqualTo(count);
            publish(count);
        }
        assertThat(ledger.written()).isEqualTo(CAPACITY);
    }

    @Test
    @DisplayName(
            "Q48 who takes a job out of the queue that was claimed since he saw it gets nothing, and changes nothing")
    void aJobIsTakenOutAsItWasSeenOrNotAtAll() {
        publish(0);
        long seen = ledger.word(0);
        long claimed = claim(0);
        assertThat(ledger.cancel(0, seen, NOW)).isFalse();
        assertThat(ledger.putAside(0, seen, NOW)).isFalse();
        assertThat(ledger.word(0)).isEqualTo(claimed);
        assertThat(ledger.giveBack(0, claimed, Verdict.FAILED, NOW, NOW)).isTrue();
        assertThat(ledger.cancel(0, seen, NOW))
                .as("ready again, but not as it was")
                .isFalse();
        assertThat(ledger.putAside(0, ledger.word(0), NOW)).isTrue();
        assertThat(JobWord.state(ledger.word(0))).isEqualTo(JobWord.DEAD);
        assertThat(ledger.cancel(0, ledger.word(0), NOW)).isTrue();
        assertThat(JobWord.isFinal(ledger.word(0))).isTrue();
    }

    @Test
    void onlyTheLastWordMayBeUnpublished() {
        publish(0);
        ledger.stage(1, JobWord.staged(NOW, NOW));
        assertThat(ledger.written()).isEqualTo(2);
        assertThat(ledger.published()).isEqualTo(1);
        publish(1);
        ledger.stage(2, JobWord.staged(NOW, NOW));
        assertThat(ledger.published()).isEqualTo(2);
    }

    @Test
    void whatADeadProducerStagedBehindTheSealDoesNotCount() {
        publish(0);
        ledger.stage(1, JobWord.staged(NOW, NOW));
        ledger.seal(1);
        assertThat(ledger.written()).isEqualTo(1);
        assertThat(ledger.published()).isEqualTo(1);
    }

    @Test
    void aGivenBackJobCountsHowItsDeliveryEnded() {
        publish(0);
        assertThat(ledger.giveBack(0, claim(0), Verdict.FAILED, NOW + 5, NOW)).isTrue();
        assertThat(JobWord.state(ledger.word(0))).isEqualTo(JobWord.DELAYED);
        assertThat(ledger.giveBack(0, claim(0), Verdict.CRASHED, NOW, NOW)).isTrue();
        assertThat(ledger.giveBack(0, claim(0), Verdict.INTERRUPTED, NOW, NOW)).isTrue();
        assertThat(JobWord.state(ledger.word(0))).isEqualTo(JobWord.READY);
        assertThat(Tally.attempts(ledger.tally(0))).isEqualTo(1);
        assertThat(Tally.crashes(ledger.tally(0))).isEqualTo(1);
        assertThat(Tally.interruptions(ledger.tally(0))).isEqualTo(1);
        assertThat(JobWord.delivery(ledger.word(0))).isEqualTo(3);
    }

    @Test
    void aRecovererThatDiedAfterCountingIsNotCountedTwice() {
        publish(0);
        long claimed = claim(0);
        long tally = Tally.count(ledger.tally(0), 1, Verdict.CRASHED);
        assertThat(Tally.count(tally, 1, Verdict.CRASHED)).isEqualTo(tally);
        assertThat(ledger.giveBack(0, claimed, Verdict.CRASHED, NOW, NOW)).isTrue();
        assertThat(ledger.giveBack(0, claimed, Verdict.CRASHED, NOW, NOW))
                .as("by the next recoverer")
                .isFalse();
        assertThat(Tally.crashes(ledger.tally(0))).isEqualTo(1);
    }

    @Test
    void aLostClaimNeitherSettlesNorCounts() {
        publish(0);
        long lost = claim(0);
        ledger.giveBack(0, lost, Verdict.CRASHED, NOW, NOW);
        long mine = claim(0);
        assertThat(ledger.finish(0, lost, NOW)).isFalse();
        assertThat(ledger.bury(0, lost, NOW)).isFalse();
        assertThat(ledger.giveBack(0, lost, Verdict.FAILED, NOW, NOW)).isFalse();
        assertThat(Tally.attempts(ledger.tally(0))).isZero();
        assertThat(ledger.finish(0, mine, NOW)).isTrue();
    }

    @Test
    void aJobThatWasHandedOutTooOftenIsPutAsideBeforeItsDeliveryWraps() {
        ledger.stage(0, JobWord.staged(NOW, NOW));
        long last = JobWord.of(JobWord.CLAIMED, JobWord.MAX_DELIVERY, 5, NOW);
        assertThat(ledger.cas(0, ledger.word(0), last)).isTrue();
        assertThat(ledger.giveBack(0, last, Verdict.INTERRUPTED, NOW, NOW)).isTrue();
        assertThat(JobWord.state(ledger.word(0))).isEqualTo(JobWord.DEAD);
    }

    @Test
    void oneOfManyClaimersWins() throws Exception {
        int rounds = 200;
        int claimers = 4;
        AtomicInteger won = new AtomicInteger();
        CyclicBarrier barrier = new CyclicBarrier(claimers);
        for (int i = 0; i < rounds; i++) {
            publish(i);
        }
        Thread[] threads = new Thread[claimers];
        for (int t = 0; t < claimers; t++) {
            int slot = t;
            threads[t] = new Thread(() -> {
                for (int i = 0; i < rounds; i++) {
                    try {
                        barrier.await();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                    long word = ledger.word(i);
                    if (JobWord.claimable(word, NOW) && ledger.cas(i, word, JobWord.claimed(word, slot, NOW))) {
                        won.incrementAndGet();
                    }
                }
            });
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(won).hasValue(rounds);
    }

    @Test
    void theLowMarkStopsAtTheFirstJobThatIsNotFinal() {
        for (int i = 0; i < 5; i++) {
            publish(i);
        }
        ledger.finish(0, claim(0), NOW);
        ledger.finish(1, claim(1), NOW);
        ledger.bury(2, claim(2), NOW);
        ledger.finish(3, claim(3), NOW);
        assertThat(ledger.moveLow(5)).isEqualTo(2);
        assertThat(ledger.low()).isEqualTo(2);
    }
}
