package dev.muster.supervisor.process;

import dev.muster.supervisor.spec.Attributes;
import dev.muster.supervisor.spec.ResourceLimit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What comes in front of a program that needs what {@code posix_spawn} has no attribute for: small programs that each do one thing and
 * execute the next, in this order, and only those that are needed. {@code exec} keeps the pid. What only the master may do comes before
 * {@code setpriv} takes its privileges away.
 *
 * <ol>
 *   <li>{@code sh}: control group, oom-score, umask
 *   <li>{@code prlimit}: resource limits
 *   <li>{@code nice}
 *   <li>{@code setpriv}: user, group, end with the master
 * </ol>
 *
 * What is known to be refused is refused before the spawn; of anything else the small program complains in the worker's log. No state.
 */
final class Prelude {

    private Prelude() {}

    /** The words up to the program; empty when nothing is needed. */
    static List<String> of(SpawnRequest request, Optional<Account> account) throws SpawnException {
        Attributes attributes = request.attributes();
        Privileges.require(attributes);
        List<String> words = new ArrayList<>(shell(attributes, request.cgroup()));
        if (!attributes.rlimits().isEmpty()) {
            words.add(Tool.find("prlimit", "util-linux", "resource limits"));
            attributes.rlimits().forEach((name, limit) -> words.add("--" + name + "=" + argument(name, limit)));
        }
        if (attributes.nice().isPresent()) {
            words.add(Tool.find("nice", "coreutils", "nice"));
            words.add("-n");
            words.add(attributes.nice().get().toString());
        }
        words.addAll(Setpriv.prefix(account, Account.group(attributes.group()), request.diesWithMaster()));
        return words;
    }

    static String argument(String resource, String limit) {
        Map<String, Boolean> resources = ResourceLimit.resources();
        return ResourceLimit.parse(limit, resources.getOrDefault(resource, true))
                .argument();
    }

    /** All that a shell can do by itself, in one. */
    private static List<String> shell(Attributes attributes, Optional<Path> cgroup) throws SpawnException {
        List<String> steps = new ArrayList<>();
        // 0 is whoever writes it.
        cgroup.ifPresent(directory -> steps.add("echo 0 >" + quoted(directory.resolve("cgroup.procs"))));
        Privileges.scoreOfWorker(attributes)
                .ifPresent(score -> steps.add("echo " + score + " >/proc/self/oom_score_adj"));
        attributes.umask().ifPresent(mask -> steps.add("umask " + mask));
        if (steps.isEmpty()) {
            return List.of();
        }
        steps.add("exec \"$@\"");
        return List.of(
                Tool.find("sh", "every Linux", "umask, oom-score and cgroups"),
                "-c",
                String.join(" && ", steps),
                "muster");
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }
}
