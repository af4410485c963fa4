package dev.muster.supervisor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine with 8 GiB, 6 GiB of them available, and containers in it. */
final class HostReaderTest {

    private static final long MIB = 1L << 20;

    private final Path proc;
    private final Path cgroups;

    HostReaderTest(@TempDir Path directory) {
        proc = directory.resolve("proc");
        cgroups = directory.resolve("cgroup");
    }

    @BeforeEach
    void machine() throws IOException {
        write(proc.resolve("meminfo"), "MemTotal:       8388608 kB\nMemFree:  1 kB\nMemAvailable:   6291456 kB\n");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Headroom read() {
        return new HostReader(proc, cgroups).read();
    }

    @Test
    void withoutAContainerTheMachineCounts() throws IOException {
        write(proc.resolve("self/cgroup"), "0::/\n");
        assertThat(read().free()).isEqualTo(6144 * MIB);
        assertThat(read().total()).isEqualTo(8192 * MIB);
        assertThat(read().cpus()).isPositive();
    }

    @Test
    void aContainerHasWhatItsLimitLeavesAndCanGiveBackItsCache() throws IOException {
        write(proc.resolve("self/cgroup"), "0::/muster\n");
        write(cgroups.resolve("muster/memory.max"), 1024 * MIB + "\n");
        write(cgroups.resolve("muster/memory.current"), 900 * MIB + "\n");
        write(cgroups.resolve("muster/memory.stat"), "anon 1\ninactive_file " + 300 * MIB + "\nactive_file 7\n");
        assertThat(read().free()).isEqualTo(424 * MIB);
        assertThat(read().total()).isEqualTo(1024 * MIB);
    }

    @Test
    void aGroupAroundItMayHaveLess() throws IOException {
        write(proc.resolve("self/cgroup"), "0::/pod/muster\n");
        write(cgroups.resolve("pod/muster/memory.max"), "max\n");
        write(cgroups.resolve("pod/muster/memory.current"), "5\n");
        write(cgroups.resolve("pod/memory.max"), 512 * MIB + "\n");
        write(cgroups.resolve("pod/memory.current"), 600 * MIB + "\n");
        assertThat(read().free()).isZero();
        assertThat(read().total()).isEqualTo(512 * MIB);
    }

    @Test
    void soIsItWithTheFirstVersion() throws IOException {
        write(proc.resolve("self/cgroup"), "5:cpu,memory:/docker/x\n0::/\n");
        write(cgroups.resolve("memory/memory.limit_in_bytes"), 2048 * MIB + "\n");
        write(cgroups.resolve("memory/memory.usage_in_bytes"), 1024 * MIB + "\n");
        write(cgroups.resolve("memory/memory.stat"), "inactive_file 1\ntotal_inactive_file " + 24 * MIB + "\n");
        assertThat(read().free()).isEqualTo(1048 * MIB);
    }

    @Test
    void groupWithoutALimitHasTheMachines() throws IOException {
        write(proc.resolve("self/cgroup"), "0::/system.slice/muster.service\n");
        write(cgroups.resolve("system.slice/muster.service/memory.max"), "max\n");

        assertThat(read().total()).isEqualTo(8192 * MIB);
    }

    @Test
    void anyGroupAroundUsBoundsIt() throws IOException {
        write(proc.resolve("self/cgroup"), "0::/a/b/c\n");
        write(cgroups.resolve("a/memory.max"), "1073741824\n");
        write(cgroups.resolve("a/b/memory.max"), "max\n");
        write(cgroups.resolve("a/b/c/memory.max"), "4294967296\n");

        assertThat(read().total()).isEqualTo(1024 * MIB);
    }

    @Test
    void containerWithARootOfItsOwnIsFound() throws IOException {
        write(proc.resolve("self/cgroup"), "0::/\n");
        write(cgroups.resolve("memory.max"), "536870912\n");

        assertThat(read().total()).isEqualTo(512 * MIB);
    }

    @Test
    void controllersOfTheFirstVersionCountAsWell() throws IOException {
        write(proc.resolve("self/cgroup"), "5:cpu,cpuacct:/x\n4:memory:/docker/1\n0::/\n");
        write(cgroups.resolve("memory/docker/1/memory.limit_in_bytes"), "268435456\n");
        write(cgroups.resolve("memory/memory.limit_in_bytes"), "9223372036854771712\n");

        assertThat(read().total()).isEqualTo(256 * MIB);
    }
}
