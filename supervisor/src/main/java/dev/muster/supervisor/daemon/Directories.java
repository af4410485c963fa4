package dev.muster.supervisor.daemon;

import dev.muster.supervisor.spec.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Makes the directories of a home, for their owner alone; those that are there stay as they are. */
final class Directories {

    private Directories() {}

    /** @throws UncheckedIOException naming the directory that cannot be made */
    static void create(Home home) {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        for (Path directory : List.of(home.state(), home.queues(), home.run(), home.logs())) {
            try {
                Files.createDirectories(directory, ownerOnly);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "cannot create " + directory + ": " + e.getMessage() + "; choose another place with --home DIR",
                        e);
            }
        }
    }
}
