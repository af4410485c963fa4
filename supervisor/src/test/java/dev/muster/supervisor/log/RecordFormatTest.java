package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.LogPolicy.Format;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecordFormatTest {

    private static final long TIME = Instant.parse("2026-01-01T00:00:00.123Z").toEpochMilli();
    private static final String JSON_HEAD =
            "{\"time\":\"2026-01-01T00:00:00.123Z\",\"worker\":\"printer.1\",\"stream\":\"out\",";

    @Test
    void textHasTimeAndStreamBeforeTheBytes() {
        assertThat(written(Format.TEXT, LogStream.OUT, "one\ntwo\n"))
                .isEqualTo("2026-01-01T00:00:00.123Z out | one\n2026-01-01T00:00:00.123Z out | two\n");
        assertThat(written(Format.TEXT, LogStream.ERR, "one\n")).isEqualTo("2026-01-01T00:00:00.123Z err | one\n");
    }

    @Test
    void textMarksALineThatIsNotWhole() {
        assertThat(written(Format.TEXT, LogStream.OUT, "piece")).isEqualTo("2026-01-01T00:00:00.123Z out + piece\n");
    }

    @Test
    @DisplayName("S67 text stores invalid UTF-8, NUL and ANSI as they came")
    void textIsVerbatim() {
        String odd = "\u00ff\u00fe\u0000\u001b[31m";

        assertThat(written(Format.TEXT, LogStream.OUT, odd + "\n"))
                .isEqualTo("2026-01-01T00:00:00.123Z out | " + odd + "\n");
    }

    @Test
    void jsonIsOneObjectALine() {
        assertThat(written(Format.JSON, LogStream.OUT, "one\ntwo\n"))
                .isEqualTo(JSON_HEAD + "\"line\":\"one\"}\n" + JSON_HEAD + "\"line\":\"two\"}\n");
    }

    @Test
    void jsonMarksALineThatIsNotWhole() {
        assertThat(written(Format.JSON, LogStream.OUT, "piece"))
                .isEqualTo(JSON_HEAD + "\"partial\":true,\"line\":\"piece\"}\n");
    }

    @Test
    @DisplayName("S67 JSON escapes NUL, ANSI, quotes and control characters and replaces what is not UTF-8")
    void jsonStaysValid() {
        assertThat(written(Format.JSON, LogStream.OUT, "a\"b\\c\td\r\u0000\u001b[31m\n"))
                .isEqualTo(JSON_HEAD + "\"line\":\"a\\\"b\\\\c\\td\\r\\u0000\\u001b[31m\"}\n");
        String decoded = new String(
                written(Format.JSON, LogStream.OUT, "ok \u00ff\u0001\"\n").getBytes(ISO_8859_1), UTF_8);
        assertThat(decoded).isEqualTo(JSON_HEAD + "\"line\":\"ok \ufffd\\u0001\\\"\"}\n");
        String umlaut = new String("\u00fc \u20ac\n".getBytes(UTF_8), ISO_8859_1);
        assertThat(new String(written(Format.JSON, LogStream.OUT, umlaut).getBytes(ISO_8859_1), UTF_8))
                .isEqualTo(JSON_HEAD + "\"line\":\"\u00fc \u20ac\"}\n");
    }

    @Test
    void jsonOfAnyBytesIsWhatALookAtEachOfThemSays() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            StringBuilder line = new StringBuilder();
            for (int length = random.nextInt(40); length > 0; length--) {
                // Mostly what needs nothing, at every distance from what does; and what is beyond ASCII is in the test
                // above.
                int odd = "\"\\\t\r\u0000\u001f\u007f".charAt(random.nextInt(7));
                line.append((char) (random.nextInt(6) == 0 ? odd : 0x20 + random.nextInt(0x5f)));
            }
            String text = line.toString();

            String json = written(Format.JSON, LogStream.OUT, text + "\n");

            assertThat(json).doesNotContain("\u0000", "\u001f", "\u007f");
            assertThat(Json.parseObject(json.strip()).get("line"))
                    .as("round %d", round)
                    .isEqualTo(text);
        }
    }

    @Test
    void eachBlockHasItsOwnTimeAndStream() {
        Collecting sink = new Collecting();
        LineFormat text = LineFormat.of(Format.TEXT, new WorkerId("printer", 1));

        text.write(LogStream.OUT, TIME, bytes("one\n"), Origin.MEMORY, sink);
        text.write(LogStream.ERR, TIME, bytes("two\n"), Origin.MEMORY, sink);
        text.write(LogStream.ERR, TIME + 1, bytes("three\n"), Origin.MEMORY, sink);

        assertThat(sink.text())
                .isEqualTo(
                        """
                        2026-01-01T00:00:00.123Z out | one
                        2026-01-01T00:00:00.123Z err | two
                        2026-01-01T00:00:00.124Z err | three
                        """);
    }

    @Test
    void aBlockOfVeryShortLinesIsWrittenInPieces() {
        Collecting sink = new Collecting();
        LineFormat text = LineFormat.of(Format.TEXT, new WorkerId("printer", 1));
        int lines = FifoReader.CHUNK / 2;

        text.write(LogStream.OUT, TIME, bytes("x\n".repeat(lines)), Origin.MEMORY, sink);

        String record = "2026-01-01T00:00:00.123Z out | x\n";
        assertThat(sink.text())
                .hasSize(lines * record.length())
                .startsWith(record)
                .endsWith(record);
        assertThat(sink.largest).isLessThan(300_000);
        assertThat(sink.linesAreWhole).isTrue();
    }

    @Test
    void rawAddsANewlineOnlyBetweenAnUnfinishedLineAndAnotherStream() {
        Collecting sink = new Collecting();
        LineFormat raw = LineFormat.of(Format.RAW, new WorkerId("printer", 1));

        raw.write(LogStream.OUT, TIME, bytes("piece"), Origin.MEMORY, sink);
        raw.write(LogStream.OUT, TIME, bytes(" and rest\nnext"), Origin.MEMORY, sink);
        raw.write(LogStream.ERR, TIME, bytes("error\n"), Origin.MEMORY, sink);
        raw.write(LogStream.OUT, TIME, bytes("on\n"), Origin.MEMORY, sink);

        assertThat(sink.text()).isEqualTo("piece and rest\nnext\nerror\non\n");
    }

    private static String written(Format format, LogStream stream, String latin1) {
        Collecting sink = new Collecting();
        LineFormat.of(format, new WorkerId("printer", 1)).write(stream, TIME, bytes(latin1), Origin.MEMORY, sink);
        return sink.text();
    }

    private static ByteBuffer bytes(String latin1) {
        return ByteBuffer.wrap(latin1.getBytes(ISO_8859_1));
    }

    /** Keeps what is written. */
    private static final class Collecting implements Sink {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int largest;
        private boolean linesAreWhole = true;

        String text() {
            return bytes.toString(ISO_8859_1);
        }

        @Override
        public void write(ByteBuffer block, Origin origin) {
            largest = Math.max(largest, block.remaining());
            linesAreWhole &= block.get(block.limit() - 1) == '\n';
            while (block.hasRemaining()) {
                bytes.write(block.get());
            }
        }

        @Override
        public void reconfigure(LogPolicy wanted) {}

        @Override
        public long rotations() {
            return 0;
        }

        @Override
        public long lostBytes() {
            return 0;
        }

        @Override
        public Optional<History> history(WorkerId worker, LogPolicy.Format format) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
