package dev.muster.supervisor.process;

import dev.muster.supervisor.spec.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place in the control groups (cgroup v2) where a master may make groups for its workers: its own group, where that was delegated to
 * it. Nothing here fails a start. Thread-safe.
 *
 * <p>A group with controllers may have no processes of its own, so that the master moves itself, and whoever is there with it, to a
 * leaf called {@value #LEAF} (cgroups(7), "no internal processes").
 */
public final class Cgroups implements AutoCloseable {

    static final String LEAF = "master";

    private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
    private static final Set<String> WANTED = Set.of("cpu", "memory", "pids");
    private static final int SIGKILL = 9;
    /** What the name of a spare has between its service and its number; see {@code WarmSpares}. */
    public static final String SPARE = "spare-";

    private static final String PROCS = "cgroup.procs";
    private static final String SUBTREE = "cgroup.subtree_control";

    private final Optional<Path> base;
    private final Set<String> controllers;
    private final String why;
    private final boolean ownDirectory;

    private Cgroups(Optional<Path> base, Set<String> controllers, String why, boolean ownDirectory) {
        this.base = base;
        this.controllers = Set.copyOf(controllers);
        this.why = why;
        this.ownDirectory = ownDirectory;
    }

    /**
     * Looks for the place and takes it.
     *
     * @param name of a directory for the groups where the place is not the master's alone
     */
    public static Cgroups take(String name) {
        return take(Path.of("/proc/self"), name, Files.isDirectory(Path.of("/run/systemd/system")));
    }

    /** @param systemd whether the groups are systemd's, which gives away what it likes */
    static Cgroups take(Path self, String name, boolean systemd) {
        try {
            Optional<CgroupPlace> found = CgroupPlace.find(self);
            if (found.isEmpty()) {
                return none("there is no cgroup v2 here");
            }
            CgroupPlace place = found.get();
            Path own = place.directory();
            boolean leaf = own.endsWith(LEAF);
            Path parent = leaf ? own.getParent() : own;
            if (parent == null || !Files.isWritable(parent.resolve(PROCS))) {
                return none(parent + " may not be written to");
            }
            if (!leaf && systemd && !isDelegated(parent)) {
                return none(parent + " is systemd's own: the unit needs Delegate=yes");
            }
            return place.isTop() ? ofTop(parent, name) : ofOwn(parent);
        } catch (IOException | RuntimeException e) {
            return none("there is no cgroup to be had (" + e + ")");
        }
    }

    static Cgroups none(String why) {
        return new Cgroups(Optional.empty(), Set.of(), why, false);
    }

    /** A group that is ours alone. */
    private static Cgroups ofOwn(Path parent) throws IOException {
        return new Cgroups(Optional.of(parent), enable(parent, true), "", false);
    }

    /** The top of the machine or of a container: others may be there, too. */
    private static Cgroups ofTop(Path top, String name) throws IOException {
        // Only that of a container is a group like any other.
        enable(top, Files.exists(top.resolve("cgroup.type")));
        Path base = Files.createDirectories(top.resolve(name));
        return new Cgroups(Optional.of(base), enable(base, false), "", true);
    }

    private static boolean isDelegated(Path group) {
        try {
            UserDefinedFileAttributeView marks = Files.getFileAttributeView(group, UserDefinedFileAttributeView.class);
            boolean ours = !Files.getAttribute(group, "unix:uid").equals(0);
            return ours || (marks != null && marks.list().contains("delegate"));
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Gives the groups below it the controllers that there are. */
    private static Set<String> enable(Path group, boolean empty) throws IOException {
        Set<String> there =
                new TreeSet<>(List.of(read(group.resolve("cgroup.controllers")).split("\\s+", -1)));
        there.retainAll(WANTED);
        Set<String> missing = new TreeSet<>(there);
        missing.removeAll(List.of(read(group.resolve(SUBTREE)).split("\\s+", -1)));
        if (!missing.isEmpty()) {
            if (empty) {
                moveToLeaf(group);
            }
            for (String controller : missing) {
                if (!write(group.resolve(SUBTREE), "+" + controller)) {
                    there.remove(controller);
                }
            }
        }
        return there;
    }

    private static void moveToLeaf(Path group) throws IOException {
        Path leaf = Files.createDirectories(group.resolve(LEAF));
        for (int pid : pids(group)) {
            write(leaf.resolve(PROCS), Integer.toString(pid));
        }
    }

    /** Whether groups can be made. */
    public boolean available() {
        return base.isPresent();
    }

    /** What is missing for these, as sentences. */
    public List<String> missing(Resources wanted) {
        List<String> missing = new ArrayList<>();
        if (base.isEmpty()) {
            missing.add("cgroups are not to be had: " + why);
        }
        wanted.memoryMax()
                .filter(max -> !controls("memory"))
                .ifPresent(max -> missing.add("memory-max is watched by the master and not by the kernel"));
        wanted.cpuMax().filter(max -> !controls("cpu")).ifPresent(max -> missing.add("cpu-max has no effect"));
        wanted.tasksMax().filter(max -> !controls("pids")).ifPresent(max -> missing.add("tasks-max has no effect"));
        return missing;
    }

    private boolean controls(String controller) {
        return controllers.contains(controller);
    }

    /** Makes the group of a worker; empty when there is none to be had. */
    public Optional<Cgroup> begin(String worker, Resources limits) {
        if (base.isEmpty()) {
            return Optional.empty();
        }
        Path directory = base.get().resolve(worker);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            LOG.warn("{}: there is no cgroup for it: {}", worker, e.toString());
            return Optional.empty();
        }
        Cgroup group = group(directory, limits);
        if (group.isPopulated()) {
            LOG.warn("{}: killing what a former life has left in {}", worker, directory);
            group.signal(SIGKILL, 0);
        }
        return Optional.of(group);
    }

    /** The group in which a living worker, or what is left of one, was left by a former master. */
    public Optional<Cgroup> find(String worker, int pid, Resources limits) {
        try {
            return CgroupPlace.find(Path.of("/proc", Integer.toString(pid)))
                    .map(CgroupPlace::directory)
                    .filter(directory -> directory.endsWith(worker) || isOfSpare(directory, worker))
                    .map(directory -> group(directory, limits));
        } catch (IOException | RuntimeException gone) {
            return base.map(directory -> directory.resolve(worker))
                    .filter(Files::isDirectory)
                    .map(directory -> group(directory, limits));
        }
    }

    /** A worker that has begun as a spare of its service is where it began. */
    private static boolean isOfSpare(Path directory, String worker) {
        String service = worker.substring(0, worker.lastIndexOf('.') + 1);
        return directory.getFileName() != null
                && directory.getFileName().toString().startsWith(service + SPARE);
    }

    private Cgroup group(Path directory, Resources limits) {
        Cgroup group = new Cgroup(directory, controllers);
        group.limit(limits);
        return group;
    }

    /** Removes the directory of the groups, if it is a further one and nobody has stayed. */
    @Override
    public void close() {
        base.filter(directory -> ownDirectory).ifPresent(directory -> new Cgroup(directory, Set.of()).remove());
    }

    static boolean write(Path file, String text) {
        try {
            Files.writeString(file, text);
            return true;
        } catch (IOException e) {
            LOG.warn("cannot write {} to {}: {}", text, file, e.toString());
            return false;
        }
    }

    static String read(Path file) {
        try {
            return String.join("\n", Files.readAllLines(file));
        } catch (IOException missing) {
            return "";
        }
    }

    static List<Integer> pids(Path group) {
        return read(group.resolve(PROCS))
                .lines()
                .filter(line -> line.matches("[0-9]+"))
                .map(Integer::valueOf)
                .toList();
    }
}
