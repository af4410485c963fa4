package dev.muster.worker;

import dev.muster.wire.FromWorker;
import dev.muster.wire.LineTooLongException;
import dev.muster.wire.ToWorker;
import dev.muster.wire.WorkerEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The worker's side of worker.sock, on the thread "muster-control": greets, beats, passes on orders, reconnects. It never
 * waits for the service, and the service never for it. All methods may be called from any thread.
 */
final class ControlClient {

    /** What the connection is for. Called on the thread "muster-control"; must not block. */
    interface Orders extends ToWorker.Receiver {
        FromWorker.Heartbeat heartbeat();

        /** The master has not been there for longer than the worker may go on without. The last call. */
        void masterGone(Duration since);
    }

    /** How an attempt to talk to the master ended. */
    private enum Master {
        BUSY,
        LOST,
        ABSENT
    }

    private static final long FIRST_PAUSE_MS = 20;
    private static final long LONGEST_PAUSE_MS = 1_000;
    private static final int PAUSE_SHARE = 8;
    /** A shorter connection is none: a master that hangs up at once is as good as absent. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long GOODBYE_MS = 200;

    private final Path socket;
    private final Duration keepFor;
    private final Duration beat;
    private final FromWorker.Hello hello;
    private final Orders orders;
    private final Selector selector;
    private final Thread thread = new Thread(this::run, "muster-control");
    private final Queue<FromWorker> outbox = new ConcurrentLinkedQueue<>();
    private volatile boolean ready;
    private volatile boolean watching;
    private volatile FromWorker.@Nullable Stopping stopping;
    private volatile boolean leaving;

    ControlClient(Path socket, WorkerEnvironment environment, FromWorker.Hello hello, Orders orders) {
        this.socket = socket;
        this.keepFor = environment.keepFor();
        // Two beats may be late before the third one is missed.
        this.beat = environment
                .watchdog()
                .map(time -> time.dividedBy(3))
                .filter(third -> third.compareTo(Conversation.HEARTBEAT) < 0)
                .orElse(Conversation.HEARTBEAT);
        this.hello = hello;
        this.orders = orders;
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector", e);
        }
    }

    /** Instead of {@link #start}: nothing of it may be used any more. */
    void discard() throws IOException {
        selector.close();
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Tells the master, once per connection; calls after the first do nothing. */
    void ready() {
        if (!ready) {
            ready = true;
            selector.wakeup();
        }
    }

    /** Tells the master, once per connection. */
    void stopping(String reason) {
        stopping = new FromWorker.Stopping(reason);
        selector.wakeup();
    }

    /** Asks the master for the deaths of others, once per connection. */
    void watching() {
        watching = true;
        selector.wakeup();
    }

    /** Tells the master; lost when there is none. */
    void tell(FromWorker message) {
        outbox.add(message);
        selector.wakeup();
    }

    /** Sends what is still to be sent, when there is a connection, and hangs up. Waits for that, but not for long. */
    void leave() throws InterruptedException {
        leaving = true;
        selector.wakeup();
        if (Thread.currentThread() != thread) {
            thread.join(GOODBYE_MS);
        }
    }

    private void run() {
        long goneSince = System.nanoTime();
        while (!leaving) {
            Master master = converse();
            long now = System.nanoTime();
            if (master != Master.ABSENT) {
                goneSince = now;
            }
            long goneMs = TimeUnit.NANOSECONDS.toMillis(now - goneSince);
            long leftMs = keepFor.toMillis() - goneMs;
            if (master != Master.BUSY && leftMs <= 0) {
                if (!leaving) {
                    orders.masterGone(Duration.ofNanos(now - goneSince));
                }
                return;
            }
            pause(Math.max(1, Math.min(pauseMs(goneMs), leftMs)));
        }
    }

    /** A part of how long it has been gone: a new master waits for nobody much longer than it took itself. */
    static long pauseMs(long goneMs) {
        return Math.min(Math.max(goneMs / PAUSE_SHARE, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
    }

    /** One connection, from the attempt to its loss. */
    private Master converse() {
        long began = System.nanoTime();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false); // before connect, which could block for ever on a stopped master
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                return Master.BUSY; // its backlog is full
            }
            new Conversation(channel, selector, orders, beat).hold(hello, this::next, () -> leaving);
        } catch (IOException | LineTooLongException e) {
            // lost, whatever the reason; what matters is for how long
        }
        return System.nanoTime() - began >= SETTLED_NANOS ? Master.LOST : Master.ABSENT;
    }

    /** The next thing to say that this conversation has not said yet. */
    private @Nullable FromWorker next(Conversation conversation) {
        if (ready && conversation.once(Conversation.Said.READY)) {
            return new FromWorker.Ready();
        }
        if (watching && conversation.once(Conversation.Said.WATCHING)) {
            return new FromWorker.Watching();
        }
        FromWorker.Stopping end = stopping;
        if (end != null && conversation.once(Conversation.Said.STOPPING)) {
            return end;
        }
        return outbox.poll();
    }

    private void pause(long ms) {
        try {
            selector.select(ms); // not sleep: leave() wakes it
        } catch (IOException e) {
            throw new UncheckedIOException("muster-control", e);
        }
    }
}
