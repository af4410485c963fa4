package dev.muster.worker;

import dev.muster.wire.FromWorker;
import dev.muster.wire.JsonException;
import dev.muster.wire.LineFramer;
import dev.muster.wire.Rpc;
import dev.muster.wire.RpcException;
import dev.muster.wire.RpcMessage;
import dev.muster.wire.ToWorker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One connection to the master. Control thread only. */
final class Conversation {
    static final Duration HEARTBEAT = Duration.ofSeconds(2);

    /** What is said once per connection. */
    enum Said {
        READY,
        STOPPING,
        WATCHING
    }

    /** Where the next message comes from. */
    interface Source {
        @Nullable
        FromWorker next(Conversation conversation);
    }

    private final SocketChannel channel;
    private final Selector selector;
    private final ControlClient.Orders orders;
    private final Set<Said> said = EnumSet.noneOf(Said.class);
    private final Deque<ByteBuffer> unsent = new ArrayDeque<>();
    private final ByteBuffer received = ByteBuffer.allocate(8192);
    private final LineFramer framer = new LineFramer();
    private final long beatNanos;
    private long nextBeat;

    /** @param beat how often to say that this worker is alive */
    Conversation(SocketChannel channel, Selector selector, ControlClient.Orders orders, Duration beat) {
        this.beatNanos = beat.toNanos();
        this.nextBeat = System.nanoTime() + beatNanos;
        this.channel = channel;
        this.selector = selector;
        this.orders = orders;
    }

    /** True at the first call with it. */
    boolean once(Said what) {
        return said.add(what);
    }

    /** Speaks and listens until the master hangs up, or until leaving and everything is said. */
    void hold(FromWorker.Hello hello, Source source, BooleanSupplier leaving) throws IOException {
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        say(hello.line());
        while (true) {
            boolean last = leaving.getAsBoolean(); // read before the source: what was told before leaving is sent
            gather(source);
            boolean sent = send();
            if (last && sent) {
                return;
            }
            key.interestOps(sent ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nextBeat - System.nanoTime())));
            selector.selectedKeys().clear();
            if (!listen()) {
                return;
            }
        }
    }

    private void gather(Source source) {
        for (FromWorker message = source.next(this); message != null; message = source.next(this)) {
            say(message.line());
        }
        if (System.nanoTime() - nextBeat >= 0) {
            if (unsent.isEmpty()) { // a master that does not read gets no backlog of heartbeats
                say(orders.heartbeat().line());
            }
            nextBeat = System.nanoTime() + beatNanos;
        }
    }

    private void say(String line) {
        unsent.add(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns whether everything is sent. */
    private boolean send() throws IOException {
        for (ByteBuffer next = unsent.peek(); next != null; next = unsent.peek()) {
            channel.write(next);
            if (next.hasRemaining()) {
                return false;
            }
            unsent.remove();
        }
        return true;
    }

    /** Returns false when the master has hung up. */
    private boolean listen() throws IOException {
        while (true) {
            received.clear();
            int count = channel.read(received);
            if (count <= 0) {
                return count == 0;
            }
            framer.feed(received.flip(), this::heard);
        }
    }

    private void heard(String line) {
        try {
            RpcMessage message = Rpc.parse(line);
            if (message instanceof RpcMessage.Notification order) {
                ToWorker.read(order.method(), order.params()).ifPresent(known -> known.deliver(orders));
            } else if (message instanceof RpcMessage.Request request) {
                say(Rpc.error(request.id(), Rpc.METHOD_NOT_FOUND, "a worker answers no requests: " + request.method()));
            }
        } catch (RpcException | JsonException e) {
            WorkerLog.warn("the master sent a line that cannot be read, passed over: " + e.getMessage());
        }
    }
}
