package dev.muster.supervisor.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A connection that sends what no well-behaved client would. Reads block: its tests have a time-out. One
 * thread.
 */
final class RawClient implements AutoCloseable {
    private final SocketChannel channel;
    private final StringBuilder received = new StringBuilder();

    RawClient(Path socket) {
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Blocks while the other side does not read. */
    RawClient send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return this;
    }

    /** Sends what fits now; returns the number of bytes. */
    int sendWithoutBlocking(byte[] bytes) throws IOException {
        channel.configureBlocking(false);
        try {
            return channel.write(ByteBuffer.wrap(bytes));
        } finally {
            channel.configureBlocking(true);
        }
    }

    RawClient endOutput() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** The next line, or empty when the connection ends first. */
    Optional<String> readLine() {
        while (received.indexOf("\n") < 0) {
            if (!fill()) {
                return Optional.empty();
            }
        }
        int end = received.indexOf("\n");
        String line = received.substring(0, end);
        received.delete(0, end + 1);
        return Optional.of(line);
    }

    /** Whether something has come, without waiting for it. */
    boolean hasAnswer() throws IOException {
        channel.configureBlocking(false);
        try {
            return received.length() > 0 || fill();
        } finally {
            channel.configureBlocking(true);
        }
    }

    /** Reads on until the other side closes; a test that waits here for ever runs into its time-out. */
    void awaitEnd() {
        while (fill()) {
            received.setLength(0);
        }
    }

    private boolean fill() {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        int count = read(buffer);
        received.append(StandardCharsets.UTF_8.decode(buffer.flip()));
        return count > 0;
    }

    /** A reset is an end as well: the server closes without reading what else was sent. */
    private int read(ByteBuffer buffer) {
        try {
            return channel.read(buffer);
        } catch (IOException reset) {
            return -1;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
