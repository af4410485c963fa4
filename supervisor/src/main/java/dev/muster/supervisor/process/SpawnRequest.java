package dev.muster.supervisor.process;

import dev.muster.supervisor.spec.Attributes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One process to start. Immutable.
 *
 * @param argv the program (a path, or a name to look up in the {@code PATH} of {@code environment}) and its arguments; no shell
 * @param argv0 what the program is told its name is, and {@code ps} shows. A JVM does not care; a shell script never sees it; a
 *     multi-call binary or a Python of a virtual environment needs its real name, so pass {@code argv.get(0)} for those. It is lost
 *     when something goes in front, see {@link Prelude}
 * @param environment all of it: nothing is inherited. {@code HOME}, {@code USER} and {@code LOGNAME} are added for another user
 *     unless they are there
 * @param stdout a FIFO (or any file that exists), opened read-write in the child: it never gets an EPIPE when its reader dies
 * @param attributes user, group and limits
 * @param diesWithMaster whether the kernel sends it TERM when the thread ends that asked for the spawn, which the master's death implies
 * @param cgroup the directory of the control group to begin in, the master's own when empty
 */
public record SpawnRequest(
        List<String> argv,
        String argv0,
        Map<String, String> environment,
        Path workingDirectory,
        Path stdout,
        Path stderr,
        Attributes attributes,
        boolean diesWithMaster,
        Optional<Path> cgroup) {

    public SpawnRequest {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("no program to start");
        }
    }

    /** Without limits. */
    public SpawnRequest(
            List<String> argv,
            String argv0,
            Map<String, String> environment,
            Path workingDirectory,
            Path stdout,
            Path stderr,
            Optional<String> user,
            boolean diesWithMaster) {
        this(
                argv,
                argv0,
                environment,
                workingDirectory,
                stdout,
                stderr,
                Attributes.of(user),
                diesWithMaster,
                Optional.empty());
    }

    /** Whether it needs nothing but to be spawned. */
    public boolean isPlain() {
        return attributes.isNone() && !diesWithMaster && cgroup.isEmpty();
    }
}
