package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.supervisor.spec.Environment;
import dev.muster.supervisor.spec.Secret;
import dev.muster.supervisor.trust.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret is what a file has at the moment, if nobody else could have written it. */
final class SecretFileTest {

    private final Path directory;

    SecretFileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private Path write(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static Environment file(Path file) {
        return new Environment(
                Map.of("MODE", "test"), Map.of("DB", new Secret(Secret.Source.FILE, file.toString(), false)));
    }

    private static String read(Path file) throws SpawnException {
        return SecretFile.resolve(file(file), Map.of()).getOrDefault("DB", "none");
    }

    private static String refused(Path file) {
        SpawnException refused = catchThrowableOfType(SpawnException.class, () -> read(file));
        assertThat(refused).isNotNull();
        assertThat(refused.kind()).isEqualTo(SpawnException.Kind.BAD_SECRET);
        return String.valueOf(refused.getMessage());
    }

    @Test
    void oneNewlineAtTheEndIsNoPartOfIt() throws Exception {
        assertThat(read(write("a", "hunter2\n"))).isEqualTo("hunter2");
        assertThat(read(write("b", "two\nlines\n\n"))).isEqualTo("two\nlines\n");
        assertThat(read(write("c", "pässwort"))).isEqualTo("pässwort");
    }

    @Test
    void rotatedSecretIsSeenByTheNextLife() throws Exception {
        Path file = write("a", "old");
        assertThat(read(file)).isEqualTo("old");
        write("a", "new");
        assertThat(SecretFile.resolve(file(file), Map.of())).isEqualTo(Map.of("MODE", "test", "DB", "new"));
    }

    @Test
    void credentialIsInTheMastersDirectory() throws Exception {
        write("db.password", "hunter2\n");
        Environment read = new Environment(
                Map.of(),
                Map.of(
                        "DB", new Secret(Secret.Source.CREDENTIAL, "db.password", false),
                        "DB_FILE", new Secret(Secret.Source.CREDENTIAL, "db.password", true)));

        assertThat(SecretFile.resolve(read, Map.of("CREDENTIALS_DIRECTORY", directory.toString())))
                .isEqualTo(Map.of("DB", "hunter2", "DB_FILE", directory + "/db.password"));
        SpawnException none = catchThrowableOfType(SpawnException.class, () -> SecretFile.resolve(read, Map.of()));
        assertThat(none).hasMessageContaining("add LoadCredential=db.password:/a/file to its systemd unit");
    }

    @Test
    void whatIsNoSecretIsRefusedWithTheNameOfTheVariableAndNeverItsValue() throws IOException {
        assertThat(refused(directory.resolve("gone")))
                .startsWith("variable DB: no such file: " + directory + "/gone; create it");
        assertThat(refused(write("empty", "\n"))).contains("is empty; write the secret into it");
        assertThat(refused(write("nul", "hunter\0two"))).contains("has a NUL").doesNotContain("hunter");
        assertThat(refused(write("large", "x".repeat(70_000)))).contains("has 70000 bytes, a secret at most 65536");
        Path binary = write("binary", "");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThat(refused(binary)).contains("is not UTF-8 text; give the program its path: as = path");
        Path open = Files.setPosixFilePermissions(write("open", "x"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(refused(open)).contains("may be read by every user (mode 0644); chmod 0600 it");
        Fifo.create(directory.resolve("fifo"));
        assertThat(refused(directory.resolve("fifo"))).contains("is not a regular file");
    }

    @Test
    void linkIsFollowedWhereNobodyElseCouldHavePutIt() throws Exception {
        write("real", "hunter2");
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("real"));
        assertThat(read(link)).isEqualTo("hunter2");
    }

    @Test
    void directoryThatOthersMayWriteIsRefusedOnEitherSideOfALink() throws IOException {
        Path loose = Files.createDirectory(directory.resolve("loose"));
        Path inside = write("loose/secret", "hunter2");
        Path link = Files.createSymbolicLink(directory.resolve("link"), inside);
        Path away = Files.createSymbolicLink(loose.resolve("away"), write("fine", "hunter2"));
        Files.setPosixFilePermissions(loose, PosixFilePermissions.fromString("rwxrwxrwx"));

        for (Path each : new Path[] {inside, link, away}) {
            assertThat(refused(each)).contains(loose + " may be written by others (mode 0777)", "chmod go-w it");
        }
    }

    @Test
    void fileOfAnotherUserIsRefused() throws IOException {
        assumeTrue(Owner.ours() == Owner.ROOT, "only root can give files away");
        Path file = write("a", "hunter2");
        Files.setAttribute(file, "unix:uid", 65534);

        assertThat(refused(file)).contains("belongs to uid 65534; chown it to root or to the master's user");
    }
}
