package dev.muster.supervisor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.supervisor.process.Fifo;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.spec.LogPolicy;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.supervisor.trust.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another user might have put where the master writes: a link to, or a second name of, a file that only the master may write. */
final class TrapsInTheLogDirectoryTest {

    private static final WorkerId WORKER = new WorkerId("printer", 1);
    private static final int STRANGER = 61234;

    private Path directory;
    private Path precious;
    private Sinks sinks;

    @BeforeEach
    void makeDirectory(@TempDir Path temporary) throws IOException {
        directory = Files.createDirectory(temporary.resolve("logs"));
        precious = Files.writeString(temporary.resolve("precious"), "precious\n");
        sinks = new Sinks(event -> {}, InstantSource.system());
    }

    @AfterEach
    void closeSinks() throws IOException {
        sinks.close();
        assertThat(precious).hasContent("precious\n");
    }

    private void refused(String why) {
        assertThatThrownBy(() -> sinks.open(WORKER, Policies.raw(), directory))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining(why);
    }

    private void targetRefused(Path target, String why) {
        LogPolicy raw = Policies.raw();
        LogPolicy policy = new LogPolicy(
                raw.format(),
                Optional.of(target.toString()),
                raw.maxSize(),
                raw.maxAge(),
                raw.keep(),
                raw.compress(),
                raw.totalMax());
        assertThatThrownBy(() -> sinks.open(WORKER, policy, directory))
                .isInstanceOf(OutputException.class)
                .hasMessageContaining(why);
    }

    @Test
    void logThatIsALinkIsRefused() throws IOException {
        Files.createSymbolicLink(directory.resolve("printer.1.log"), precious);
        refused("not a regular file; move it away");
    }

    @Test
    void logThatHasAnotherNameIsRefused() throws IOException {
        Files.createLink(directory.resolve("printer.1.log"), precious);
        refused("it has 2 names (hard links); move it away");
    }

    @Test
    void logOfAnotherUserIsRefused() throws IOException {
        assumeTrue(Owner.ours() == Owner.ROOT, "only root can give files away");
        Files.setAttribute(Files.createFile(directory.resolve("printer.1.log")), "unix:uid", STRANGER);
        refused("it belongs to uid " + STRANGER);
    }

    @Test
    void targetInADirectoryOfOthersIsNoLink() throws IOException {
        Files.createSymbolicLink(directory.resolve("target"), precious);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        targetRefused(directory.resolve("target"), "not a regular file of the master's own");
    }

    @Test
    void targetInADirectoryOfOthersIsNoFifo() throws IOException {
        Fifo.create(directory.resolve("target"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        targetRefused(directory.resolve("target"), "not a regular file of the master's own");
    }

    @Test
    void fifoIsNeitherALinkNorOpenToOthers() throws IOException {
        Path real = directory.resolve("real");
        Fifo.create(real);
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        assertThatThrownBy(() -> Fifo.create(link)).isInstanceOf(NativeException.class);
        assertThatThrownBy(() -> Fifo.open(link)).isInstanceOf(NativeException.class);
        Fifo.open(real).close();
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> Fifo.open(real)).hasMessageContaining("which is no FIFO of ours alone");
    }
}
