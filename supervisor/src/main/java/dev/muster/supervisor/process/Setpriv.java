package dev.muster.supervisor.process;

import dev.muster.supervisor.process.SpawnException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** util-linux's {@code setpriv}: another user, another group, TERM when the master dies. No state. */
final class Setpriv {

    private Setpriv() {}

    /** The command line of {@code setpriv} up to the program; empty when the program needs nothing of it. */
    static List<String> prefix(Optional<Account> account, OptionalInt group, boolean diesWithMaster)
            throws SpawnException {
        boolean changesUser = account.isPresent() && account.get().uid() != Libc.getuid();
        if (!changesUser && group.isEmpty() && !diesWithMaster) {
            return List.of();
        }
        List<String> prefix = new ArrayList<>();
        prefix.add(
                Tool.find("setpriv", "util-linux", "another user or group and for workers that end with the master"));
        if (changesUser) {
            Account user = account.get();
            requireRoot("user " + user.name(), "user");
            prefix.addAll(List.of("--reuid", Integer.toString(user.uid())));
        }
        if (changesUser || group.isPresent()) {
            requireRoot("the group " + group.orElse(0), "group");
            int gid =
                    group.isPresent() ? group.getAsInt() : account.orElseThrow().gid();
            prefix.addAll(List.of("--regid", Integer.toString(gid)));
            prefix.add(changesUser && account.get().isListed() ? "--init-groups" : "--clear-groups");
        }
        if (diesWithMaster) {
            prefix.addAll(List.of("--pdeathsig", "TERM"));
        }
        prefix.add("--");
        return prefix;
    }

    private static void requireRoot(String whom, String key) throws SpawnException {
        if (Libc.getuid() != 0) {
            throw new SpawnException(
                    Kind.BAD_USER,
                    "the master runs as uid " + Libc.getuid() + " and cannot become " + whom
                            + "; start it as root, or remove the service's " + key);
        }
    }
}
