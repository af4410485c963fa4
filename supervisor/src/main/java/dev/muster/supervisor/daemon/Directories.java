package dev.muster.supervisor.daemon;

import dev.muster.supervisor.spec.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes the directories of a home, for their owner alone; those that are there stay as they are. */
final class Directories {

    private Directories() {}

    /** @throws UncheckedIOException naming the directory that cannot be made */
    static void create(Home home) {
        create(home.state(), "rwx------");
        create(home.queues(), "rwx------");
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
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot create " + directory + ": " + e.getMessage() + "; choose another place with --home DIR", e);
        }
    }
}
