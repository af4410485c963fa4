package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.WorkerId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingTest {

    private static final Optional<Instant> ALWAYS = Optional.empty();

    private final Ring ring = new Ring(new WorkerId("printer", 1), 4096, 0, true);

    @Test
    void theNewestLinesAreGivenOldestFirst() {
        append(LogStream.OUT, 1, "one\ntwo\n");
        append(LogStream.OUT, 2, "three\n");

        assertThat(text(ring.newest(last(2)))).containsExactly("two", "three");
        assertThat(text(ring.newest(last(9)))).containsExactly("one", "two", "three");
    }

    @Test
    void aLineKeepsItsStreamAndItsTime() {
        append(LogStream.OUT, 1, "one\n");
        append(LogStream.ERR, 2, "two\n");

        Line newest = ring.newest(last(1)).lines().get(0);
        assertThat(newest.stream()).isEqualTo(LogStream.ERR);
        assertThat(newest.at()).contains(Instant.ofEpochMilli(2));
    }

    @Test
    void linesAreChosenByStreamAndTime() {
        append(LogStream.OUT, 1, "one\n");
        append(LogStream.ERR, 2, "two\n");
        append(LogStream.ERR, 5, "three\n");

        assertThat(text(ring.newest(new Question(9, Long.MAX_VALUE, ALWAYS, true))))
                .containsExactly("two", "three");
        assertThat(text(ring.newest(since(3)))).containsExactly("three");
    }

    @Test
    void emptyLinesAreLines() {
        append(LogStream.OUT, 1, "\n\na\n\n");

        assertThat(text(ring.newest(last(9)))).containsExactly("", "", "a", "");
    }

    @Test
    void anUnfinishedLineIsALineOfItsOwn() {
        append(LogStream.OUT, 1, "last words");
        append(LogStream.OUT, 1, "fresh\n");

        assertThat(text(ring.newest(last(9)))).containsExactly("last words", "fresh");
    }

    @Test
    void itSaysThatItDoesNotReachBackOnceItHasForgotten() {
        append(LogStream.OUT, 1, "x".repeat(3000) + "\n");
        assertThat(ring.newest(last(9)).reachesBack()).isTrue();

        append(LogStream.OUT, 1, "y".repeat(3000) + "\n");
        assertThat(ring.newest(last(9)).reachesBack()).isFalse();
        assertThat(text(ring.newest(last(9)))).containsExactly("y".repeat(3000));
    }

    @Test
    void itKnowsHowFarBackItReachesInTime() {
        Ring later = new Ring(new WorkerId("printer", 1), 4096, 10, false);
        assertThat(later.newest(since(10)).reachesBack()).isFalse();
        assertThat(later.newest(since(11)).reachesBack()).isTrue();

        later.append(LogStream.OUT, 20, bytes("x".repeat(3000) + "\n"));
        later.append(LogStream.OUT, 30, bytes("y".repeat(3000) + "\n"));

        assertThat(later.newest(since(20)).reachesBack()).isFalse();
        assertThat(later.newest(since(21)).reachesBack()).isTrue();
    }

    @Test
    void memoryStaysWithinTheBoundAndStartsAtNothing() {
        assertThat(ring.bytes()).isZero();
        append(LogStream.OUT, 1, "small\n");
        assertThat(ring.bytes()).isEqualTo(2048);
        for (int i = 0; i < 1000; i++) {
            append(LogStream.OUT, i, "line " + i + "\n" + "z".repeat(i * 7) + "\n");
        }
        assertThat(ring.bytes()).isEqualTo(4096);
    }

    @Test
    void whateverIsWrittenTheNewestLinesAreExact() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Ring filled = new Ring(new WorkerId("printer", 1), 4096, 0, true);
            List<String> written = new ArrayList<>();
            for (int block = 0; block < 60; block++) {
                StringBuilder text = new StringBuilder();
                for (int line = random.nextInt(9); line >= 0; line--) {
                    String one = block + ":" + "x".repeat(random.nextInt(150));
                    written.add(one);
                    text.append(one).append('\n');
                }
                LogStream stream = random.nextBoolean() ? LogStream.OUT : LogStream.ERR;
                filled.append(stream, random.nextInt(3), bytes(text.toString()));

                List<String> newest = text(filled.newest(last(10_000)));
                assertThat(newest)
                        .as("seed %d", seed)
                        .isEqualTo(written.subList(written.size() - newest.size(), written.size()));
            }
            assertThat(filled.newest(last(10_000)).lines()).hasSizeGreaterThan(20);
        }
    }

    private static Question last(int lines) {
        return new Question(lines, Long.MAX_VALUE, ALWAYS, false);
    }

    private static Question since(long millis) {
        return new Question(9, Long.MAX_VALUE, Optional.of(Instant.ofEpochMilli(millis)), false);
    }

    private void append(LogStream stream, long atMillis, String text) {
        ring.append(stream, atMillis, bytes(text));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static List<String> text(Ring.View view) {
        return view.lines().stream().map(Line::text).toList();
    }
}
