package dev.muster.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LineFramerTest {
    private final List<String> lines = new ArrayList<>();

    @Test
    void linesAreTheSameInWhateverPiecesTheyArrive() {
        List<String> sent = List.of("{}", "gr\u00fc\u00dfe \ud83d\ude00", "x".repeat(5000), "last");
        byte[] bytes = (String.join("\n", sent) + "\n\n").getBytes(StandardCharsets.UTF_8);
        for (int seed = 0; seed < 200; seed++) {
            lines.clear();
            Random random = new Random(seed);
            LineFramer framer = new LineFramer();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, random.nextInt(seed % 2 == 0 ? 3 : 4000));
                framer.feed(ByteBuffer.wrap(bytes, at, length), lines::add);
                at += length;
            }
            assertThat(lines).as("seed %s", seed).isEqualTo(sent);
        }
    }

    @Test
    void lineWithoutItsEndWaits() {
        LineFramer framer = new LineFramer();
        feed(framer, "half");
        assertThat(lines).isEmpty();
        feed(framer, " a line\n");
        assertThat(lines).containsExactly("half a line");
    }

    @Test
    void lineOfTheGreatestLengthPassesAndOneByteMoreDoesNot() {
        LineFramer framer = new LineFramer(8);
        feed(framer, "1234567\n");
        assertThat(lines).containsExactly("1234567");
        assertThatExceptionOfType(LineTooLongException.class)
                .isThrownBy(() -> feed(framer, "12345678"))
                .withMessage("line over 8 bytes");
    }

    @Test
    void endlessLineIsRefusedAtTheLimitOfTheProtocol() {
        LineFramer framer = new LineFramer();
        byte[] endless = new byte[Rpc.MAX_LINE];
        assertThatExceptionOfType(LineTooLongException.class)
                .isThrownBy(() -> framer.feed(ByteBuffer.wrap(endless), lines::add));
    }

    @Test
    void lineAfterOneThatItsConsumerRefusedIsStillFramed() {
        LineFramer framer = new LineFramer();
        ByteBuffer bytes = ByteBuffer.wrap("bad\ngood\n".getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> framer.feed(bytes, line -> {
                    throw new IllegalStateException(line);
                }));
        framer.feed(bytes, lines::add);
        assertThat(lines).containsExactly("good");
    }

    private void feed(LineFramer framer, String text) {
        framer.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), lines::add);
    }
}
