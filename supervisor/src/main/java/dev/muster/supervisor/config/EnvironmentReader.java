package dev.muster.supervisor.config;

import com.typesafe.config.ConfigObject;
import dev.muster.supervisor.spec.Environment;
import dev.muster.supervisor.spec.Secret;
import dev.muster.supervisor.trust.FileFacts;
import dev.muster.supervisor.trust.Owner;
import dev.muster.supervisor.trust.SecretRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** All variables that a worker gets: a few of the master's, then the env-file's, then those of the configuration. */
final class EnvironmentReader {

    /** What programs commonly need of the world around them; nothing else is inherited, so that a restart does not depend on a shell. */
    private static final List<String> PASSED_ON =
            List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR");

    private static final String FILE = Secret.Source.FILE.key();
    private static final String CREDENTIAL = Secret.Source.CREDENTIAL.key();
    private static final Pattern CREDENTIAL_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]{0,254}");

    private static final String USUAL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Surroundings surroundings;

    EnvironmentReader(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Environment read(Block block, Optional<String> user) {
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
        envFile(block, user).forEach(result::put);
        Map<String, Secret> secrets = new LinkedHashMap<>();
        configured(block, result, secrets);
        return new Environment(result, secrets);
    }

    private Map<String, String> envFile(Block block, Optional<String> user) {
        Optional<Path> file = block.text("env-file").map(surroundings::resolve);
        if (file.isEmpty()) {
            return Map.of();
        }
        if (!Files.isRegularFile(file.get())) {
            block.wrong("env-file", "no such file: " + file.get());
            return Map.of();
        }
        if (user.isPresent()) {
            foreign(file.get()).ifPresent(problem -> block.wrong("env-file", problem));
        }
        Map<String, String> variables = EnvFile.read(file.get(), block.problems());
        for (String name : variables.keySet()) {
            reserved(name).ifPresent(message -> block.wrong("env-file", file.get() + ": " + name + ": " + message));
        }
        return variables;
    }

    /** Variables such as LD_PRELOAD have their effect on what root runs before it becomes another user. */
    private static Optional<String> foreign(Path file) {
        try {
            FileFacts facts = FileFacts.of(file);
            boolean loose = facts.has(FileFacts.WRITABLE_BY_GROUP | FileFacts.WRITABLE_BY_ALL);
            return Owner.isTrusted(facts.uid()) && !loose
                    ? Optional.empty()
                    : Optional.of(file + " may be written by others than root (uid " + facts.uid() + ", mode "
                            + facts.permissions() + "), and the service has a user of its own; chown it to root and"
                            + " chmod go-w it");
        } catch (IOException unreadable) {
            return Optional.empty(); // told by whoever reads it
        }
    }

    private void configured(Block block, Map<String, String> result, Map<String, Secret> secrets) {
        ConfigObject object = block.object("environment");
        Block environment = block.block("environment");
        for (String name : new TreeSet<>(object.keySet())) {
            if (!EnvFile.VARIABLE.matcher(name).matches()) {
                environment.wrong(name, "a variable's name is letters, digits and _, and does not start with a digit");
            } else if (reserved(name).isPresent()) {
                environment.wrong(name, reserved(name).get());
            } else if (environment.value(name).isEmpty()) {
                result.remove(name); // null
            } else if (environment.value(name).get() instanceof ConfigObject) {
                result.remove(name);
                secret(environment.block(name)).ifPresent(secret -> secrets.put(name, secret));
            } else {
                environment.text(name).ifPresent(value -> result.put(name, value));
            }
        }
    }

    private Optional<Secret> secret(Block block) {
        Optional<String> as = block.text("as");
        boolean asPath = as.filter("path"::equals).isPresent();
        if (as.isPresent() && !asPath) {
            block.wrong("as", "can only be path, for the variable to name the file instead of having what is in it");
        }
        Optional<Secret> file = block.text(FILE).map(name -> file(block, name, asPath));
        Optional<Secret> credential = block.text(CREDENTIAL).flatMap(name -> credential(block, name, asPath));
        if (block.value(FILE).isPresent() == block.value(CREDENTIAL).isPresent()) {
            block.wrong("needs exactly one of file and credential, such as { file = \"/etc/muster/db.password\" }");
        }
        block.finish();
        return file.or(() -> credential);
    }

    private Secret file(Block block, String name, boolean asPath) {
        Path file = surroundings.resolve(name);
        SecretRules.problem(file, asPath).ifPresent(problem -> block.wrong(FILE, problem));
        return new Secret(Secret.Source.FILE, file.toString(), asPath);
    }

    /** Where it is, is known to the master alone; nobody else can tell more than whether that could be a name. */
    private Optional<Secret> credential(Block block, String name, boolean asPath) {
        if (!CREDENTIAL_NAME.matcher(name).matches()) {
            block.wrong(CREDENTIAL, "must be a name as LoadCredential= takes it, without /, not \"" + name + "\"");
            return Optional.empty();
        }
        Optional.ofNullable(surroundings.options().environment().get(Secret.CREDENTIALS_DIRECTORY))
                .flatMap(directory -> SecretRules.problem(Path.of(directory, name), asPath))
                .ifPresent(problem -> block.wrong(CREDENTIAL, problem));
        return Optional.of(new Secret(Secret.Source.CREDENTIAL, name, asPath));
    }

    private static Optional<String> reserved(String name) {
        return name.startsWith("MUSTER_") || name.equals("NOTIFY_SOCKET")
                ? Optional.of("is set by Muster itself")
                : Optional.empty();
    }
}
