package dev.muster.supervisor.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a process is in the hierarchy of cgroup v2. Immutable.
 *
 * @param isTop whether nothing is above it, as far as can be seen from here
 */
record CgroupPlace(Path directory, boolean isTop) {

    private static final String VERSION_2 = "0::";

    /**
     * Empty when there is no such hierarchy, or it is not mounted.
     *
     * @param process its directory in /proc
     */
    static Optional<CgroupPlace> find(Path process) throws IOException {
        Optional<String> group = Files.readAllLines(process.resolve("cgroup")).stream()
                .filter(line -> line.startsWith(VERSION_2))
                .map(line -> line.substring(VERSION_2.length()))
                .findFirst();
        for (String line : Files.readAllLines(process.resolve("mountinfo"))) {
            // id parent device root mountpoint options [tags] - type source options (proc(5))
            List<String> fields = List.of(line.split(" ", -1));
            int separator = fields.indexOf("-");
            if (group.isPresent() && separator > 4 && fields.get(separator + 1).equals("cgroup2")) {
                return place(group.get(), fields.get(3), fields.get(4));
            }
        }
        return Optional.empty();
    }

    private static Optional<CgroupPlace> place(String group, String root, String mountPoint) {
        Path below = Path.of(root).relativize(Path.of(group));
        Path directory = Path.of(unescaped(mountPoint)).resolve(below).normalize();
        return Files.isDirectory(directory)
                ? Optional.of(new CgroupPlace(directory, below.toString().isEmpty()))
                : Optional.empty();
    }

    private static String unescaped(String path) {
        return path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
    }
}
