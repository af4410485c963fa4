package dev.muster.supervisor.process;

import dev.muster.supervisor.spec.Resources;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control group of one worker: whatever it has started is in it, wherever it went. Thread-safe. */
public final class Cgroup {

    private static final Logger LOG = LoggerFactory.getLogger(Cgroup.class);
    private static final String WITHOUT_LIMIT = "max";
    private static final int PERIOD_MICROS = 100_000;
    private static final int SIGKILL = 9;

    private final Path directory;
    private final Set<String> controllers;
    /** Who was killed before this life began is none of it. */
    private final long killedBefore;

    Cgroup(Path directory, Set<String> controllers) {
        this.directory = directory;
        this.controllers = controllers;
        this.killedBefore = killed();
    }

    public Path directory() {
        return directory;
    }

    /** Whether the kernel sees to memory-max. */
    public boolean limitsMemory() {
        return controllers.contains("memory");
    }

    /** Writes the limits; those that are not given are taken away. */
    public void limit(Resources limits) {
        if (controllers.contains("memory")) {
            write("memory.max", limits.memoryMax().map(String::valueOf).orElse(WITHOUT_LIMIT));
            // A worker of which one process is missing is of no use to anybody.
            write("memory.oom.group", limits.memoryMax().isPresent() ? "1" : "0");
        }
        if (controllers.contains("cpu")) {
            String micros = limits.cpuPercent()
                    .map(percent -> String.valueOf((long) percent * PERIOD_MICROS / 100))
                    .orElse(WITHOUT_LIMIT);
            write("cpu.max", micros + " " + PERIOD_MICROS);
        }
        if (controllers.contains("pids")) {
            write("pids.max", limits.tasksMax().map(String::valueOf).orElse(WITHOUT_LIMIT));
        }
    }

    /**
     * Lets it have what nobody else wants of the processors, or its share.
     *
     * @return false when the group has no say in that
     */
    boolean idle(boolean idle) {
        // Since Linux 5.15.
        boolean has = controllers.contains("cpu") && Files.exists(directory.resolve("cpu.idle"));
        return has && Cgroups.write(directory.resolve("cpu.idle"), idle ? "1" : "0");
    }

    boolean isIdle() {
        return Cgroups.read(directory.resolve("cpu.idle")).equals("1");
    }

    private void write(String file, String text) {
        Cgroups.write(directory.resolve(file), text);
    }

    /** Whether the kernel has killed somebody in it, in this life, because there was no memory. */
    public boolean wasOutOfMemory() {
        return killed() > killedBefore;
    }

    private long killed() {
        return Cgroups.read(directory.resolve("memory.events"))
                .lines()
                .filter(line -> line.startsWith("oom_kill "))
                .map(line -> Long.parseLong(line.substring("oom_kill ".length()).strip()))
                .findFirst()
                .orElse(0L);
    }

    /** Whether anybody is in it, or in a group that somebody made below it. */
    public boolean isPopulated() {
        return Cgroups.read(directory.resolve("cgroup.events")).lines().anyMatch("populated 1"::equals);
    }

    /** Sends a signal to all in it but the members of a process group, who have got theirs. */
    public void signal(int signal, int exceptGroup) {
        if (signal == SIGKILL && Files.exists(directory.resolve("cgroup.kill"))) {
            write("cgroup.kill", "1");
            return;
        }
        for (int pid : Cgroups.pids(directory)) {
            try (Fd process = Pidfd.open(pid)) {
                boolean other = ProcStat.read(pid)
                        .map(stat -> stat.group() != exceptGroup)
                        .orElse(false);
                // The number may be another's since it was read.
                if (other && Cgroups.pids(directory).contains(pid)) {
                    Pidfd.signal(process, signal);
                }
            } catch (NativeException gone) {
                LOG.debug("{}: process {} is gone", directory, pid, gone);
            }
        }
    }

    /** Removes it if nobody is in it. */
    public void remove() {
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException busy) {
            LOG.debug("{} has groups of its own", directory, busy);
        } catch (IOException busy) {
            LOG.debug("{} is in use still", directory, busy);
        }
    }
}
