package dev.muster.supervisor.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.supervisor.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** This very JVM is asked, behind a socket on which the test answers in its place. */
@Timeout(60)
final class JvmTest {
    private static final int OWN = (int) ProcessHandle.current().pid();
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Path file = Path.of("/tmp/.java_pid" + OWN);

    @AfterEach
    void removeSocket() throws IOException {
        Files.deleteIfExists(file);
    }

    @Test
    void requestIsACommandWithThreeArgumentsAndTheAnswerFollowsTheCode() throws IOException {
        try (ServerSocketChannel listener = listen()) {
            CompletableFuture<String> request = answer(listener, "0\nFull thread dump\n");
            assertThat(jvm(LONG).threads()).isEqualTo("Full thread dump\n");
            assertThat(request.join()).isEqualTo("1\0threaddump\0-l\0\0\0");
        }
    }

    @Test
    void refusalOfTheJvmIsTold() throws IOException {
        try (ServerSocketChannel listener = listen()) {
            CompletableFuture<String> request = answer(listener, "1\nUnknown diagnostic command\n");
            assertThatThrownBy(() -> jvm(LONG).heapInfo())
                    .isInstanceOf(JvmException.class)
                    .hasMessage("refused: Unknown diagnostic command");
            assertThat(request.join()).contains("jcmd\0GC.heap_info\0");
        }
    }

    @Test
    void jvmThatHangsUpOnStrangersIsTold() throws IOException {
        try (ServerSocketChannel listener = listen()) {
            CompletableFuture<String> request = answer(listener, "");
            assertThatThrownBy(() -> jvm(LONG).threads()).hasMessageContaining("its own user and group only");
            request.join();
        }
    }

    @Test
    void jvmThatDoesNotAnswerIsATimeOutAndNoHang() throws IOException {
        try (ServerSocketChannel listener = listen()) {
            assertThat(listener.isOpen()).isTrue();
            assertThatThrownBy(() -> jvm(Duration.ofMillis(200)).threads())
                    .isInstanceOf(JvmSilentException.class)
                    .hasMessageStartingWith("has not answered within 200ms");
        }
    }

    @Test
    void jvmIsSignalledOnlyWhenNobodyListensAndTheTriggerDoesNotStay() throws IOException {
        Path trigger = Path.of("/tmp/.attach_pid" + OWN);
        boolean[] triggered = new boolean[1];
        Jvm jvm = Jvm.of(OWN, () -> triggered[0] = Files.exists(trigger), Duration.ofMillis(100));
        assertThatThrownBy(jvm::threads).isInstanceOf(JvmSilentException.class);
        assertThat(triggered[0]).isTrue();
        assertThat(trigger).doesNotExist();
    }

    @Test
    void processThatIsNoJvmIsNamed() throws IOException {
        Process cat = new ProcessBuilder("cat").start();
        try {
            int pid = (int) cat.pid();
            Await.until("the program, which a copy of this JVM is to become", () -> program(pid)
                    .matches(".*/(cat|coreutils|busybox)"));
            assertThatThrownBy(() -> Jvm.of(pid, JvmTest::noSignal, LONG))
                    .isInstanceOf(JvmException.class)
                    .hasMessage("is no JVM but " + program(pid));
        } finally {
            cat.destroyForcibly();
        }
    }

    @Test
    void unfinishedDumpLeavesNothingAndAnOldOneIsNotOverwritten(@TempDir Path directory) throws IOException {
        Path dump = directory.resolve("a dump.hprof");
        try (ServerSocketChannel listener = listen()) {
            CompletableFuture<String> request = answer(listener, "1\nDump failed: no space\n");
            assertThatThrownBy(() -> jvm(LONG).dumpHeap(dump, true)).hasMessageContaining("no space");
            assertThat(request.join()).startsWith("1\0dumpheap\0" + directory).endsWith("/dump\0-live\0\0");
        }
        assertThat(directory).isEmptyDirectory();
        Files.writeString(dump, "precious");
        assertThatThrownBy(() -> jvm(LONG).dumpHeap(dump, true)).hasMessageContaining(dump + " exists already");
        assertThat(dump).hasContent("precious");
    }

    @Test
    void dumpThatIsIncompleteIsNone(@TempDir Path directory) throws IOException {
        Path dump = directory.resolve("dump.hprof");
        try (ServerSocketChannel listener = listen()) {
            CompletableFuture<String> request = answer(
                    listener,
                    asked -> Files.writeString(Path.of(asked.split("\0", -1)[2]), "JAVA PROF"),
                    "0\nDumping heap to x ...\nDump file is incomplete: No space left on device\n");
            assertThatThrownBy(() -> jvm(LONG).dumpHeap(dump, true))
                    .hasMessage("could not do it: Dump file is incomplete: No space left on device");
            request.join();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void completeDumpLandsUnderItsNameForItsOwnerAlone(@TempDir Path directory) throws IOException {
        Path dump = directory.resolve("h\u00e9\u00e4p.hprof");
        try (ServerSocketChannel listener = listen()) {
            CompletableFuture<String> request = answer(
                    listener,
                    asked -> Files.writeString(Path.of(asked.split("\0", -1)[2]), "JAVA PROFILE"),
                    "0\nHeap dump file created [12 bytes in 0.001 secs]\n");
            assertThat(jvm(LONG).dumpHeap(dump, false)).isEqualTo(12);
            assertThat(request.join()).endsWith("\0-all\0\0");
        }
        assertThat(dump).hasContent("JAVA PROFILE");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dump)))
                .isEqualTo("rw-------");
        assertThat(directory).isDirectoryNotContaining(path -> !path.equals(dump));
    }

    private static String program(int pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/exe")).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void noSignal() {
        throw new AssertionError("this JVM listens: nobody needs to signal it");
    }

    private static Jvm jvm(Duration timeout) {
        return Jvm.of(OWN, JvmTest::noSignal, timeout);
    }

    private ServerSocketChannel listen() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return listener.bind(UnixDomainSocketAddress.of(file));
    }

    private static CompletableFuture<String> answer(ServerSocketChannel listener, String answer) {
        return answer(listener, request -> {}, answer);
    }

    private static CompletableFuture<String> answer(ServerSocketChannel listener, Deed deed, String answer) {
        return CompletableFuture.supplyAsync(() -> {
            try (SocketChannel caller = listener.accept()) {
                ByteBuffer request = ByteBuffer.allocate(4096);
                caller.read(request);
                deed.of(new String(request.array(), 0, request.position(), StandardCharsets.UTF_8));
                caller.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                return new String(request.array(), 0, request.position(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** What a JVM does before it answers. */
    private interface Deed {
        void of(String request) throws IOException;
    }
}
