package dev.muster.queue.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path segment;

    @SuppressWarnings("NullAway.Init")
    private Checkpoints checkpoints;

    @BeforeEach
    void open() {
        checkpoints = new Checkpoints(segment, true);
    }

    private static byte[] state(int size, int value) {
        byte[] state = new byte[size];
        Arrays.fill(state, (byte) value);
        return state;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(segment.resolve("checkpoints"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatAKilledOwnerHadHalfWrittenIsNotRead() throws IOException {
        checkpoints.save(7, state(100, 1));
        byte[] complete = Files.readAllBytes(segment.resolve("checkpoints/7"));
        Files.write(segment.resolve("checkpoints/7.new"), Arrays.copyOf(complete, 50));
        Files.write(segment.resolve("checkpoints/8.new"), complete);
        assertThat(checkpoints.read(7)).contains(state(100, 1));
        assertThat(checkpoints.read(8)).isEmpty();
        checkpoints.save(7, state(10, 2));
        assertThat(checkpoints.read(7)).contains(state(10, 2));
        checkpoints.delete(7);
        checkpoints.delete(8);
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 7, 8, 50, 107})
    void whatAPowerCutHasLeftOfOneIsNotRead(int bytes) throws IOException {
        checkpoints.save(7, state(100, 1));
        Path file = segment.resolve("checkpoints/7");
        byte[] complete = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(complete, bytes));
        assertThat(checkpoints.read(7)).as("a part").isEmpty();
        Files.write(file, Arrays.copyOf(Arrays.copyOf(complete, bytes), complete.length));
        assertThat(checkpoints.read(7)).as("zeros").isEmpty();
    }

    @Test
    void copyIsNotTheOriginal() throws IOException {
        Path other = Files.createDirectory(segment.resolve("other"));
        Checkpoints target = new Checkpoints(other, false);
        checkpoints.copy(7, target, 0);
        assertThat(target.exist()).isFalse();
        checkpoints.save(7, state(100, 1));
        target.save(0, state(5, 5));
        checkpoints.copy(7, target, 0);
        target.save(1, state(1, 1));
        checkpoints.save(7, state(100, 2));
        assertThat(target.read(0)).contains(state(100, 1));
        target.save(0, state(100, 3));
        assertThat(checkpoints.read(7)).contains(state(100, 2));
    }

    @Test
    void interruptSpoilsNothing() {
        Thread.currentThread().interrupt();
        checkpoints.save(7, state(100, 1));
        assertThat(checkpoints.read(7)).contains(state(100, 1));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void noSegmentIsMadeForOne() {
        Checkpoints gone = new Checkpoints(segment.resolve("gone"), false);
        assertThatThrownBy(() -> gone.save(0, new byte[1])).isInstanceOf(UncheckedIOException.class);
        assertThat(segment.resolve("gone")).doesNotExist();
    }
}
