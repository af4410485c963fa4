package dev.muster.supervisor.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads how much memory there is for this process and its children, and how much of it is free: the machine's, or the container's. */
final class HostReader {

    private final Path proc;
    private final Path cgroups;

    HostReader(Path proc, Path cgroups) {
        this.proc = proc;
        this.cgroups = cgroups;
    }

    static HostReader ofThisHost() {
        return new HostReader(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /** Java knows the processors of a container, by cpu.max, and counts a started one as whole. */
    Headroom read() {
        Headroom least = new Headroom(
                meminfo("MemAvailable:"),
                meminfo("MemTotal:"),
                Runtime.getRuntime().availableProcessors());
        for (String line : lines(proc.resolve("self/cgroup"))) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && fields[1].isEmpty()) {
                least = within(least, cgroups, fields[2], Names.V2);
            } else if (fields.length == 3 && Stream.of(fields[1].split(",", -1)).anyMatch("memory"::equals)) {
                least = within(least, cgroups.resolve("memory"), fields[2], Names.V1);
            }
        }
        return least;
    }

    private enum Names {
        V2("memory.max", "memory.current", "inactive_file "),
        V1("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file ");

        final String limit;
        final String used;
        final String reclaimable;

        Names(String limit, String used, String reclaimable) {
            this.limit = limit;
            this.used = used;
            this.reclaimable = reclaimable;
        }
    }

    /** A group and all around it; the root of a container stands for the group that it was given from outside. */
    private static Headroom within(Headroom around, Path root, String group, Names names) {
        Headroom least = around;
        Path lowest = root.resolve(group.substring(1)).normalize();
        @Nullable Path next = lowest.startsWith(root) ? lowest : root;
        while (next != null && next.startsWith(root)) {
            Path at = next;
            next = at.getParent();
            OptionalLong limit = number(at.resolve(names.limit));
            OptionalLong used = number(at.resolve(names.used));
            if (limit.isPresent()) {
                long total = Math.min(least.total(), limit.getAsLong());
                least = new Headroom(least.free(), total, least.cpus());
            }
            if (limit.isPresent() && used.isPresent()) {
                long cache = field(at.resolve("memory.stat"), names.reclaimable);
                long free = Math.max(0, limit.getAsLong() - Math.max(0, used.getAsLong() - cache));
                least = new Headroom(Math.min(least.free(), free), least.total(), least.cpus());
            }
        }
        return least;
    }

    private long meminfo(String field) {
        return field(proc.resolve("meminfo"), field) << 10;
    }

    private static long field(Path file, String name) {
        return lines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> Long.parseLong(line.substring(name.length()).replaceAll("\\D", "")))
                .findFirst()
                .orElse(0L);
    }

    private static OptionalLong number(Path file) {
        return lines(file).stream()
                .filter(line -> line.matches("[0-9]{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException missing) {
            return List.of();
        }
    }
}
