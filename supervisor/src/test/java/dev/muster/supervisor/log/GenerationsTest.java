package dev.muster.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerationsTest {

    private static final String LIVE = "printer.1.log";

    private Path directory;
    private Generations generations;

    @BeforeEach
    void rotateThreeFiles(@TempDir Path temporary) throws IOException {
        directory = temporary;
        generations = Generations.of(directory, LIVE, List.of());
        for (int i = 0; i < 3; i++) {
            Generation next = generations.next();
            Files.write(next.in(directory), new byte[1000]);
            generations.put(next, 1000);
        }
    }

    @Test
    void theOldestGoFirst() throws IOException {
        generations.prune(2, 1 << 20);
        assertThat(numbers()).containsExactly(2L, 3L);
        generations.prune(2, 1500);
        assertThat(numbers()).containsExactly(3L);
        assertThat(directory.resolve("printer.1.log.000001")).doesNotExist();
        assertThat(directory.resolve("printer.1.log.000003")).exists();
    }

    @Test
    void aNumberIsNeverUsedTwice() throws IOException {
        generations.prune(0, 1 << 20);

        assertThat(generations.next().number()).isEqualTo(4);
    }

    @Test
    void aCopyIsMadeOnlyWhenThereIsRoomBesideEverythingElse() {
        assertThat(generations.reserve(file(2), 4000)).isFalse();
        assertThat(generations.reserve(file(2), 4100)).isTrue();
    }

    @Test
    void aCopyUnderWayCountsWhenFilesArePruned() throws IOException {
        assertThat(generations.reserve(file(3), 4100)).isTrue();
        generations.prune(99, 3100);
        assertThat(numbers()).containsExactly(2L, 3L);

        generations.release();
        generations.prune(99, 2000);
        assertThat(numbers()).containsExactly(2L, 3L);
    }

    @Test
    void aFinishedCopyTakesThePlaceOfItsOriginal() throws IOException {
        Path finished = Files.write(file(2).unfinishedIn(directory), new byte[10]);

        assertThat(generations.replace(file(2), finished, 10)).isTrue();

        assertThat(file(2).in(directory)).doesNotExist();
        assertThat(directory.resolve("printer.1.log.000002.gz")).exists();
        assertThat(generations.uncompressed()).containsExactly(file(1), file(3));
        generations.prune(99, 2010);
        assertThat(numbers()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aCopyOfAFileThatWasPrunedMeanwhileIsNotWanted() throws IOException {
        Path finished = Files.write(file(1).unfinishedIn(directory), new byte[10]);
        generations.prune(2, 1 << 20);

        assertThat(generations.replace(file(1), finished, 10)).isFalse();
        assertThat(generations.reserve(file(1), 1 << 20)).isFalse();
        assertThat(directory.resolve("printer.1.log.000001.gz")).doesNotExist();
    }

    private static Generation file(long number) {
        return new Generation(LIVE, number, false);
    }

    private List<Long> numbers() {
        return generations.oldestFirst().stream().map(Generation::number).toList();
    }
}
