package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.cli.text.Colour;
import dev.muster.supervisor.cli.text.Figures;
import dev.muster.supervisor.cli.text.Table;
import dev.muster.supervisor.cli.text.Table.Align;
import dev.muster.supervisor.cli.text.Table.Cell;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables, figures, colours. */
final class FormattingTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Terminal terminal(boolean colour) {
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return new Terminal(stream, stream, colour, colour);
    }

    private List<String> printed() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static Table table() {
        Table table = new Table(Align.LEFT, Align.RIGHT, Align.LEFT);
        table.row(new Cell("NAME", Colour.BOLD), Cell.of("PID"), Cell.of("WHY"));
        table.row(new Cell("a", Colour.GREEN), Cell.of("12345"), Cell.of("started"));
        table.row(Cell.of("printer.12"), Cell.of("7"), Cell.of(""));
        return table;
    }

    @Test
    void columnsAreAsWideAsTheirWidestCellAndLinesEndWithTheirText() {
        terminal(false).data(table());
        assertThat(printed())
                .containsExactly("NAME          PID  WHY", "a           12345  started", "printer.12      7");
    }

    @Test
    void coloursDoNotMoveTheColumns() {
        terminal(true).data(table());
        assertThat(printed().get(1)).isEqualTo("\u001b[32ma\u001b[0m           12345  started");
    }

    @Test
    void whatAProgramWroteCannotMoveTheCursor() {
        assertThat(Cell.of("evil\u001b[2J\nline\t").text()).isEqualTo("evil [2J line ");
    }

    @Test
    void colourNeedsATerminalAndNobodyAgainstIt() {
        assertThat(Terminal.wantsColour(true, Map.of())).isTrue();
        assertThat(Terminal.wantsColour(true, Map.of("NO_COLOR", ""))).isTrue();
        assertThat(Terminal.wantsColour(true, Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(Terminal.wantsColour(true, Map.of("TERM", "dumb"))).isFalse();
        assertThat(Terminal.wantsColour(false, Map.of())).isFalse();
    }

    @Test
    void durationsHaveAtMostTwoUnits() {
        assertThat(List.of(0L, 999L, 1000L, 59_999L, 60_000L, 252_000L, 3_600_000L, 11_100_000L, 1_051_200_000L))
                .map(Figures::duration)
                .containsExactly("0ms", "999ms", "1s", "59s", "1m00s", "4m12s", "1h00m", "3h05m", "12d04h");
    }

    @Test
    void sizesHaveAtMostThreeDigits() {
        assertThat(List.of(0L, 1023L, 1024L, 9_728L, 356_515_840L, 1_288_490_189L, 1_048_575L))
                .map(Figures::bytes)
                .containsExactly("0B", "1023B", "1.0K", "9.5K", "340M", "1.2G", "1.0M");
    }

    @Test
    void durationsOfTheCommandLineHaveUnits() {
        assertThat(List.of("500ms", "30s", "30", "5m", "2h", "1d"))
                .map(text -> Durations.parse("--timeout", text))
                .containsExactly(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        Duration.ofHours(2),
                        Duration.ofDays(1));
        for (String wrong : List.of("", "s", "-1s", "1.5s", "1y", "99999999999s")) {
            assertThatThrownBy(() -> Durations.parse("--timeout", wrong))
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageContaining("--timeout");
        }
    }

    @Test
    void barsOfMergedLogsStandInOneColumn() {
        LinePrefix prefix = new LinePrefix(List.of("a.1", "printer.10"), terminal(false));
        prefix.print("a.1", "x");
        prefix.print("printer.10", "y");
        assertThat(printed()).containsExactly("a.1        | x", "printer.10 | y");
    }
}
