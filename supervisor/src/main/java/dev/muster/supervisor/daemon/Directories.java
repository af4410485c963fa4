package dev.muster.supervisor.daemon;

import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.trust.OwnDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Makes the directories of a home, for their owner alone; those that are there stay as they are, if nobody else may write them. */
final class Directories {

    private Directories() {}

    /** @throws UncheckedIOException naming the directory that cannot be made, or that others could tamper with */
    static void create(Home home) {
        create(home.state(), "rwx------");
        create(home.queues(), "rwx------");
        // Theirs as well, for the administrator may have made the state directory itself more open.
        create(home.events(), "rwx------");
        create(home.history(), "rwx------");
        create(home.state().resolve("workers"), "rwx------");
        create(home.archives(), "rwx------");
        create(home.logs(), "rwx------");
        create(HeapDumps.directory(home), "rwx------");
        // Workers of other users must reach their sockets, which have modes of their own.
        create(home.run(), "rwx--x--x");
    }

    private static void create(Path directory, String mode) {
        try {
            Path parent = directory.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(directory);
                // Not as an attribute of the creation: the umask would take away from it.
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
            }
            Optional<String> problem = OwnDirectory.problem(directory);
            if (problem.isPresent()) {
                throw new IOException(problem.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot have " + directory + ": " + e.getMessage() + "; choose another place with --home DIR", e);
        }
    }
}
