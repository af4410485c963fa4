package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.process.JournalSocket.Sending;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSocketTest {

    private static final int ALL_SEALS = 15;

    private final Path path;
    private final JournalSocket socket;

    JournalSocketTest(@TempDir Path dir) {
        path = dir.resolve("socket");
        socket = JournalSocket.to(path, Duration.ofMillis(1));
    }

    @AfterEach
    void close() {
        socket.close();
    }

    @Test
    void anEntryIsOneDatagram() {
        try (JournalDouble journal = new JournalDouble(path)) {
            assertThat(socket.send(entry("MESSAGE=grüezi\nPRIORITY=6\n"))).isEqualTo(Sending.SENT);
            JournalDouble.Received received = journal.entries(1).get(0);
            assertThat(received.seals()).isEmpty();
            assertThat(received.fields()).containsExactly("MESSAGE=grüezi", "PRIORITY=6");
        }
    }

    @Test
    void whatIsTooLargeForADatagramComesInAFileThatNobodyCanChange() {
        String large = "x".repeat(12 << 20);
        try (JournalDouble journal = new JournalDouble(path)) {
            assertThat(socket.send(entry("MESSAGE=" + large + "\n"))).isEqualTo(Sending.SENT);
            JournalDouble.Received received = journal.entries(1).get(0);
            assertThat(received.seals()).contains(ALL_SEALS);
            assertThat(received.get("MESSAGE")).isEqualTo(large);

            int before = descriptors();
            assertThat(socket.send(entry("MESSAGE=" + large + "\n"))).isEqualTo(Sending.SENT);
            assertThat(journal.entries(2)).hasSize(2);
            assertThat(descriptors()).isEqualTo(before);
        }
    }

    @Test
    void aJournalThatDoesNotReadTakesAPartAndTheRestWhenItReadsAgain() {
        try (JournalDouble journal = new JournalDouble(path)) {
            int sent = 0;
            while (socket.send(entry("MESSAGE=" + sent + "\n")) == Sending.SENT) {
                sent++;
            }
            assertThat(socket.send(entry("MESSAGE=" + "x".repeat(12 << 20) + "\n")))
                    .isEqualTo(Sending.NOT_YET);
            assertThat(journal.entries(sent)).hasSize(sent);
            assertThat(socket.send(entry("MESSAGE=again\n"))).isEqualTo(Sending.SENT);
            assertThat(journal.messages()).hasSize(sent + 1).endsWith("again");
        }
    }

    @Test
    void aJournalThatComesBackIsFoundAgain() {
        assertThat(socket.send(entry("MESSAGE=nobody\n"))).isEqualTo(Sending.NOT_YET);
        for (String life : List.of("one", "two")) {
            try (JournalDouble journal = new JournalDouble(path)) {
                assertThat(socket.send(entry("MESSAGE=" + life + "\n"))).isEqualTo(Sending.SENT);
                journal.entries(1);
                assertThat(journal.messages()).containsExactly(life);
            }
            assertThat(socket.send(entry("MESSAGE=nobody\n"))).isEqualTo(Sending.NOT_YET);
        }
    }

    private static ByteBuffer entry(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static int descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? -1 : open.length;
    }
}
