package dev.muster.supervisor.config;

import com.typesafe.config.Config;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;
import java.nio.file.Path;

/** Reads a configuration file with everything it includes into a specification. Thread-safe; nothing is kept between two loads. */
public final class ConfigLoader {

    private ConfigLoader() {}

    /**
     * Loads {@link Home#config()}. Relative paths in it are relative to its directory.
     *
     * @throws ConfigException with all problems of the file, its includes and env-files
     */
    public static FleetSpec load(Home home, LoadOptions options) {
        Path file = home.config().toAbsolutePath().normalize();
        return load(home, options, new Problems(file.toString()), file);
    }

    /** As {@link #load(Home, LoadOptions)}; the problems also know afterwards which keys were asked for. */
    static FleetSpec load(Home home, LoadOptions options, Problems problems, Path file) {
        Config config = new HoconSource(problems, options.environment()).read(file);
        FleetSpec spec = new FleetReader(new Surroundings(home, options, file), problems).read(config.root());
        problems.throwIfAny();
        return spec;
    }
}
