package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.supervisor.core.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spawns of a master that has very many files open. */
class LeanThreadIT {

    private static final Path TASKS = Path.of("/proc/self/task");

    private final Path dir;
    private final Sandbox sandbox;
    private final List<Integer> open = new ArrayList<>();

    LeanThreadIT(@TempDir Path dir) {
        this.dir = dir;
        this.sandbox = new Sandbox(dir);
    }

    @BeforeEach
    void openManyFiles() {
        for (int i = 0; i < 700; i++) {
            open.add(Libc.open(Libc.cString("/dev/null"), Fd.O_RDONLY, 0));
        }
        assertThat(open).doesNotContain(-1);
    }

    @AfterEach
    void end() {
        sandbox.close();
        open.forEach(Libc::close);
    }

    private static Set<Path> threads(String name) throws IOException {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            return tasks.filter(
                            task -> Sandbox.read(task.resolve("comm")).strip().equals(name))
                    .collect(Collectors.toSet());
        }
    }

    private static Set<Integer> childrenOf(Path thread) {
        return Stream.of(Sandbox.read(thread.resolve("children")).strip().split(" ", -1))
                .filter(word -> !word.isEmpty())
                .map(Integer::valueOf)
                .collect(Collectors.toSet());
    }

    /** Of which thread that spawns for others a process is the child. */
    private static Path parentOf(Child child) throws IOException {
        return threads("muster-spawn").stream()
                .filter(thread -> childrenOf(thread).contains(child.pid()))
                .findFirst()
                .orElse(TASKS);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    @DisplayName(
            "S88 S60 with very many files open children come from a thread that has none, and are what they always are")
    void childrenComeFromAThreadWithATableOfItsOwn() throws IOException {
        Child first = sandbox.spawn("sleep", "60");
        assertThat(parentOf(first)).as("nobody knows yet how many are open").isEqualTo(TASKS);
        for (int i = 0; i < 5; i++) {
            Child child = sandbox.spawn("sleep", "60");
            assertThat(parentOf(child)).isNotEqualTo(TASKS);
            assertThat(names(Path.of("/proc/" + child.pid() + "/fd"))).containsExactlyInAnyOrder("0", "1", "2");
            assertThat(Files.readSymbolicLink(Path.of("/proc/" + child.pid() + "/fd/1")))
                    .isEqualTo(sandbox.out());
        }
        Child last = sandbox.spawn("sh", "-c", "pwd >where; echo $PPID >parent; exit 42");
        assertThat(sandbox.exitOf(last)).isEqualTo(ExitStatus.exited(42));
        assertThat(sandbox.line("where")).isEqualTo(dir.toRealPath().toString());
        assertThat(sandbox.line("parent"))
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        Path thread = parentOf(sandbox.spawn("sleep", "60"));
        assertThat(names(thread.resolve("fd"))).isSubsetOf("0", "1", "2");
        assertThat(names(TASKS.resolve(Long.toString(ProcessHandle.current().pid()))
                        .resolve("fd")))
                .as("the others have theirs")
                .hasSizeGreaterThan(700);
    }

    @Test
    @DisplayName(
            "S75 a child that ends with its master is the child of the thread that lives through a change of the program")
    void aChildThatEndsWithItsMasterComesFromTheCaller() throws IOException {
        sandbox.spawn("sleep", "60");
        SpawnRequest usual = sandbox.request("sleep", "60");
        Child mortal = sandbox.spawn(new SpawnRequest(
                usual.argv(),
                usual.argv0(),
                usual.environment(),
                usual.workingDirectory(),
                usual.stdout(),
                usual.stderr(),
                Optional.empty(),
                true));
        Child other = sandbox.spawn(usual);
        assertThat(parentOf(mortal)).isEqualTo(TASKS);
        assertThat(parentOf(other)).isNotEqualTo(TASKS);
    }

    @Test
    @DisplayName("S24 what cannot be started is told in the same words")
    void refusalsAreTheSame() throws IOException {
        SpawnRequest missing = sandbox.request(dir.resolve("nothing").toString());
        String before = sandbox.refused(missing).getMessage();
        IntStream.range(0, 4).forEach(i -> sandbox.spawn("true"));
        assertThat(sandbox.refused(missing)).hasMessage(before);
        assertThat(parentOf(sandbox.spawn("sleep", "60"))).isNotEqualTo(TASKS);
    }

    @Test
    void afterTheManyAreClosedChildrenComeFromTheCallerAgain() throws IOException {
        IntStream.range(0, 4).forEach(i -> sandbox.spawn("true"));
        assertThat(parentOf(sandbox.spawn("sleep", "60"))).isNotEqualTo(TASKS);
        open.forEach(Libc::close);
        open.clear();
        IntStream.range(0, 200).forEach(i -> sandbox.spawn("true"));
        assertThat(parentOf(sandbox.spawn("sleep", "60"))).isEqualTo(TASKS);
    }

    @Test
    void aNumberThatIsFreeAgainDoesNotMakeManyFilesFew() throws IOException {
        IntStream.range(0, 4).forEach(i -> sandbox.spawn("true"));
        Libc.close(open.remove(10));
        Libc.close(open.remove(20));
        sandbox.spawn("sleep", "60");
        assertThat(parentOf(sandbox.spawn("sleep", "60"))).isNotEqualTo(TASKS);
    }
}
