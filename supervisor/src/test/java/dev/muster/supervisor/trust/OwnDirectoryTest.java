package dev.muster.supervisor.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a master may keep its things. */
final class OwnDirectoryTest {

    private static final int STRANGER = 61234;

    private Path above;
    private Path directory;

    @BeforeEach
    void makeDirectory(@TempDir Path temporary) throws IOException {
        above = Files.createDirectory(temporary.resolve("above"));
        directory = Files.createDirectory(above.resolve("logs"));
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static void give(Path path) throws IOException {
        assumeTrue(Owner.ours() == Owner.ROOT, "only root can give files away");
        Files.setAttribute(path, "unix:uid", STRANGER, LinkOption.NOFOLLOW_LINKS);
    }

    private static String problem(Path path) throws IOException {
        return OwnDirectory.problem(path).orElse("none");
    }

    @Test
    void ownDirectoryIsFineEvenBelowOneThatIsSticky() throws IOException {
        mode(directory, "rwxr-x---");
        assertThat(problem(directory)).isEqualTo("none");
    }

    @Test
    void directoryThatOthersMayWriteIsRefused() throws IOException {
        mode(directory, "rwxrwx---");
        assertThat(problem(directory)).isEqualTo(directory + " may be written by others (mode 0770); chmod go-w it");
        mode(directory, "rwx----w-");
        assertThat(problem(directory)).contains("may be written by others");
    }

    @Test
    void directoryBelowOneThatEverybodyMayWriteIsRefused() throws IOException {
        mode(above, "rwxrwxrwx");
        assertThat(problem(directory)).contains(above + " may be written by everybody (mode 0777)");
        mode(above, "rwxrwxr-x");
        assertThat(problem(directory)).isEqualTo("none");
    }

    @Test
    void directoryOfAnotherUserIsRefused() throws IOException {
        give(directory);
        assertThat(problem(directory)).contains("belongs to uid " + STRANGER + " and not to the master's user");
    }

    @Test
    void directoryBelowThatOfAnotherUserIsRefused() throws IOException {
        give(above);
        assertThat(problem(directory)).contains(above + " belongs to uid " + STRANGER);
    }

    @Test
    void linkIsFollowedUnlessAnotherUserMadeIt() throws IOException {
        Path link = Files.createSymbolicLink(above.resolve("link"), directory);
        assertThat(problem(link)).isEqualTo("none");
        give(link);
        assertThat(problem(link)).contains(link + " is a link that uid " + STRANGER + " has made");
    }
}
