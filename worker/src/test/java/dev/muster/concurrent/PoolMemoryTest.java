package dev.muster.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
final class PoolMemoryTest {
    @TempDir
    Path directory;

    private PoolMemory pool;
    private PoolMemory member;

    @BeforeEach
    void bothOpenIt() throws IOException {
        Path file = directory.resolve("memory");
        pool = PoolMemory.create(file);
        member = PoolMemory.open(file);
    }

    @Test
    void whatIsPublishedComesOutInOrderAroundTheEndOfTheRing() {
        Random random = new Random(7);
        byte next = 0;
        byte expected = 0;
        for (long through = 0; through < 5L * PoolMemory.RING; ) {
            byte[] some = new byte[random.nextInt(50_000)];
            for (int i = 0; i < some.length; i++) {
                some[i] = next++;
            }
            int written = pool.requests.write(some, 0, some.length);
            assertThat(written).isEqualTo(some.length);
            pool.requests.publish();
            byte[] back = new byte[some.length];
            assertThat(member.requests.read(back, 0, back.length)).isEqualTo(back.length);
            for (byte one : back) {
                assertThat(one).isEqualTo(expected++);
            }
            member.requests.giveBack();
            through += some.length;
        }
    }

    @Test
    void nothingIsOverwrittenThatWasNotGivenBack() {
        byte[] all = new byte[PoolMemory.RING];
        assertThat(pool.requests.write(all, 0, all.length)).isEqualTo(all.length);
        pool.requests.publish();
        assertThat(pool.requests.write(all, 0, 1)).isZero();
        assertThat(member.requests.read(new byte[10], 0, 10)).isEqualTo(10);
        assertThat(pool.requests.room()).isZero();
        member.requests.giveBack();
        assertThat(pool.requests.room()).isEqualTo(10);
    }

    @Test
    void whatIsNotPublishedIsNotThere() {
        pool.requests.write(new byte[10], 0, 10);
        assertThat(member.requests.available()).isZero();
    }

    @Test
    void aClaimEitherComesBeforeAWithdrawalOrIsRefused() {
        assertThat(member.claim()).isTrue();
        assertThat(member.claim()).isTrue();
        assertThat(pool.withdraw()).isEqualTo(2);
        assertThat(member.claim()).isFalse();
        assertThat(pool.withdraw()).as("a second one before the first was seen").isNegative();
        member.resume();
        assertThat(member.claim()).isTrue();
        assertThat(pool.withdraw()).isEqualTo(3);
    }

    @Test
    void asleepIsWokenOnceAndForWhatItWaitsFor() {
        assertThat(pool.wakesMember()).isFalse();
        member.memberSleeps(PoolMemory.FOR_BYTES);
        assertThat(pool.wakesMember()).isTrue();
        assertThat(pool.wakesMember()).isFalse();
        pool.poolSleeps(PoolMemory.FOR_BYTES);
        assertThat(member.wakesPool(PoolMemory.FOR_ROOM)).isFalse();
        pool.poolWantsRoom();
        assertThat(member.wakesPool(PoolMemory.FOR_ROOM)).isTrue();
        assertThat(member.wakesPool(PoolMemory.FOR_BYTES)).isFalse();
    }
}
