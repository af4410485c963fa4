package dev.muster.supervisor.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From the file to a resolved tree above {@code reference.conf}; what goes wrong on the way becomes problems of the usual form. */
final class HoconSource {

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([^}]+)}");

    private final Problems problems;
    private final Map<String, String> environment;

    HoconSource(Problems problems, Map<String, String> environment) {
        this.problems = problems;
        this.environment = environment;
    }

    /** @throws dev.muster.supervisor.config.ConfigException when there is no tree to go on with */
    Config read(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            problems.inMainFile("", unreadable(file));
            problems.throwIfAny();
        }
        new HoconFiles(problems).look(file);
        try {
            Config written = ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
            return resolve(written.withFallback(reference()));
        } catch (ConfigException wrong) {
            boolean known =
                    wrong instanceof ConfigException.IO && !problems.found().isEmpty();
            if (!known) {
                report(wrong);
            }
            problems.throwIfAny();
            throw wrong;
        }
    }

    /** By its address: asked for by name alone, the library looks for more of that name in every jar there is. */
    private static Config reference() {
        URL ours = Objects.requireNonNull(HoconSource.class.getResource("/reference.conf"), "reference.conf");
        return ConfigFactory.parseURL(ours);
    }

    private static String unreadable(Path file) {
        if (!Files.exists(file)) {
            return "no such file";
        }
        return Files.isRegularFile(file) ? "cannot be read: permission denied" : "is not a file";
    }

    /** The parser gives up at the first substitution that finds nothing; a stand-in takes its place until none is left. */
    private Config resolve(Config config) {
        Set<String> missing = new HashSet<>();
        while (true) {
            try {
                return config.resolve(ConfigResolveOptions.defaults()
                        .setUseSystemEnvironment(false)
                        .appendResolver(new Variables(environment, missing)));
            } catch (ConfigException.UnresolvedSubstitution unresolved) {
                Matcher name = SUBSTITUTION.matcher(text(unresolved));
                if (text(unresolved).contains("cycle") || !name.find() || !missing.add(name.group(1))) {
                    throw unresolved;
                }
                String message = "the substitution ${" + name.group(1) + "} finds neither a key nor a variable of the"
                        + " environment; ${?" + name.group(1) + "} would be optional";
                problems.add(problem(unresolved, message));
            }
        }
    }

    private void report(ConfigException wrong) {
        if (wrong instanceof ConfigException.BugOrBroken) {
            // Seen with config 1.4.5 for x = ${a} { k = 1, k = ${?K} }; the text of the exception shows half the file.
            problems.inMainFile(
                    "",
                    "the HOCON library cannot resolve a block behind a substitution in which a key is set twice;"
                            + " instead of x = ${a} { ... } write x = ${a} and, as another statement, x { ... }");
            return;
        }
        String message = text(wrong);
        ConfigOrigin origin = wrong.origin();
        String place = origin == null ? "" : origin.description() + ": ";
        if (message.startsWith(place)) {
            message = message.substring(place.length());
        }
        if (message.contains("end of file") && origin != null && origin.filename() != null) {
            // The library would speak of a parenthesis here, whatever is open.
            message = HoconFiles.stillOpen(Path.of(origin.filename())).orElse(message);
        }
        message = message.replace("Could not resolve substitution to a value: ", "the substitution ");
        // What follows explains how to write a key with a colon or rename the file to .properties; it only confuses
        // here.
        int advice = message.indexOf(" (if you intended");
        problems.add(problem(wrong, advice < 0 ? message : message.substring(0, advice)));
    }

    private Problem problem(ConfigException wrong, String message) {
        ConfigOrigin origin = wrong.origin();
        Problems one = new Problems("the configuration");
        if (origin != null) {
            one.at(origin, origin, "", message);
        } else {
            one.inMainFile("", message);
        }
        return one.found().iterator().next();
    }

    private static String text(ConfigException wrong) {
        @Nullable String message = wrong.getMessage();
        return message == null ? wrong.toString() : message;
    }

    /** Answers substitutions from the environment, with an origin that says so. */
    private record Variables(Map<String, String> environment, Set<String> missing) implements ConfigResolver {

        @Override
        @SuppressWarnings("NullAway") // The library asks for null where nothing is found.
        public ConfigValue lookup(String path) {
            String value = environment.get(path);
            if (value != null) {
                return ConfigValueFactory.fromAnyRef(value, Problems.VARIABLE + path);
            }
            return missing.contains(path) ? ConfigValueFactory.fromAnyRef("unresolved", Problems.UNRESOLVED) : null;
        }

        @Override
        public ConfigResolver withFallback(ConfigResolver fallback) {
            return this;
        }
    }
}
