package dev.muster.supervisor.config;

import com.typesafe.config.ConfigObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** All variables that a worker gets: a few of the master's, then the env-file's, then those of the configuration. */
final class EnvironmentReader {

    /** What programs commonly need of the world around them; nothing else is inherited, so that a restart does not depend on a shell. */
    private static final List<String> PASSED_ON =
            List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR");

    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Surroundings surroundings;

    EnvironmentReader(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Map<String, String> read(Block block, Optional<String> user) {
        Map<String, String> result = new LinkedHashMap<>();
        result.put("PATH", USUAL_PATH);
        for (String name : PASSED_ON) {
            String value = surroundings.options().environment().get(name);
            if (value != null) {
                result.put(name, value);
            }
        }
        // As systemd does for User=: the account's own home, not the master's.
        user.ifPresent(account -> result.putAll(Accounts.variables(account)));
        envFile(block).forEach(result::put);
        configured(block, result);
        return result;
    }

    private Map<String, String> envFile(Block block) {
        Optional<Path> file = block.text("env-file").map(surroundings::resolve);
        if (file.isEmpty()) {
            return Map.of();
        }
        if (!Files.isRegularFile(file.get())) {
            block.wrong("env-file", "no such file: " + file.get());
            return Map.of();
        }
        Map<String, String> variables = EnvFile.read(file.get(), block.problems());
        for (String name : variables.keySet()) {
            reserved(name).ifPresent(message -> block.wrong("env-file", file.get() + ": " + name + ": " + message));
        }
        return variables;
    }

    private static void configured(Block block, Map<String, String> result) {
        ConfigObject object = block.object("environment");
        Block environment = block.block("environment");
        for (String name : new TreeSet<>(object.keySet())) {
            if (!EnvFile.VARIABLE.matcher(name).matches()) {
                environment.wrong(name, "a variable's name is letters, digits and _, and does not start with a digit");
            } else if (reserved(name).isPresent()) {
                environment.wrong(name, reserved(name).get());
            } else if (environment.value(name).isEmpty()) {
                result.remove(name); // null
            } else {
                environment.text(name).ifPresent(value -> result.put(name, value));
            }
        }
    }

    private static Optional<String> reserved(String name) {
        return name.startsWith("MUSTER_") || name.equals("NOTIFY_SOCKET")
                ? Optional.of("is set by Muster itself")
                : Optional.empty();
    }
}
