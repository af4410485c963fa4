package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.QueueCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recoverers that die themselves, and what the next one makes of it. */
class RecoveryTest {

    private static final int JOBS = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private QueueDirectory queue;

    @SuppressWarnings("NullAway.Init")
    private LedgerFile ledger;

    @SuppressWarnings("NullAway.Init")
    private Slot slot;

    private long now;

    @BeforeEach
    void create() throws IOException {
        queue = QueueDirectory.open(directory, JOBS, false);
        now = System.currentTimeMillis();
        int number = Lane.NORMAL.none() + 1;
        Files.createDirectories(queue.files().segment(number));
        LedgerFile.create(queue.files().segment(number), JOBS, 0);
        queue.control().oldest(number);
        queue.control().current(number);
        ledger = queue.ledgers(Lane.NORMAL).get(0);
        for (int i = 0; i < JOBS; i++) {
            ledger.stage(i, JobWord.staged(now, now));
            ledger.publish(i, now);
        }
        slot = queue.occupySlot();
    }

    private long claim(int index) {
        long word = ledger.word(index);
        long claimed = JobWord.claimed(word, slot.index(), now);
        assertThat(ledger.cas(index, word, claimed)).isTrue();
        return claimed;
    }

    private void die() {
        queue.locks().unlock(slot.index());
    }

    private QueueCounters counters() {
        return Census.counters(queue);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"GIVING_BACK,1", "GIVING_BACK,2", "GIVING_BACK,3", "COUNTING,1"})
    void crashesAreCountedOnceThoughARecovererDiesOverThem(LedgerStep where, int nth) {
        for (int i = 0; i < 3; i++) {
            claim(i);
        }
        slot.count(Slot.Count.CLAIMS, 3);
        die();
        Deaths.at(where, nth, queue::recoverDead);
        Deaths.at(where, 1, queue::recoverDead);
        queue.recoverDead();
        assertThat(counters().claims()).isEqualTo(3);
        assertThat(counters().crashes()).isEqualTo(3);
        assertThat(counters().interruptions()).isZero();
    }

    @Test
    void interruptionsAreCountedOnceThoughARecovererDiesOverThem() {
        claim(0);
        claim(1);
        slot.count(Slot.Count.CLAIMS, 2);
        slot.drain();
        die();
        Deaths.at(LedgerStep.GIVING_BACK, 2, queue::recoverDead);
        queue.recoverDead();
        assertThat(counters().interruptions()).isEqualTo(2);
        assertThat(counters().crashes()).isZero();
    }

    @ParameterizedTest(name = "{0} of 3")
    @ValueSource(ints = {0, 1, 3})
    @DisplayName("Q2 the claims of a batch whose owner was killed before it could count them are counted")
    void claimsThatWereNotCountedAre(int claims) {
        for (int i = 0; i < claims; i++) {
            claim(i);
        }
        die();
        queue.recoverDead();
        assertThat(counters().claims()).isEqualTo(claims);
        assertThat(counters().crashes()).isEqualTo(claims);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Slot.Count.class,
            names = {"ACKS", "RETRIES", "RELEASES", "BURIES"})
    void aSettlementThatWasNotCountedIs(Slot.Count what) {
        long first = claim(0);
        long second = claim(1);
        claim(2);
        slot.count(Slot.Count.CLAIMS, 3);
        slot.ending(Slot.Count.RETRIES);
        assertThat(ledger.giveBack(0, first, Verdict.FAILED, now, now)).isTrue();
        slot.count(Slot.Count.RETRIES, 1);
        slot.ending(what);
        assertThat(ledger.finish(1, second, now)).isTrue();
        die();
        Deaths.at(LedgerStep.GIVING_BACK, 1, queue::recoverDead);
        queue.recoverDead();
        assertThat(slot.count(what)).isEqualTo(what == Slot.Count.RETRIES ? 2 : 1);
        assertThat(counters().retries()).isEqualTo(what == Slot.Count.RETRIES ? 2 : 1);
        assertThat(counters().claims()).isEqualTo(3);
        assertThat(counters().crashes()).isEqualTo(1);
    }

    @Test
    void aSettlementThatDidNotHappenIsNotCounted() {
        claim(0);
        slot.count(Slot.Count.CLAIMS, 1);
        slot.ending(Slot.Count.ACKS);
        die();
        queue.recoverDead();
        assertThat(counters().acks()).isZero();
        assertThat(counters().crashes()).isEqualTo(1);
    }

    @Test
    void theNextOwnerOfASlotIsNotChargedForTheOneBefore() {
        claim(0);
        slot.count(Slot.Count.CLAIMS, 1);
        die();
        Slot next = queue.occupySlot();
        assertThat(next.index()).isEqualTo(slot.index());
        claim(1);
        die();
        queue.recoverDead();
        assertThat(counters().claims()).isEqualTo(2);
        assertThat(counters().crashes()).isEqualTo(2);
    }

    @Test
    @DisplayName("Q3 a job that is given back after a crash has the evidence of it already")
    void evidenceIsThereBeforeTheJobIsGivenBack() {
        claim(0);
        die();
        Deaths.at(LedgerStep.GIVING_BACK, 1, queue::recoverDead);
        assertThat(JobWord.state(ledger.word(0))).isEqualTo(JobWord.CLAIMED);
        assertThat(CaseFile.crashes(queue.evidence(ledger).read(i -> i == 0)))
                .singleElement()
                .satisfies(crash -> assertThat(crash.witness()).isEqualTo(Witness.self()));
        queue.recoverDead();
        List<Evidence> crashes = CaseFile.crashes(queue.evidence(ledger).read(i -> i == 0));
        assertThat(crashes).as("written twice, counted once").hasSize(1);
    }

    private boolean bury() {
        return queue.burials().bury(ledger, 0, ledger.word(0), now);
    }

    @Test
    void aBurialIsCountedOnceThoughWhoeverDidItDiesOverIt() {
        Deaths.at(LedgerStep.BURIED, 1, this::bury);
        assertThat(JobWord.state(ledger.word(0))).isEqualTo(JobWord.DEAD);
        queue.burials().complete();
        queue.burials().complete();
        assertThat(counters().buries()).isEqualTo(1);
        assertThat(counters().claims()).as("nobody had claimed it").isZero();
    }

    @Test
    void aBurialThatSomebodyForestalledIsNotCounted() {
        long seen = ledger.word(0);
        claim(0);
        Deaths.at(LedgerStep.BURIED, 1, () -> queue.burials().bury(ledger, 0, seen, now));
        queue.burials().complete();
        assertThat(counters().buries()).isZero();
    }
}
