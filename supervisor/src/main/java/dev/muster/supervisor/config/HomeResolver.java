package dev.muster.supervisor.config;

import dev.muster.supervisor.spec.Home;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Decides where a master keeps its things. {@code --home} wins. Without it, an installed distribution (one below
 * {@code /usr} or {@code /opt}) and {@code --system} use the directories of the host, anything else those of the user.
 * Immutable; touches no file but to see whether a configuration exists.
 */
public final class HomeResolver {
    /** sun_path has 108 bytes and ends with a NUL. */
    static final int LONGEST_SOCKET_PATH = 107;

    private final Path install;
    private final Map<String, String> environment;
    private final Path directory;

    /**
     * A resolver for a given surrounding.
     *
     * @param install the distribution
     * @param environment its {@code HOME} is the user's directory
     * @param directory what relative paths are relative to
     */
    public HomeResolver(Path install, Map<String, String> environment, Path directory) {
        this.install = install.toAbsolutePath().normalize();
        this.environment = environment;
        this.directory = directory;
    }

    /** The surroundings of this process; bin/muster says where the distribution is. */
    public static HomeResolver ofProcess() {
        return new HomeResolver(Path.of(System.getProperty("muster.install", ".")), System.getenv(), Path.of(""));
    }

    /**
     * The directories that the options mean.
     *
     * @param home the option, relative to the current directory
     * @param config the option; without it {@code muster.conf} in the home if there is one, then the distribution's
     * @throws IllegalArgumentException saying which option to give instead
     */
    public Home resolve(Optional<String> home, Optional<String> config, boolean system) {
        if (home.isPresent() && system) {
            throw new IllegalArgumentException("--home and --system exclude each other");
        }
        Optional<Path> chosen = config.map(this::absolute);
        Home result = home.isEmpty() && (system || isInstalled())
                ? ofHost(chosen)
                : below(home.map(this::absolute).orElseGet(this::ofUser), chosen);
        refuseLongSockets(result);
        return result;
    }

    private boolean isInstalled() {
        return install.startsWith("/usr") || install.startsWith("/opt");
    }

    private Home ofHost(Optional<Path> config) {
        return new Home(
                config.orElse(Path.of("/etc/muster/muster.conf")),
                Path.of("/var/lib/muster"),
                Path.of("/run/muster"),
                Path.of("/var/log/muster"),
                install);
    }

    private Home below(Path home, Optional<Path> config) {
        return new Home(
                config.orElseGet(() -> configurationOf(home)),
                home.resolve("state"),
                home.resolve("run"),
                home.resolve("logs"),
                install);
    }

    private Path configurationOf(Path home) {
        Path own = home.resolve("muster.conf");
        return Files.exists(own) ? own : install.resolve("conf/muster.conf");
    }

    private Path ofUser() {
        String user = environment.getOrDefault("HOME", "");
        if (user.isEmpty()) {
            throw new IllegalArgumentException("HOME is not set: say where the master lives with --home DIR");
        }
        return Path.of(user, ".local", "state", "muster");
    }

    private Path absolute(String path) {
        return directory.resolve(path).toAbsolutePath().normalize();
    }

    private static void refuseLongSockets(Home home) {
        Path longest = home.controlSocket();
        int bytes = longest.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_SOCKET_PATH) {
            throw new IllegalArgumentException(longest + ": a socket's path may have " + LONGEST_SOCKET_PATH
                    + " bytes, this one has " + bytes + "; choose a shorter directory with --home DIR");
        }
    }
}
