package dev.muster.supervisor.process;

import dev.muster.supervisor.process.SpawnException.Kind;
import dev.muster.supervisor.spec.Attributes;
import dev.muster.supervisor.spec.ResourceLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the kernel would refuse this process, said before it is tried. Immutable. */
final class Privileges {

    private static final int CAP_SYS_NICE = 23;
    private static final int CAP_SYS_RESOURCE = 24;
    /** RLIMIT_NICE counts backwards: a limit of 20 allows a nice of 0 (getrlimit(2)). */
    private static final int ZERO_NICE = 20;

    private static final Path SELF = Path.of("/proc/self");
    private static final Path MOST_FILES = Path.of("/proc/sys/fs/nr_open");

    /** As {@code /proc/self/limits} calls them. */
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("as", "Max address space"),
            Map.entry("core", "Max core file size"),
            Map.entry("cpu", "Max cpu time"),
            Map.entry("data", "Max data size"),
            Map.entry("fsize", "Max file size"),
            Map.entry("memlock", "Max locked memory"),
            Map.entry("msgqueue", "Max msgqueue size"),
            Map.entry("nofile", "Max open files"),
            Map.entry("nproc", "Max processes"),
            Map.entry("rtprio", "Max realtime priority"),
            Map.entry("sigpending", "Max pending signals"),
            Map.entry("stack", "Max stack size"));

    private final Path self;

    Privileges(Path self) {
        this.self = self;
    }

    /** @throws SpawnException saying which key asks for too much, and who could */
    static void require(Attributes attributes) throws SpawnException {
        new Privileges(SELF).check(attributes);
    }

    void check(Attributes attributes) throws SpawnException {
        for (Map.Entry<String, String> limit : attributes.rlimits().entrySet()) {
            boolean bytes = ResourceLimit.resources().getOrDefault(limit.getKey(), true);
            requireLimit(limit.getKey(), ResourceLimit.parse(limit.getValue(), bytes));
        }
        // Both would go unsaid, or be said to nobody: nice(1) goes on without.
        int nice = attributes.nice().orElse(0);
        if (nice < 0 && !has(CAP_SYS_NICE)) {
            refuse("nice = " + nice, "a nice below 0", "CAP_SYS_NICE", "remove it");
        }
        int score = attributes.oomScore().orElse(0);
        if (attributes.oomScore().isPresent() && score < ownScore() && !has(CAP_SYS_RESOURCE)) {
            refuse(
                    "oom-score = " + score,
                    "an oom-score below the master's own (" + ownScore() + ")",
                    "CAP_SYS_RESOURCE",
                    "raise it");
        }
    }

    private void requireLimit(String name, ResourceLimit limit) throws SpawnException {
        String key = name + " = " + limit.argument();
        if (name.equals("nofile") && limit.hard() != ResourceLimit.KEPT && limit.hard() > mostFiles()) {
            throw new SpawnException(
                    Kind.BAD_LIMIT,
                    "limits." + key + " is more than this machine allows to anybody (" + mostFiles()
                            + "); raise sysctl fs.nr_open, or lower it");
        }
        long hard = ownHardLimit(name);
        if (limit.hard() == ResourceLimit.KEPT && limit.soft() > hard) {
            throw new SpawnException(
                    Kind.BAD_LIMIT,
                    "limits." + key + " is above the hard limit (" + hard + "), which it keeps; give both, soft:hard");
        }
        if (limit.hard() > hard && !has(CAP_SYS_RESOURCE)) {
            refuse(
                    key,
                    "more than the master's own hard limit (" + hard + ")",
                    "CAP_SYS_RESOURCE",
                    "lower it, or raise the master's (Limit" + name.toUpperCase(Locale.ROOT)
                            + "= of its systemd unit)");
        }
    }

    private static void refuse(String key, String what, String capability, String otherwise) throws SpawnException {
        throw new SpawnException(
                Kind.BAD_LIMIT,
                "limits." + key + ": " + what + " is only for root or " + capability + "; start the master with it, or "
                        + otherwise);
    }

    /** Whether a thread that is SCHED_IDLE, which is as a nice of 20, may be made a usual one again. */
    static boolean maySetNormal() {
        return maySet(SELF, 0);
    }

    /** Whether the nice of a thread, or of an autogroup, may become so low. */
    static boolean maySet(int nice) {
        return maySet(SELF, nice);
    }

    /** A capability counts only where user namespaces do not make it a matter of the container's own. */
    static boolean maySet(Path self, int nice) {
        Privileges own = new Privileges(self);
        boolean real =
                own.lines("uid_map").stream().allMatch(line -> line.strip().matches("0 +0 +4294967295"));
        return (own.has(CAP_SYS_NICE) && real) || own.ownSoftLimit("Max nice priority") >= ZERO_NICE - nice;
    }

    private long ownSoftLimit(String title) {
        return lines("limits").stream()
                .filter(line -> line.startsWith(title))
                .map(line -> line.substring(title.length()).strip().split("\\s+", -1)[0])
                .map(soft -> soft.equals("unlimited") ? ResourceLimit.UNLIMITED : Long.parseLong(soft))
                .findFirst()
                .orElse(0L);
    }

    private boolean has(int capability) {
        return lines("status").stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> Long.parseUnsignedLong(
                        line.substring("CapEff:".length()).strip(), 16))
                .anyMatch(set -> (set >> capability & 1) == 1);
    }

    private long ownHardLimit(String name) {
        String title = TITLES.getOrDefault(name, name);
        return lines("limits").stream()
                .filter(line -> line.startsWith(title))
                .map(line -> line.substring(title.length()).strip().split("\\s+", -1)[1])
                .map(hard -> hard.equals("unlimited") ? ResourceLimit.UNLIMITED : Long.parseLong(hard))
                .findFirst()
                .orElse(ResourceLimit.UNLIMITED);
    }

    /** The oom-score that a worker begins with, where it would inherit another one: what spares the master is meant for nobody else. */
    Optional<Integer> startScore(Attributes attributes) {
        return attributes.oomScore().or(() -> ownScore() < 0 ? Optional.of(0) : Optional.empty());
    }

    /** As {@link #startScore(Attributes)}, of this process. */
    static Optional<Integer> scoreOfWorker(Attributes attributes) {
        return new Privileges(SELF).startScore(attributes);
    }

    private int ownScore() {
        return lines("oom_score_adj").stream()
                .findFirst()
                .map(text -> Integer.parseInt(text.strip()))
                .orElse(0);
    }

    private static long mostFiles() {
        return read(MOST_FILES).stream().findFirst().map(Long::valueOf).orElse(ResourceLimit.UNLIMITED);
    }

    private List<String> lines(String file) {
        return read(self.resolve(file));
    }

    /**
     * Nothing when it cannot be read: then the kernel has the last word. With a buffer, because a file of /proc/sys can be read from its
     * beginning only, and {@link Files#readString} begins with one byte of what claims to be empty.
     */
    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
