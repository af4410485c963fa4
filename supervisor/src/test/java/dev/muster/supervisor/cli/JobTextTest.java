package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.queue.Job;
import dev.muster.supervisor.cli.text.Table;
import dev.muster.supervisor.control.Fields;
import dev.muster.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Payloads of all kinds as scripts and people see them. */
final class JobTextTest {

    private static String json(Job job) {
        return JobText.json(Map.of("id", "1"), job);
    }

    private static Job text(String text) {
        return new Job("", "text/plain", text.getBytes(StandardCharsets.UTF_8), Duration.ZERO);
    }

    @Test
    void jsonStandsInTheLineToTheLastDigit() {
        String line = json(Job.json("{\n  \"price\": 1.10,\r\n  \"big\": 123456789012345678901234567890.5\n}"));
        assertThat(line)
                .doesNotContain("\n")
                .doesNotContain("\r")
                .contains("1.10")
                .contains("567890.5");
        assertThat(Fields.of(Json.parse(line)).object("payload").asMap()).hasSize(2);
        assertThat(json(Job.json(" 7 "))).isEqualTo("{\"id\":\"1\",\"payload\":7}");
    }

    @Test
    void otherTextIsAStringAndBytesAreBase64() {
        assertThat(json(text("Grüße,\nIhr \"Muster\""))).contains("\"payloadText\":\"Grüße,\\nIhr \\\"Muster\\\"\"");
        assertThat(json(Job.bytes(new byte[] {0, 1, -1}))).contains("\"payloadBase64\":\"AAH/\"");
        assertThat(json(text("{oops"))).contains("payloadText");
        assertThat(JobText.summary(Job.bytes(new byte[] {0, 1, -1}))).isEqualTo("(3 bytes)");
        assertThat(JobText.summary(Job.bytes("\u001b[31m".getBytes(StandardCharsets.UTF_8))))
                .as("no escape sequence reaches the terminal")
                .isEqualTo("(5 bytes)");
    }

    @Test
    void theLastColumnIsCutToTheWidthOfTheTerminal() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Table table = new Table(Table.Align.LEFT, Table.Align.LEFT);
        table.row(Table.Cell.of("ID"), Table.Cell.of("PAYLOAD"));
        table.row(Table.Cell.of("12"), Table.Cell.of("äöü😀 and more"));
        new Terminal(stream, stream, false, false).data(table, 10);
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactly("ID  PAYLO…", "12  äöü😀 …");
    }

    @Test
    void theWidthIsWhatSttySays() {
        assertThat(TerminalWidth.parse("50 132\n")).isEqualTo(132);
        assertThat(TerminalWidth.parse("0 0\n")).isEqualTo(80);
        assertThat(TerminalWidth.parse("")).isEqualTo(80);
    }
}
