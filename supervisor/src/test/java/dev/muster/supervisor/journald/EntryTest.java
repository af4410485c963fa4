package dev.muster.supervisor.journald;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EntryTest {

    private final Entry entry = new Entry();

    @Test
    void aFieldIsItsNameAndItsValueOnALine() {
        entry.field("MESSAGE", "grüezi = hallo").field("PRIORITY", "6").field("EMPTY", "");
        assertThat(text()).isEqualTo("MESSAGE=grüezi = hallo\nPRIORITY=6\nEMPTY=\n");
    }

    @Test
    void aValueWithNewlinesStandsBehindItsLength() {
        entry.field("MESSAGE", "fault\n\tat here\n").field("PRIORITY", "3");
        assertThat(text()).isEqualTo("MESSAGE\n\u000f\0\0\0\0\0\0\0fault\n\tat here\n\nPRIORITY=3\n");
    }

    @Test
    void otherBytesAreLeftAsTheyAre() {
        byte[] odd = {(byte) 0xff, 0, 27, (byte) 0x80};
        entry.field("MESSAGE", ByteBuffer.wrap(odd), 1, 4);
        byte[] encoded = entry.encoded();
        assertThat(encoded).containsExactly('M', 'E', 'S', 'S', 'A', 'G', 'E', '=', 0, 27, 0x80, '\n');
    }

    @Test
    void itGrowsAndBeginsAnew() {
        String large = "x".repeat(3 << 20);
        entry.field("A", large).field("B", "y" + "z".repeat(100_000));
        assertThat(text()).isEqualTo("A=" + large + "\nB=y" + "z".repeat(100_000) + "\n");
        entry.begin().field("C", "d");
        assertThat(text()).isEqualTo("C=d\n");
    }

    @Test
    void fieldsThatWerePutTogetherBeforeComeBack() {
        byte[] common = entry.field("A", "1").field("B", "2").encoded();
        entry.begin().fields(common).field("C", "3");
        assertThat(text()).isEqualTo("A=1\nB=2\nC=3\n");
    }

    private String text() {
        return StandardCharsets.UTF_8.decode(entry.buffer()).toString();
    }
}
