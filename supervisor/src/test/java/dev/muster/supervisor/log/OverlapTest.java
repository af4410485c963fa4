package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.WorkerId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OverlapTest {

    @Test
    void commonLinesAreThereOnceAsTheRingKnowsThem() {
        List<Line> joined = Overlap.join(file("a b c d"), ring("c d e"), 99);

        assertThat(text(joined)).isEqualTo("a b c d e");
        assertThat(joined)
                .extracting(Line::stream)
                .containsExactly(LogStream.UNKNOWN, LogStream.UNKNOWN, LogStream.OUT, LogStream.OUT, LogStream.OUT);
    }

    @Test
    void repeatedLinesAreNotMultiplied() {
        assertThat(text(Overlap.join(file("a x x x"), ring("x x x"), 99))).isEqualTo("a x x x");
        assertThat(text(Overlap.join(file("a x y x y"), ring("x y x y z"), 99))).isEqualTo("a x y x y z");
    }

    @Test
    void withNothingInCommonBothAreGiven() {
        assertThat(text(Overlap.join(file("a b"), ring("c"), 99))).isEqualTo("a b c");
        assertThat(text(Overlap.join(file(""), ring("c"), 99))).isEqualTo("c");
        assertThat(text(Overlap.join(file("a"), ring(""), 99))).isEqualTo("a");
    }

    @Test
    void onlySoManyOfTheNewestAreGiven() {
        assertThat(text(Overlap.join(file("a b c d"), ring("c d e"), 2))).isEqualTo("d e");
    }

    private static List<Line> file(String words) {
        return lines(words, LogStream.UNKNOWN);
    }

    private static List<Line> ring(String words) {
        return lines(words, LogStream.OUT);
    }

    private static List<Line> lines(String words, LogStream stream) {
        WorkerId worker = new WorkerId("printer", 1);
        return Stream.of(words.split(" "))
                .filter(word -> !word.isEmpty())
                .map(word -> new Line(worker, stream, Optional.empty(), word.getBytes(UTF_8)))
                .toList();
    }

    private static String text(List<Line> lines) {
        return String.join(" ", lines.stream().map(Line::text).toList());
    }
}
