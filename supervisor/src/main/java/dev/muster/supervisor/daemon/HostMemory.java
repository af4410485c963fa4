package dev.muster.supervisor.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How much memory there is for this process and its children: the machine's, or the container's if that is less. */
final class HostMemory {

    private static final String V2_LIMIT = "memory.max";
    private static final String V1_LIMIT = "memory.limit_in_bytes";

    private HostMemory() {}

    static long bytes() {
        return bytes(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    static long bytes(Path proc, Path cgroups) {
        long bytes = total(proc.resolve("meminfo"));
        for (String line : lines(proc.resolve("self/cgroup"))) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && fields[1].isEmpty()) {
                bytes = Math.min(bytes, least(cgroups, fields[2], V2_LIMIT));
            } else if (fields.length == 3 && Stream.of(fields[1].split(",", -1)).anyMatch("memory"::equals)) {
                bytes = Math.min(bytes, least(cgroups.resolve("memory"), fields[2], V1_LIMIT));
            }
        }
        return bytes;
    }

    /** Of a group and all around it; the root of a container stands for the group that it was given from outside. */
    private static long least(Path root, String group, String file) {
        long least = Long.MAX_VALUE;
        Path lowest = root.resolve(group.substring(1)).normalize();
        for (Path at = lowest.startsWith(root) ? lowest : root;
                at != null && at.startsWith(root);
                at = at.getParent()) {
            for (String limit : lines(at.resolve(file))) {
                if (limit.matches("[0-9]{1,18}")) {
                    least = Math.min(least, Long.parseLong(limit));
                }
            }
        }
        return least;
    }

    private static long total(Path meminfo) {
        return lines(meminfo).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException missing) {
            return List.of();
        }
    }
}
