package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMemoryTest {

    private static final long MACHINE = 8L << 30;

    private final Path proc;
    private final Path cgroups;

    HostMemoryTest(@TempDir Path directory) throws IOException {
        proc = directory.resolve("proc");
        cgroups = directory.resolve("cgroup");
        write(proc.resolve("meminfo"), "MemTotal:        8388608 kB\nMemFree:  1 kB\n");
    }

    @Test
    void withoutAContainerItIsTheMachines() throws IOException {
        write(proc.resolve("self/cgroup"), "0::/system.slice/muster.service\n");
        write(cgroups.resolve("system.slice/muster.service/memory.max"), "max\n");

        assertThat(HostMemory.bytes(proc, cgroups)).isEqualTo(MACHINE);
    }

    @Test
    void anyGroupAroundUsBoundsIt() throws IOException {
        write(proc.resolve("self/cgroup"), "0::/a/b/c\n");
        write(cgroups.resolve("a/memory.max"), "1073741824\n");
        write(cgroups.resolve("a/b/memory.max"), "max\n");
        write(cgroups.resolve("a/b/c/memory.max"), "4294967296\n");

        assertThat(HostMemory.bytes(proc, cgroups)).isEqualTo(1L << 30);
    }

    @Test
    void containerWithARootOfItsOwnIsFound() throws IOException {
        write(proc.resolve("self/cgroup"), "0::/\n");
        write(cgroups.resolve("memory.max"), "536870912\n");

        assertThat(HostMemory.bytes(proc, cgroups)).isEqualTo(512L << 20);
    }

    @Test
    void controllersOfTheFirstVersionCountAsWell() throws IOException {
        write(proc.resolve("self/cgroup"), "5:cpu,cpuacct:/x\n4:memory:/docker/1\n0::/\n");
        write(cgroups.resolve("memory/docker/1/memory.limit_in_bytes"), "268435456\n");
        write(cgroups.resolve("memory/memory.limit_in_bytes"), "9223372036854771712\n");

        assertThat(HostMemory.bytes(proc, cgroups)).isEqualTo(256L << 20);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
