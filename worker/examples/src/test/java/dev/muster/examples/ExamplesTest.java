package dev.muster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command lines that the README shows, in small. */
final class ExamplesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start",
                "fetch threads 3",
                "compute loops one",
                "compute sums threads 1000",
                "executor statistics 1",
                "executor rejection 1",
                "periodic 0",
                "pool map 1"
            })
    void aCommandLineEndsAndTellsHowLongItTook(String words) throws Exception {
        assertThat(output(words)).containsPattern("(?m)^work [0-9]+\\.[0-9]{3} s$");
    }

    private static String output(String words) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            Examples.main(words.split(" "));
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
