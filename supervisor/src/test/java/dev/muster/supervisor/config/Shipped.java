package dev.muster.supervisor.config;

import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The files of {@code config/} and those of the examples, loaded with an application in place that has the files that they speak of. */
record Shipped(Path app) {

    static final Path CONFIG = Path.of("../config").toAbsolutePath().normalize();

    static final Path EXAMPLES = Path.of("../worker/examples").toAbsolutePath().normalize();

    static Shipped in(Path app) throws IOException {
        for (String file :
                new String[] {"lib/b.jar", "lib/a.jar", "lib/a-sources.jar", "etc/app.properties", "reports.jar"}) {
            Path path = app.resolve(file);
            Files.createDirectories(path.resolveSibling(""));
            Files.createFile(path);
        }
        Path java = app.resolve("jdk/bin/java");
        Files.createDirectories(java.resolveSibling(""));
        Files.createFile(java).toFile().setExecutable(true);
        return new Shipped(app);
    }

    Home home(Path file) {
        return new Home(file, Path.of("/state"), Path.of("/run"), Path.of("/logs"), app.resolve("install"));
    }

    FleetSpec load(Path file, Map<String, String> environment) {
        return ConfigLoader.load(home(file), new LoadOptions(false, withApp(environment)));
    }

    Map<String, String> withApp(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("APP_HOME", app.toString());
        return all;
    }
}
