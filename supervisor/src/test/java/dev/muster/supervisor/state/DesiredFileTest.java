package dev.muster.supervisor.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.core.Desired;
import dev.muster.supervisor.spec.WorkerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesiredFileTest {

    private static final Desired SOME = new Desired(
            new TreeMap<>(Map.of("printer", new Desired.Scaled(4, 2))),
            new TreeSet<>(Set.of(new WorkerId("a.b", 3), new WorkerId("printer", 1))));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private Path file() {
        return directory.resolve("desired.json");
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        assertThat(new DesiredFile(file()).read()).isEqualTo(Desired.NONE);
        new DesiredFile(file()).write(SOME);
        assertThat(new DesiredFile(file()).read()).isEqualTo(SOME);
    }

    @Test
    @DisplayName("S86 a write that fails leaves the old content, and a master that died over one is no obstacle")
    void aFailedWriteLeavesTheOldContent() throws IOException {
        new DesiredFile(file()).write(SOME);
        Path half = Files.createDirectory(directory.resolve("desired.json.new"));
        Files.createFile(half.resolve("in the way"));

        assertThatThrownBy(() -> new DesiredFile(file()).write(Desired.NONE)).isInstanceOf(IOException.class);
        assertThat(new DesiredFile(file()).read()).isEqualTo(SOME);

        Files.delete(half.resolve("in the way"));
        Files.delete(half);
        Files.writeString(half, "{\"scaled\":");
        new DesiredFile(file()).write(Desired.NONE);
        assertThat(new DesiredFile(file()).read()).isEqualTo(Desired.NONE);
        assertThat(half).doesNotExist();
    }

    @Test
    @DisplayName("S86 a damaged file is put aside, and the configuration holds")
    void aDamagedFileIsPutAside() throws IOException {
        Files.writeString(file(), "{\"scaled\": {\"printer\": 4}, \"stopped\": []}");
        assertThat(new DesiredFile(file()).read()).isEqualTo(Desired.NONE);
        assertThat(file()).doesNotExist();
        assertThat(directory.resolve("desired.json.damaged")).content().contains("\"printer\": 4");
    }

    @Test
    void whatAnotherVersionHasWrittenHoldsAsFarAsItGoes() throws IOException {
        Files.writeString(
                file(),
                "{\"scaled\": {\"printer\": {\"workers\": 4, \"configured\": 2}}, \"stopped\": [\"a.b.3\", \"printer.1\"]}");
        assertThat(new DesiredFile(file()).read()).isEqualTo(SOME);
        Files.writeString(file(), "{\"stopped\": [\"printer.1\"], \"more\": 1}");
        assertThat(new DesiredFile(file()).read().stopped()).containsExactly(new WorkerId("printer", 1));
        Files.writeString(file(), "{}");
        assertThat(new DesiredFile(file()).read()).isEqualTo(Desired.NONE);
    }
}
