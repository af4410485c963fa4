package dev.muster.supervisor.testkit;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.supervisor.config.ConfigException;
import dev.muster.supervisor.config.ConfigLoader;
import dev.muster.supervisor.config.LoadOptions;
import dev.muster.supervisor.spec.FleetSpec;
import dev.muster.supervisor.spec.Home;
import dev.muster.supervisor.spec.ServiceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A directory with a configuration in it, loaded under an environment of the test's own. */
public record Sandbox(Path directory, Map<String, String> environment) {

    public Sandbox(Path directory) {
        this(directory, Map.of());
    }

    public Sandbox with(String variable, String value) {
        return new Sandbox(directory, Map.of(variable, value));
    }

    public Path write(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Path parent = file.getParent();
            Files.createDirectories(parent == null ? directory : parent);
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Home home() {
        return new Home(
                directory.resolve("muster.conf"),
                Path.of("/state"),
                Path.of("/run"),
                Path.of("/logs"),
                directory.resolve("install"));
    }

    public FleetSpec load() {
        return ConfigLoader.load(home(), new LoadOptions(false, environment));
    }

    public FleetSpec load(String text) {
        write("muster.conf", text);
        return load();
    }

    /** The service {@code s}, of which the text is the inside. */
    public ServiceSpec service(String inside) {
        return load("muster.services.s { " + inside + " }").service("s").orElseThrow();
    }

    /** What a load says, one problem an element, with the directory left out of the file names. */
    public List<String> problems() {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, this::load);
        return wrong == null
                ? List.of()
                : wrong.problems().stream()
                        .map(problem -> problem.toString().replace(directory + "/", ""))
                        .toList();
    }

    public List<String> problems(String text) {
        write("muster.conf", text);
        return problems();
    }
}
