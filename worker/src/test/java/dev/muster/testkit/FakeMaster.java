package dev.muster.testkit;

import static java.util.Objects.requireNonNull;

import dev.muster.wire.FromWorker;
import dev.muster.wire.LineFramer;
import dev.muster.wire.Rpc;
import dev.muster.wire.RpcMessage;
import dev.muster.wire.ToWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The master's end of worker.sock for one worker at a time. One thread; what arrives is read by another. */
public final class FakeMaster implements AutoCloseable {
    private final ServerSocketChannel server;
    private final Path socket;
    private final BlockingQueue<FromWorker> heard = new LinkedBlockingQueue<>();
    private @Nullable SocketChannel worker;

    public FakeMaster(Path socket) throws IOException {
        this.socket = socket;
        Files.deleteIfExists(socket); // what a killed predecessor left
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
    }

    public Path socket() {
        return socket;
    }

    /** Waits for a worker and begins to listen to it. */
    public void accept() throws IOException {
        SocketChannel accepted = server.accept();
        worker = accepted;
        Thread listener = new Thread(() -> listen(accepted), "fake-master");
        listener.setDaemon(true);
        listener.start();
    }

    public void send(ToWorker order) throws IOException {
        sendLine(order.line());
    }

    public void sendLine(String line) throws IOException {
        requireNonNull(worker, "accept() first").write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** The next message of this kind; others before it are passed over. */
    public <T extends FromWorker> T next(Class<T> kind) throws InterruptedException {
        while (true) {
            FromWorker message = heard.poll(30, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no " + kind.getSimpleName() + " within 30 s");
            }
            if (kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
    }

    /** Whether a message of this kind has arrived and was not read yet. */
    public boolean has(Class<? extends FromWorker> kind) {
        return heard.stream().anyMatch(kind::isInstance);
    }

    /** Dies as by SIGKILL: the socket file stays. */
    @Override
    public void close() throws IOException {
        server.close();
        if (worker != null) {
            worker.close();
        }
    }

    private void listen(SocketChannel from) {
        LineFramer framer = new LineFramer();
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        try {
            while (from.read(bytes.clear()) >= 0) {
                framer.feed(bytes.flip(), this::heard);
            }
        } catch (ClosedChannelException e) {
            // closed by the test
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void heard(String line) {
        RpcMessage.Notification message = (RpcMessage.Notification) Rpc.parse(line);
        heard.add(FromWorker.read(message.method(), message.params()).orElseThrow());
    }
}
