package dev.muster.supervisor.config;

import dev.muster.supervisor.spec.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which file the last master of a home was started with ({@code --config}): the queues in the home are that one's, and commands that work
 * without a master mean these. Thread-safe.
 */
public final class LastConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(LastConfiguration.class);
    private static final String FILE = "configuration";

    private LastConfiguration() {}

    /** Writes it down, for the holder of the home. What fails here keeps no master from starting. */
    public static void remember(Home home) {
        Path file = home.state().resolve(FILE);
        Path half = file.resolveSibling(FILE + ".new");
        try {
            Files.writeString(half, home.config().toString());
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: commands on queues need --config", file, e);
        }
    }

    /**
     * The home with that file, if it is still there; otherwise as it is. Only what this user has written itself counts: it says which files
     * this process will write to.
     */
    public static Home in(Home home) {
        Path file = home.state().resolve(FILE);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !isOfThisUser(file)) {
                return home;
            }
            Path config = Path.of(Files.readString(file));
            return Files.isReadable(config)
                    ? new Home(config, home.state(), home.run(), home.logs(), home.install())
                    : home;
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("{} cannot be read", file, e);
            return home;
        }
    }

    private static boolean isOfThisUser(Path file) throws IOException {
        return Files.getAttribute(file, "unix:uid").equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }
}
