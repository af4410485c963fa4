package dev.muster.supervisor.control;

import dev.muster.supervisor.process.Epoll;
import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.process.UnixSockets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes connections. When descriptors run out it pauses, because a listener that stays ready would spin. Control thread only. */
final class Listener implements SocketLoop.Endpoint, SocketLoop.Timed {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int BATCH = 64;

    private final SocketLoop loop;
    private final Fd socket;
    private final Consumer<UnixSockets.Accepted> taker;
    private final long token;
    private long pausedUntil;

    Listener(SocketLoop loop, Fd socket, Consumer<UnixSockets.Accepted> taker) {
        this.loop = loop;
        this.socket = socket;
        this.taker = taker;
        this.token = loop.register(socket, this);
    }

    @Override
    public void ready(int events) {
        try {
            for (int i = 0; i < BATCH; i++) {
                Optional<UnixSockets.Accepted> accepted = UnixSockets.accept(socket);
                if (accepted.isEmpty()) {
                    return;
                }
                taker.accept(accepted.get());
            }
        } catch (NativeException e) {
            LOG.warn("cannot take connections ({}); trying again in 1 s", e.getMessage());
            loop.watch(socket, token, 0);
            pausedUntil = System.nanoTime() + PAUSE_NANOS;
            loop.ring(this);
        }
    }

    @Override
    public boolean tick(long nanoTime) {
        if (nanoTime - pausedUntil < 0) {
            return true;
        }
        loop.watch(socket, token, Epoll.READABLE);
        return false;
    }

    void close() {
        loop.forget(socket, token);
        socket.close();
    }
}
