package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.spec.WorkerId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsoleViewTest {

    private static final WorkerId PRINTER = new WorkerId("printer", 1);

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    @Test
    void namesArePaddedToTheLongestOne() {
        ConsoleView view = new ConsoleView(console, false, "producer.1".length());

        view.line(line(PRINTER, "one"));
        view.line(line(new WorkerId("producer", 1), "two"));
        view.caughtUp();

        assertThat(shown()).isEqualTo("printer.1  | one\nproducer.1 | two\n");
    }

    @Test
    void coloursEndWithThePrefixAndAreTheSameInEveryRun() {
        ConsoleView view = new ConsoleView(console, true, 9);
        view.line(line(PRINTER, "x"));
        view.caughtUp();
        String first = shown();
        console.reset();
        ConsoleView again = new ConsoleView(console, true, 9);
        again.line(line(PRINTER, "x"));
        again.caughtUp();

        assertThat(first)
                .matches("\u001b\\[\\d+mprinter\\.1 \\| \u001b\\[0mx\n")
                .isEqualTo(shown());
    }

    @Test
    void neighbouringSlotsHaveDifferentColours() {
        ConsoleView view = new ConsoleView(console, true, 9);
        view.line(line(PRINTER, "x"));
        view.caughtUp();
        String first = shown();
        console.reset();
        view.line(line(new WorkerId("printer", 2), "x"));
        view.caughtUp();

        assertThat(shown()).isNotEqualTo(first.replace("printer.1", "printer.2"));
    }

    @Test
    void coloursOfAWorkerDoNotReachTheNextLine() {
        ConsoleView view = new ConsoleView(console, true, 9);
        view.line(line(PRINTER, "\u001b[31mred"));
        view.caughtUp();

        assertThat(shown()).endsWith("red\u001b[0m\n");
    }

    @Test
    void missingLinesAreAnnounced() {
        ConsoleView view = new ConsoleView(console, false, 9);
        view.dropped(42);

        assertThat(shown()).isEqualTo("muster    | 42 lines are not shown here; the log files have them\n");
    }

    @Test
    void noColorIsRespected() {
        assertThat(ConsoleView.wantsColour(Map.of("TERM", "xterm", "NO_COLOR", ""), true))
                .isTrue();
        assertThat(ConsoleView.wantsColour(Map.of("TERM", "xterm"), false)).isFalse();
        assertThat(ConsoleView.wantsColour(Map.of("NO_COLOR", "1"), true)).isFalse();
        assertThat(ConsoleView.wantsColour(Map.of("TERM", "dumb"), true)).isFalse();
    }

    @Test
    void aConsoleThatIsGoneEndsTheView() {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        };
        ConsoleView view = new ConsoleView(gone, false, 9);
        view.line(line(PRINTER, "x"));

        assertThatThrownBy(view::caughtUp).isInstanceOf(UncheckedIOException.class);
    }

    private String shown() {
        return console.toString(UTF_8);
    }

    private static Line line(WorkerId worker, String text) {
        return new Line(worker, LogStream.OUT, Optional.empty(), text.getBytes(UTF_8));
    }
}
