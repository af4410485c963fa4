package dev.muster.supervisor.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipeTapTest {

    private final PipeTap tap = PipeTap.create(1 << 20);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    private Path directory;
    private Fd pipe;

    @BeforeEach
    void makePipe(@TempDir Path temporary) {
        directory = temporary;
        Path fifo = temporary.resolve("fifo");
        Fifo.create(fifo);
        pipe = Fifo.open(fifo);
        Fifo.resize(pipe, 1 << 20);
    }

    @AfterEach
    void closeAll() {
        pipe.close();
        tap.close();
    }

    @Test
    void lookingTakesNothingOut() {
        write("hello");

        assertThat(tap.peek(pipe, buffer)).isEqualTo(5);
        assertThat(shown()).isEqualTo("hello");
        assertThat(tap.peek(pipe, buffer.clear())).isEqualTo(5);
        assertThat(pipe.available()).isEqualTo(5);
    }

    @Test
    void noMoreIsShownThanTheBufferHolds() {
        write("hello");

        assertThat(tap.peek(pipe, buffer.limit(2))).isEqualTo(2);
        assertThat(shown()).isEqualTo("he");
    }

    @Test
    void anEmptyPipeShowsNothing() {
        assertThat(tap.peek(pipe, buffer)).isZero();
        assertThat(tap.discard(pipe, 5)).isZero();
    }

    @Test
    void movedBytesAreInTheFileAndNoLongerInThePipe() throws Exception {
        Path path = directory.resolve("log");
        Files.writeString(path, "before ");
        write("hello world");
        try (Fd file = Fd.openToExtend(path, 0600)) {
            assertThat(file.seekEnd()).isEqualTo(7);
            assertThat(tap.move(pipe, file, 5)).isEqualTo(5);
        }

        assertThat(path).hasContent("before hello");
        assertThat(tap.peek(pipe, buffer)).isEqualTo(6);
        assertThat(shown()).isEqualTo(" world");
    }

    @Test
    void discardedBytesAreGone() {
        write("hello");
        assertThat(tap.discard(pipe, 3)).isEqualTo(3);

        assertThat(tap.peek(pipe, buffer)).isEqualTo(2);
        assertThat(shown()).isEqualTo("lo");
    }

    @Test
    void whatCannotBeSplicedToLeavesTheBytesInThePipe() {
        write("hello");
        try (Fd full = Fd.openToExtend(Path.of("/dev/full"), 0600)) {
            assertThat(tap.move(pipe, full, 5)).isZero();
        }
        assertThat(pipe.available()).isEqualTo(5);
    }

    @Test
    void aFileThatTakesNothingSaysWhy() throws Exception {
        write("hello");
        Path path = Files.createFile(directory.resolve("read-only"));
        try (Fd file = Fd.open(path, Fd.O_RDONLY, 0)) {
            assertThatThrownBy(() -> tap.move(pipe, file, 5))
                    .isInstanceOf(NativeException.class)
                    .hasMessageContaining("splice");
        }
        assertThat(pipe.available()).isEqualTo(5);
    }

    @Test
    void aFullPipeIsShownWhole() {
        write("x".repeat(1 << 20));

        assertThat(tap.peek(pipe, buffer)).isEqualTo(1 << 20);
        assertThat(tap.discard(pipe, 1 << 20)).isEqualTo(1 << 20);
        assertThat(pipe.available()).isZero();
    }

    @Test
    void noSymbolicLinkIsFollowedToAFile() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("victim"));

        assertThatThrownBy(() -> Fd.openToExtend(link, 0600))
                .isInstanceOf(NativeException.class)
                .hasMessageContaining("ELOOP");
        assertThat(directory.resolve("victim")).doesNotExist();
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        assertThat(pipe.write(bytes)).isEqualTo(bytes.length);
    }

    private String shown() {
        byte[] copy = new byte[buffer.position()];
        buffer.get(0, copy);
        return new String(copy, UTF_8);
    }
}
