package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.muster.supervisor.core.ExitStatus;
import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a child finds when it begins. */
class SpawnerIT {

    private static final int USR2 = 12;

    private final Path dir;
    private final Sandbox sandbox;

    SpawnerIT(@TempDir Path dir) {
        this.dir = dir;
        this.sandbox = new Sandbox(dir);
    }

    @AfterEach
    void killTheRest() {
        sandbox.close();
    }

    @Test
    @DisplayName("S88 a child has its three descriptors and nothing else, whatever the master has open")
    void childHasOnlyItsThreeDescriptors() throws IOException {
        List<Integer> inheritable = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            inheritable.add(Libc.open(Libc.cString("/dev/null"), Fd.O_RDONLY, 0));
        }
        Child child = sandbox.spawn("sleep", "60");
        inheritable.forEach(Libc::close);
        Path fds = Path.of("/proc/" + child.pid() + "/fd");
        try (Stream<Path> open = Files.list(fds)) {
            assertThat(open.map(fd -> fd.getFileName().toString())).containsExactlyInAnyOrder("0", "1", "2");
        }
        assertThat(Files.readSymbolicLink(fds.resolve("0"))).hasToString("/dev/null");
        assertThat(Files.readSymbolicLink(fds.resolve("1"))).isEqualTo(sandbox.out());
        assertThat(Files.readSymbolicLink(fds.resolve("2"))).isEqualTo(sandbox.err());
    }

    @Test
    void outputIsOpenedForReadingToo() throws IOException {
        Child child = sandbox.spawn("sleep", "60");
        for (String fd : List.of("1", "2")) {
            String info = Files.readString(Path.of("/proc/" + child.pid() + "/fdinfo/" + fd));
            assertThat(info).containsPattern("flags:\\s+0?\\d*2\\n");
        }
    }

    @Test
    @DisplayName("S88 no signal is blocked or ignored in a child, whatever the JVM and its starter have done")
    void signalsAreAtTheirDefaults() throws IOException {
        NativeLibrary libc = NativeLibrary.getInstance("libc.so.6");
        Pointer before = libc.getFunction("signal").invokePointer(new Object[] {USR2, Pointer.createConstant(1)});
        Child child = sandbox.spawn("sleep", "60");
        libc.getFunction("signal").invokePointer(new Object[] {USR2, before});
        List<String> status = Files.readAllLines(Path.of("/proc/" + child.pid() + "/status"));
        assertThat(status).contains("SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000");
    }

    @Test
    void childLeadsASessionAndAGroupOfItsOwn() {
        Child child = sandbox.spawn("sleep", "60");
        ProcStat stat = ProcStat.read(child.pid()).orElseThrow();
        assertThat(stat.session()).isEqualTo(child.pid());
        assertThat(stat.group()).isEqualTo(child.pid());
        assertThat(stat.startTicks()).isEqualTo(child.startTicks());
        assertThat(stat.parent()).isEqualTo(Libc.getpid());
    }

    @Test
    void childIsTitledAndHasExactlyTheEnvironmentAndDirectoryAskedFor() throws IOException {
        Path work = Files.createDirectory(dir.resolve("work"));
        Child child = sandbox.spawn(new SpawnRequest(
                List.of("sleep", "60"),
                "muster: printer.1",
                Map.of("PATH", "/usr/bin:/bin", "GREETING", "grüß dich"),
                work,
                sandbox.out(),
                sandbox.err(),
                Optional.empty(),
                false));
        Path proc = Path.of("/proc/" + child.pid());
        assertThat(strings(proc.resolve("cmdline"))).containsExactly("muster: printer.1", "60");
        assertThat(strings(proc.resolve("environ")))
                .containsExactlyInAnyOrder("PATH=/usr/bin:/bin", "GREETING=grüß dich");
        assertThat(Files.readSymbolicLink(proc.resolve("cwd"))).isEqualTo(work.toRealPath());
    }

    /** For a moment after the spawn the kernel is still laying out the new program's memory. */
    private static List<String> strings(Path procFile) throws IOException {
        Await.until("arguments and environment", () -> !Sandbox.read(procFile).isEmpty());
        String text = new String(Files.readAllBytes(procFile), StandardCharsets.UTF_8);
        return Arrays.stream(text.split("\0", -1))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    static List<Path> installedJvms() throws IOException {
        List<Path> javas = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")));
        Path jvms = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(jvms)) {
            try (Stream<Path> homes = Files.list(jvms)) {
                homes.map(home -> home.resolve("bin/java"))
                        .filter(Files::isExecutable)
                        .forEach(javas::add);
            }
        }
        return javas;
    }

    @ParameterizedTest
    @MethodSource("installedJvms")
    void jvmFindsItselfUnderAnyName(Path java) {
        Child child = sandbox.spawn(new SpawnRequest(
                List.of(java.toString(), "-XX:TieredStopAtLevel=1", "-version"),
                "muster: printer.1",
                Map.of(),
                dir,
                sandbox.out(),
                sandbox.err(),
                Optional.empty(),
                false));
        assertThat(sandbox.exitOf(child)).isEqualTo(ExitStatus.exited(0));
    }

    @Test
    void programIsLookedUpInTheChildsPath() throws IOException {
        Path first = Files.createDirectory(dir.resolve("first"));
        Path second = Files.createDirectory(dir.resolve("second"));
        Files.writeString(first.resolve("work"), "not executable");
        script(second.resolve("work"), "#!/bin/sh\nexit 7\n");
        SpawnRequest request = sandbox.request("work");
        Map<String, String> environment = Map.of("PATH", first + ":" + second);
        assertThat(sandbox.exitOf(sandbox.spawn(with(request, environment)))).isEqualTo(ExitStatus.exited(7));
        assertThat(sandbox.refused(request).kind()).isEqualTo(SpawnException.Kind.NOT_FOUND);
    }

    @Test
    void relativeProgramIsRelativeToTheWorkingDirectory() throws IOException {
        script(dir.resolve("work"), "#!/bin/sh\nexit 8\n");
        assertThat(sandbox.exitOf(sandbox.spawn("./work"))).isEqualTo(ExitStatus.exited(8));
        assertThat(sandbox.exitOf(sandbox.spawn(with(sandbox.request("work"), Map.of("PATH", "")))))
                .isEqualTo(ExitStatus.exited(8));
    }

    @Test
    void otherUserHasItsGroupsAndItsHome() throws IOException {
        assumeTrue(Libc.getuid() == 0, "only root can become another user");
        SpawnRequest plain = sandbox.request("sleep", "60");
        Child child = sandbox.spawn(new SpawnRequest(
                plain.argv(),
                plain.argv0(),
                Map.of("PATH", "/usr/bin:/bin", "HOME", "/elsewhere"),
                dir,
                plain.stdout(),
                plain.stderr(),
                Optional.of("daemon"),
                false));
        Path proc = Path.of("/proc/" + child.pid());
        Await.until(
                "setpriv to be done", () -> Sandbox.read(proc.resolve("comm")).equals("sleep\n"));
        assertThat(Files.readAllLines(proc.resolve("status"))).contains("Uid:\t1\t1\t1\t1", "Gid:\t1\t1\t1\t1");
        assertThat(strings(proc.resolve("environ"))).contains("HOME=/elsewhere", "USER=daemon", "LOGNAME=daemon");
        assertThat(ProcStat.read(child.pid()).orElseThrow().session()).isEqualTo(child.pid());
    }

    @Test
    @DisplayName("S80 spawning from a second thread is refused: the first one's life is the children's")
    void secondThreadMayNotSpawn() throws Exception {
        sandbox.spawn("sleep", "60");
        List<Throwable> failures = new ArrayList<>();
        Thread other = new Thread(() -> {
            try {
                sandbox.spawn("sleep", "60");
            } catch (IllegalStateException refused) {
                failures.add(refused);
            }
        });
        other.start();
        other.join();
        assertThat(failures).singleElement().asString().contains("children end with the thread that spawned them");
    }

    @Test
    void oldGlibcIsNamedAtTheStart() {
        Spawner.requireGlibc("2.34");
        Spawner.requireGlibc("2.36");
        assertThatThrownBy(() -> Spawner.requireGlibc("2.31"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("glibc 2.31 is too old")
                .hasMessageContaining("2.34");
    }

    static SpawnRequest with(SpawnRequest request, Map<String, String> environment) {
        return new SpawnRequest(
                request.argv(),
                request.argv0(),
                environment,
                request.workingDirectory(),
                request.stdout(),
                request.stderr(),
                request.attributes().user(),
                request.diesWithMaster());
    }

    static void script(Path path, String text) throws IOException {
        Files.writeString(path, text);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
