package dev.muster.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class WordsTest {

    /** Longer than what is looked at in one piece, more than once, and no multiple of eight. */
    private static final int LENGTH = 20_003;

    private final Random random = new Random(7);

    @Test
    void findsWhatAByteByByteLookFindsWhereverItBegins() {
        for (int round = 0; round < 200; round++) {
            ByteBuffer block = block(round % 3 == 0 ? LENGTH : 1 + random.nextInt(40), 1 + random.nextInt(3000));
            Words words = new Words(block);
            for (int i = 0; i < 50; i++) {
                int from = block.position() + random.nextInt(block.remaining() + 1);
                int to = from + random.nextInt(block.limit() - from + 1);
                int newline = first(block, from, to, each -> each == '\n');
                assertThat(words.newline(from, to)).isEqualTo(newline == to ? -1 : newline);
                int odd = first(
                        block,
                        from,
                        to,
                        each -> each < 0x20 || each == '"' || each == '\\' || each == 0x7f || each > 0x7f);
                assertThat(words.plainEnd(from, to)).isEqualTo(odd);
            }
        }
    }

    /** Ordinary text in which every so many bytes something is not, at a position that is no multiple of eight. */
    private ByteBuffer block(int length, int distance) {
        int before = random.nextInt(20);
        ByteBuffer all = ByteBuffer.allocateDirect(before + length + 9);
        for (int i = 0; i < all.capacity(); i++) {
            all.put(i, (byte) (random.nextInt(distance) == 0 ? random.nextInt(256) : 'a' + random.nextInt(26)));
        }
        return all.position(before).limit(before + length);
    }

    private static int first(ByteBuffer block, int from, int to, IntPredicate meant) {
        int i = from;
        while (i < to && !meant.test(block.get(i) & 0xff)) {
            i++;
        }
        return i;
    }
}
