package dev.muster.supervisor.control;

import dev.muster.wire.Rpc;
import dev.muster.wire.RpcMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A connection to a master's control socket, as the command line and the console use it. Plain java.nio, so that a client
 * command loads neither JNA nor a logger. Not thread-safe.
 */
public final class ControlClient implements AutoCloseable {
    /** The master answers at once; one that does not answer for so long hangs. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer input = ByteBuffer.allocate(64 * 1024).flip();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long lastId;

    private ControlClient(SocketChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    /**
     * Opens a connection.
     *
     * @throws MasterAbsentException when nobody listens there
     * @throws UnreachableException when the socket may not be used
     */
    public static ControlClient connect(Path socket) {
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new ControlClient(channel, selector);
        } catch (ConnectException e) {
            throw new MasterAbsentException("nobody listens on " + socket, e);
        } catch (SocketException e) {
            if (Files.notExists(socket)) {
                throw new MasterAbsentException(socket + " does not exist", e);
            }
            throw new UnreachableException(socket + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UnreachableException(socket + ": " + e.getMessage(), e);
        }
    }

    /** Calls a method that the master answers at once. */
    public Fields call(String method, Map<String, ?> params) {
        return call(method, params, Duration.ZERO);
    }

    /**
     * Calls a method that may hold its answer back.
     *
     * @param held how long the master may take by the request itself; ten seconds are added for the answer
     * @throws RemoteException when the answer is an error
     * @throws UnreachableException when no answer comes
     */
    public Fields call(String method, Map<String, ?> params, Duration held) {
        long id = ++lastId;
        long deadline = System.nanoTime() + held.plus(ANSWER).toNanos();
        write(Rpc.request(id, method, params) + "\n");
        while (true) {
            String text = readLine(deadline)
                    .orElseThrow(() -> new UnreachableException("the master did not answer " + method + " in time"));
            RpcMessage message = Rpc.parse(text);
            if (message instanceof RpcMessage.Failure failure) {
                throw new RemoteException(failure.code(), failure.message(), Fields.of(failure.data()));
            }
            if (message instanceof RpcMessage.Result result && ((Number) result.id()).longValue() == id) {
                return Fields.of(result.result());
            }
        }
    }

    /** Waits for the next notification that follows a subscription; empty when the time is over. */
    public Optional<RpcMessage.Notification> nextNotification(Duration timeout) {
        return readLine(System.nanoTime() + timeout.toNanos())
                .map(Rpc::parse)
                .filter(RpcMessage.Notification.class::isInstance)
                .map(RpcMessage.Notification.class::cast);
    }

    /** Waits until the master closes the connection, which it does when it ends; false when the time is over. */
    public boolean awaitEnd(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            while (readLine(deadline).isPresent()) {
                // A late notification.
            }
            return false;
        } catch (UnreachableException closed) {
            return true;
        }
    }

    private void write(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                if (channel.write(bytes) == 0) {
                    awaitWritable();
                }
            }
        } catch (IOException e) {
            // A master that refuses says why and closes: what it said is still there to be read, and reading it tells
            // more
            // than this exception.
        }
    }

    private void awaitWritable() throws IOException {
        SelectionKey key = channel.keyFor(selector);
        key.interestOps(SelectionKey.OP_WRITE);
        selector.select(ANSWER.toMillis());
        key.interestOps(SelectionKey.OP_READ);
    }

    private Optional<String> readLine(long deadline) {
        while (true) {
            if (takeToLineEnd()) {
                String text = line.toString(StandardCharsets.UTF_8);
                line.reset();
                return Optional.of(text);
            }
            if (!fill(deadline)) {
                return Optional.empty();
            }
        }
    }

    /** Moves what there is of a line, as one piece: a long answer is read before anything of this JVM is compiled. */
    private boolean takeToLineEnd() {
        byte[] bytes = input.array();
        int start = input.position();
        int end = start;
        while (end < input.limit() && bytes[end] != '\n') {
            end++;
        }
        boolean found = end < input.limit();
        line.write(bytes, start, end - start);
        input.position(found ? end + 1 : end);
        return found;
    }

    private boolean fill(long deadline) {
        try {
            while (true) {
                input.clear();
                int read = channel.read(input);
                input.flip();
                if (read > 0) {
                    return true;
                }
                if (read < 0) {
                    throw new UnreachableException("the master closed the connection");
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                selector.selectedKeys().clear();
                selector.select(Math.max(1, left / 1_000_000));
            }
        } catch (ClosedChannelException e) {
            throw new UnreachableException("the connection is closed", e);
        } catch (IOException e) {
            throw new UnreachableException("the connection to the master broke: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            // Nothing can be done, and nothing depends on it.
        }
    }
}
