package dev.muster.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NativeLibraryTest {
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    private final Path install;

    NativeLibraryTest(@TempDir Path install) throws IOException {
        this.install = install;
        Files.createDirectories(install.resolve("lib"));
    }

    @Test
    void liesUnderTheVersionThatItBelongsTo() throws IOException {
        Files.createFile(install.resolve("lib/jna-5.18.1.jar"));
        Path place = NativeLibrary.unpack(install, install).orElseThrow();
        assertThat(place).isEqualTo(Path.of("jna-5.18.1", NativeLibrary.FILE));
        assertThat(Files.readAllBytes(install.resolve(place))).startsWith(ELF);
    }

    @Test
    void isLeftAloneWhereNobodyKnowsItsVersion() throws IOException {
        assertThat(NativeLibrary.unpack(install, install)).isEmpty();
    }
}
