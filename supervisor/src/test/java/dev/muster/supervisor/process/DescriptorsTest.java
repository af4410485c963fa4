package dev.muster.supervisor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorsTest {

    private final Path dir;

    DescriptorsTest(@TempDir Path dir) {
        this.dir = dir;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void fifoKeepsWhatWasWrittenAndNeverEndsOrHangsUp() {
        Path path = dir.resolve("printer.1.out");
        Fifo.create(path);
        Fifo.create(path);
        try (Fd fifo = Fifo.open(path)) {
            byte[] into = new byte[16];
            assertThat(fifo.read(into)).isZero();
            try (Fd writer = Fd.open(path, Fd.O_WRONLY, 0)) {
                assertThat(writer.write(bytes("hello"))).isEqualTo(5);
            }
            assertThat(fifo.available()).isEqualTo(5);
            assertThat(fifo.read(into)).isEqualTo(5);
            assertThat(new String(into, 0, 5, StandardCharsets.UTF_8)).isEqualTo("hello");
            assertThat(fifo.read(into)).isZero();
        }
    }

    @Test
    void fifoGrowsToTheSizeAskedFor() {
        Path path = dir.resolve("fifo");
        Fifo.create(path);
        try (Fd fifo = Fifo.open(path)) {
            assertThat(Fifo.resize(fifo, 256 * 1024)).isEqualTo(256 * 1024);
            ByteBuffer much = ByteBuffer.allocateDirect(1 << 20);
            assertThat(fifo.write(much)).isEqualTo(256 * 1024);
            assertThat(much.position()).isEqualTo(256 * 1024);
            assertThat(fifo.write(much)).isZero();
        }
    }

    @Test
    void refusedPipeSizeLeavesTheOldOne() {
        Path path = dir.resolve("fifo");
        Fifo.create(path);
        try (Fd fifo = Fifo.open(path)) {
            Fifo.resize(fifo, 64 * 1024);
            assertThat(Fifo.resize(fifo, -1)).isEqualTo(64 * 1024);
        }
    }

    @Test
    void fifoInPlaceOfAFileIsAnError() throws Exception {
        Path path = Files.writeString(dir.resolve("taken"), "x");
        assertThatThrownBy(() -> Fifo.create(path))
                .isInstanceOf(NativeException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("EEXIST");
    }

    @Test
    void buffersAreReadAndWrittenFromTheirPosition() throws Exception {
        Path path = dir.resolve("file");
        ByteBuffer direct = ByteBuffer.allocateDirect(8).put(bytes("abcdefgh")).position(2);
        ByteBuffer heap = ByteBuffer.wrap(bytes("ABCDEFGH")).position(5);
        try (Fd file = Fd.open(path, Fd.O_WRONLY | Fd.O_CREAT, 0600)) {
            file.write(direct);
            file.write(heap);
        }
        assertThat(Files.readString(path)).isEqualTo("cdefghFGH");
        ByteBuffer into = ByteBuffer.allocateDirect(8).put(bytes("12"));
        try (Fd file = Fd.open(path, Fd.O_RDONLY, 0)) {
            assertThat(file.read(into)).isEqualTo(6);
            assertThat(StandardCharsets.UTF_8.decode(into.flip()).toString()).isEqualTo("12cdefgh");
            assertThat(file.read(new byte[8])).isEqualTo(3);
            assertThat(file.read(new byte[8])).isEqualTo(-1);
        }
    }

    @Test
    void closedDescriptorIsNotUsedAgain() {
        Fd fd = Fd.open(dir.resolve("file"), Fd.O_WRONLY | Fd.O_CREAT, 0600);
        int number = fd.number();
        fd.close();
        try (Fd next = Fd.open(dir.resolve("next"), Fd.O_WRONLY | Fd.O_CREAT, 0600)) {
            assertThat(next.number()).isEqualTo(number);
            fd.close();
            assertThat(next.write(bytes("still open"))).isEqualTo(10);
        }
        assertThatThrownBy(fd::number).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void missingFileIsNamedWithItsError() {
        Path missing = dir.resolve("missing");
        assertThatThrownBy(() -> Fd.open(missing, Fd.O_RDONLY, 0))
                .hasMessage("open " + missing + ": no such file or directory (ENOENT)");
    }

    @Test
    void epollTellsTheTokenOfEachReadyDescriptor() {
        try (Epoll epoll = Epoll.create();
                Wakeup first = new Wakeup();
                Wakeup second = new Wakeup()) {
            epoll.add(first.fd(), Epoll.READABLE, 0x1234_5678_9ABC_DEF0L);
            epoll.add(second.fd(), Epoll.READABLE, -2);
            List<Long> tokens = new ArrayList<>();
            assertThat(epoll.await(0, (token, events) -> tokens.add(token))).isZero();
            first.wake();
            second.wake();
            second.wake();
            assertThat(epoll.await(1000, (token, events) -> tokens.add(token))).isEqualTo(2);
            assertThat(tokens).containsExactlyInAnyOrder(0x1234_5678_9ABC_DEF0L, -2L);
            first.clear();
            second.clear();
            assertThat(epoll.await(0, (token, events) -> tokens.add(token))).isZero();
            first.wake();
            epoll.remove(first.fd());
            assertThat(epoll.await(0, (token, events) -> tokens.add(token))).isZero();
        }
    }

    @Test
    void wakingAClosedWakeupWritesToNobodysDescriptor() {
        Wakeup wakeup = new Wakeup();
        wakeup.close();
        try (Wakeup reusesTheNumber = new Wakeup();
                Epoll epoll = Epoll.create()) {
            epoll.add(reusesTheNumber.fd(), Epoll.READABLE, 1);
            wakeup.wake();
            assertThat(epoll.await(0, (token, events) -> {})).isZero();
        }
    }

    @Test
    void interruptDoesNotEndTheWaitForAThreadAndIsKept() {
        Thread caller = Thread.currentThread();
        try (Epoll epoll = Epoll.create();
                Wakeup wakeup = new Wakeup()) {
            epoll.add(wakeup.fd(), Epoll.READABLE, 1);
            Thread awaiting = new Thread(() -> {
                epoll.await(-1, (token, events) -> {});
                while (caller.isInterrupted()) {
                    Thread.onSpinWait(); // until the wait for us has been interrupted
                }
            });
            awaiting.start();
            caller.interrupt();
            wakeup.wakeToEnd(awaiting);
            assertThat(awaiting.isAlive()).isFalse();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
