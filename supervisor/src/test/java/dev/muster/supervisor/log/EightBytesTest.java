package dev.muster.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class EightBytesTest {

    @Test
    void everyByteInEveryPlaceIsFoundOrNotWhateverIsBesideIt() {
        assertFound(word -> EightBytes.equalTo('\n', word), value -> value == '\n');
        assertFound(word -> EightBytes.equalTo(0, word), value -> value == 0);
        assertFound(word -> EightBytes.equalTo(0x7f, word), value -> value == 0x7f);
        assertFound(word -> EightBytes.lessThan(0x20, word), value -> value < 0x20);
        assertFound(word -> EightBytes.lessThan(1, word), value -> value < 1);
        assertFound(EightBytes::beyondAscii, value -> value > 0x7f);
    }

    private static void assertFound(LongUnaryOperator question, IntPredicate expected) {
        Random random = new Random(3);
        for (int value = 0; value < 256; value++) {
            for (int place = 0; place < Long.BYTES; place++) {
                ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).putLong(0, random.nextLong());
                bytes.put(place, (byte) value);
                int first = 0;
                while (first < Long.BYTES && !expected.test(bytes.get(first) & 0xff)) {
                    first++;
                }
                for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
                    long found = question.applyAsLong(bytes.order(order).getLong(0));
                    assertThat(found == 0 ? Long.BYTES : EightBytes.first(found, order))
                            .as("%02x at %d, %s", value, place, order)
                            .isEqualTo(first);
                    assertThat(Long.bitCount(found)).isEqualTo(count(bytes, expected));
                }
            }
        }
    }

    private static int count(ByteBuffer bytes, IntPredicate expected) {
        int count = 0;
        for (int place = 0; place < Long.BYTES; place++) {
            count += expected.test(bytes.get(place) & 0xff) ? 1 : 0;
        }
        return count;
    }
}
