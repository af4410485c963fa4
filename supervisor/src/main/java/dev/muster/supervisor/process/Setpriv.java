package dev.muster.supervisor.process;

import dev.muster.supervisor.process.SpawnException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts util-linux's {@code setpriv} in front of a program: what {@code posix_spawn} has no attribute for is done by a small program
 * that then executes the real one. {@code exec} keeps the pid. No state.
 */
final class Setpriv {

    private static final List<Path> PLACES =
            List.of(Path.of("/usr/bin/setpriv"), Path.of("/bin/setpriv"), Path.of("/usr/local/bin/setpriv"));

    private Setpriv() {}

    /** The command line of {@code setpriv} up to the program; empty when the program needs nothing of it. */
    static List<String> prefix(Optional<Account> account, boolean diesWithMaster) throws SpawnException {
        boolean changesUser = account.isPresent() && account.get().uid() != Libc.getuid();
        if (!changesUser && !diesWithMaster) {
            return List.of();
        }
        List<String> prefix = new ArrayList<>();
        prefix.add(location().toString());
        if (changesUser) {
            prefix.addAll(becoming(account.get()));
        }
        if (diesWithMaster) {
            prefix.addAll(List.of("--pdeathsig", "TERM"));
        }
        prefix.add("--");
        return prefix;
    }

    private static List<String> becoming(Account account) throws SpawnException {
        if (Libc.getuid() != 0) {
            throw new SpawnException(
                    Kind.BAD_USER,
                    "the master runs as uid " + Libc.getuid() + " and cannot become user " + account.name()
                            + "; start it as root, or remove the service's user");
        }
        return List.of(
                "--reuid",
                Integer.toString(account.uid()),
                "--regid",
                Integer.toString(account.gid()),
                "--init-groups");
    }

    private static Path location() throws SpawnException {
        return PLACES.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new SpawnException(
                        Kind.NOT_FOUND,
                        "setpriv is not installed (" + PLACES + "); it is part of util-linux and needed for another"
                                + " user and for workers that end with the master"));
    }
}
