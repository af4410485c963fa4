package dev.muster.supervisor.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.Fifo;
import dev.muster.supervisor.process.PipeTap;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Framing, with a real FIFO and the test's own hand on the crank. */
class FifoReaderTest {

    private static final String LIFE_ENDED = "<life ended>";

    private final FifoReader.Tools tools = new FifoReader.Tools(
            ByteBuffer.allocateDirect(PartialBudget.LONGEST + FifoReader.CHUNK), PipeTap.create(1 << 20));
    private final PartialBudget budget = new PartialBudget();
    private final List<String> blocks = new ArrayList<>();
    private Fd writer;
    private FifoReader reader;

    @BeforeEach
    void makeFifo(@TempDir Path directory) {
        Path fifo = directory.resolve("fifo");
        Fifo.create(fifo);
        writer = Fifo.open(fifo);
        Fifo.resize(writer, 1 << 20);
        reader = new FifoReader(LogStream.OUT, Fifo.open(fifo), budget, new FifoReader.Blocks() {
            @Override
            public void block(LogStream stream, ByteBuffer block, Origin origin) {
                byte[] copy = new byte[block.remaining()];
                block.get(copy);
                blocks.add(new String(copy, ISO_8859_1));
            }

            @Override
            public void lifeEnded(LogStream stream) {
                blocks.add(LIFE_ENDED);
            }
        });
    }

    @AfterEach
    void closeBoth() {
        reader.close();
        writer.close();
        tools.tap().close();
    }

    @Test
    void nothingIsPassedOnBeforeItsNewline() {
        write("one\ntw");
        reader.readChunk(tools, false);
        assertThat(blocks).containsExactly("one\n");

        write("o\nthree");
        reader.readChunk(tools, false);
        assertThat(blocks).containsExactly("one\n", "two\n");
    }

    @Test
    void anUnfinishedLineStaysInThePipeForTheNextMaster() {
        write("one\ntwo");
        reader.readChunk(tools, false);
        reader.readChunk(tools, false);

        assertThat(reader.fifo().available()).isEqualTo("two".length());
        assertThat(budget.held()).isZero();
    }

    @Test
    void anUnfinishedLineInAFullPipeMakesRoomForItsRest() {
        write("unfinished");
        reader.readChunk(tools, true);
        assertThat(reader.fifo().available()).isZero();

        writeAndRead(" line\nnext");
        assertThat(blocks).containsExactly("unfinished line\n");
        assertThat(reader.fifo().available()).isEqualTo("next".length());
    }

    @Test
    void anEmptyPipeIsNoEnd() {
        assertThat(reader.readChunk(tools, false)).isFalse();
        assertThat(blocks).isEmpty();
    }

    @Test
    @DisplayName("S67 a line of 1 MB without a newline comes out in one piece once its newline is there")
    void aVeryLongLineStaysWhole() {
        String line = "x".repeat(1_000_000);
        writeAndRead(line);
        assertThat(blocks).isEmpty();

        writeAndRead("\n");
        assertThat(blocks).containsExactly(line + "\n");
        assertThat(budget.held()).as("given back").isZero();
    }

    @Test
    @DisplayName("S67 a line beyond every bound comes out in pieces, no byte missing")
    void anEndlessLineComesInPieces() {
        StringBuilder written = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            String part = String.valueOf((char) ('a' + i % 26)).repeat(100_000);
            written.append(part);
            writeAndRead(part);
            assertThat(budget.held()).isLessThanOrEqualTo(PartialBudget.LONGEST + FifoReader.CHUNK);
        }
        writeAndRead("\n");

        assertThat(blocks).hasSizeBetween(3, 5);
        assertThat(String.join("", blocks)).isEqualTo(written + "\n");
    }

    @Test
    void longLinesWaitLessLongWhenManyDo() {
        budget.take(64 << 20);
        write("x".repeat(20_000));
        reader.readChunk(tools, true);

        assertThat(blocks).containsExactly("x".repeat(20_000));
    }

    @Test
    void aLifeEndsWhereThePipeEndedWhenItWasMarked() {
        write("last");
        reader.markLifeEnd();
        write(" first\n");

        while (reader.readChunk(tools, false)) {}

        assertThat(blocks).containsExactly("last", LIFE_ENDED, " first\n");
    }

    @Test
    void livesThatWroteNothingEndToo() {
        reader.markLifeEnd();
        write("second\n");
        reader.markLifeEnd();
        reader.markLifeEnd();

        while (reader.readChunk(tools, false)) {}

        assertThat(blocks).containsExactly(LIFE_ENDED, "second\n", LIFE_ENDED);
    }

    @Test
    void readingUpToAMarkLeavesTheRestInThePipe() {
        write("one\n");
        long end = reader.markLifeEnd();
        write("two\n");

        reader.readUpTo(end, tools);

        assertThat(blocks).containsExactly("one\n", LIFE_ENDED);
    }

    @Test
    void whateverTheWritesAreLinesComeOutWhole() {
        for (int seed = 0; seed < 50; seed++) {
            blocks.clear();
            Random random = new Random(seed);
            StringBuilder written = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                byte[] part = new byte[random.nextInt(i % 10 == 0 ? 60_000 : 40)];
                random.nextBytes(part);
                String text = new String(part, ISO_8859_1);
                write(text);
                written.append(text);
                if (random.nextInt(3) == 0) {
                    reader.readChunk(tools, false);
                }
            }
            while (reader.readChunk(tools, false)) {}
            assertThat(blocks).as("seed %d", seed).allMatch(block -> block.endsWith("\n"));
            reader.readToEnd(tools);
            blocks.removeIf(LIFE_ENDED::equals);
            assertThat(String.join("", blocks)).as("seed %d", seed).isEqualTo(written.toString());
        }
    }

    private void writeAndRead(String text) {
        write(text);
        while (reader.readChunk(tools, false)) {}
    }

    private void write(String latin1) {
        byte[] bytes = latin1.getBytes(ISO_8859_1);
        assertThat(writer.write(bytes)).isEqualTo(bytes.length);
    }
}
