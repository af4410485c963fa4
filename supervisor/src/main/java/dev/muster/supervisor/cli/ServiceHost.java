package dev.muster.supervisor.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The host as {@code muster service} sees it. One thread.
 *
 * @param root what its paths begin with
 * @param userConfig where the units of this user's own systemd are configured
 * @param privileged whether this user may write to the host's directories
 */
record ServiceHost(Path root, Path userConfig, boolean privileged, Runner runner) {

    private static final List<String> HIDDEN = List.of("home", "root", "tmp", "var/tmp", "run/user");

    static ServiceHost ofProcess() {
        Map<String, String> environment = System.getenv();
        String home = environment.getOrDefault("HOME", "/");
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path userConfig = config.startsWith("/") ? Path.of(config) : Path.of(home, ".config");
        return new ServiceHost(Path.of("/"), userConfig, isRoot(), ServiceHost::runProgram);
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }

    /** As sd_booted(3) tells it. */
    boolean runsSystemd() {
        return Files.isDirectory(root.resolve("run/systemd/system"));
    }

    /** A unit that a package has brought; {@code /lib} for hosts whose {@code /usr} is not merged. */
    boolean hasPackagedUnit() {
        return Files.exists(root.resolve("usr/lib/systemd/system/muster.service"))
                || Files.exists(root.resolve("lib/systemd/system/muster.service"));
    }

    /** Whether a service of the system does not see it, or should not rely on it. */
    boolean hides(Path path) {
        return HIDDEN.stream().anyMatch(directory -> path.startsWith(root.resolve(directory)));
    }

    Ended run(List<String> words) {
        return runner.run(words);
    }

    private static Ended runProgram(List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.onExit().join().exitValue(), text.strip());
        } catch (IOException e) {
            return new Ended(Exit.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** Runs a program of the host to its end. */
    @FunctionalInterface
    interface Runner {
        Ended run(List<String> words);
    }

    /** How it ended, and what it wrote to either stream. */
    record Ended(int code, String text) {}
}
