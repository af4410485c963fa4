package dev.muster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineOutputTest {
    private final List<String> writes = new ArrayList<>();
    private final PrintStream out = new PrintStream(
            new LineOutput(new ByteArrayOutputStream() {
                @Override
                public synchronized void write(byte[] bytes, int offset, int length) {
                    writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
                }
            }),
            false,
            StandardCharsets.UTF_8);

    @Test
    void lineIsWrittenAtOnceAndWhole() {
        out.println("I am worker printer.1");
        out.printf("%s and %s%n", "one", "two");
        out.println("gr\u00fc\u00dfe");
        assertThat(writes).containsExactly("I am worker printer.1\n", "one and two\n", "gr\u00fc\u00dfe\n");
    }

    @Test
    void beginningOfALineWaitsForItsEnd() {
        out.print("a");
        out.print("b");
        assertThat(writes).isEmpty();
        out.print("c\nd");
        assertThat(writes).containsExactly("abc\n");
        out.flush();
        assertThat(writes).containsExactly("abc\n", "d");
    }

    @Test
    void severalLinesOfOneTextAreOneWrite() {
        out.print("one\ntwo\nthr");
        assertThat(writes).containsExactly("one\ntwo\n");
    }

    @Test
    void endlessLineIsWrittenInPieces() {
        for (int i = 0; i < 70; i++) {
            out.print("x".repeat(1000));
        }
        out.flush();
        assertThat(writes).hasSize(2);
        assertThat(String.join("", writes)).isEqualTo("x".repeat(70_000));
    }
}
