package dev.muster.supervisor.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request in the shape in which the kernel takes it: file, arguments, environment and file actions in native memory. Made by
 * {@link Spawner#prepare}, it can be spawned several times. Confined to the spawning thread.
 */
public final class PreparedSpawn implements AutoCloseable {

    private final SpawnRequest request;
    private final String file;
    private final byte[] path;
    private final CStringArray arguments;
    private final CStringArray environment;
    private final FileActions actions;

    private PreparedSpawn(SpawnRequest request, String file, CStringArray arguments, CStringArray environment) {
        this.request = request;
        this.file = file;
        this.path = Libc.cString(file);
        this.arguments = arguments;
        this.environment = environment;
        this.actions = new FileActions(request);
    }

    static PreparedSpawn of(SpawnRequest request) throws SpawnException {
        Optional<String> user = request.attributes().user();
        Optional<Account> account = user.isPresent() ? Optional.of(Account.named(user.get())) : Optional.empty();
        List<String> prefix = request.isPlain() ? List.of() : Prelude.of(request, account);
        String program = ProgramFile.find(request);
        if (!prefix.isEmpty()) {
            // Only its exit status would tell what is wrong with a program that the last one cannot execute.
            ProgramFile.requireDirectory(request);
            ProgramFile.requireExecutable(request.workingDirectory().resolve(program));
        }
        return new PreparedSpawn(
                request,
                prefix.isEmpty() ? program : prefix.get(0),
                arguments(request, prefix, program),
                environment(request, account));
    }

    private static CStringArray arguments(SpawnRequest request, List<String> prefix, String program) {
        CStringArray.Builder arguments = new CStringArray.Builder();
        prefix.forEach(arguments::add);
        arguments.add(prefix.isEmpty() ? request.argv0() : program);
        for (int i = 1; i < request.argv().size(); i++) {
            arguments.add(request.argv().get(i));
        }
        return arguments.build();
    }

    private static CStringArray environment(SpawnRequest request, Optional<Account> account) {
        Map<String, String> wanted = request.environment();
        CStringArray.Builder variables = new CStringArray.Builder();
        wanted.forEach(variables::add);
        if (account.isPresent()) {
            Account user = account.get();
            Map<String, String> usual = Map.of("HOME", user.home(), "USER", user.name(), "LOGNAME", user.name());
            usual.forEach((name, value) -> {
                if (!wanted.containsKey(name)) {
                    variables.add(name, value);
                }
            });
        }
        return variables.build();
    }

    SpawnRequest request() {
        return request;
    }

    /** The file to execute, as it is named in messages. */
    String file() {
        return file;
    }

    byte[] path() {
        return path;
    }

    CStringArray arguments() {
        return arguments;
    }

    CStringArray environment() {
        return environment;
    }

    FileActions actions() {
        return actions;
    }

    @Override
    public void close() {
        arguments.close();
        environment.close();
        actions.close();
    }
}
