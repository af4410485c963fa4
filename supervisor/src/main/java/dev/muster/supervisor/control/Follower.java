package dev.muster.supervisor.control;

import dev.muster.supervisor.log.Line;
import dev.muster.supervisor.log.LineListener;
import dev.muster.supervisor.log.LogStream;
import dev.muster.supervisor.spec.WorkerId;
import dev.muster.wire.Rpc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends new lines down a connection. At most a window of them is under way; then the thread of the subscription waits, its
 * bounded queue fills, and what does not fit is counted as lost. {@link #line} and {@link #dropped} are called by that thread,
 * everything else by the control thread.
 */
final class Follower implements LineListener, SocketLoop.Timed {
    private static final int WINDOW = 512;
    private static final long ROOM = 256 * 1024;

    private final SocketLoop loop;
    private final LineConnection connection;
    private final boolean errOnly;
    private final Object lock = new Object();
    private int underWay;
    private boolean ended;

    private Runnable unsubscribe = () -> {};
    /** Lines that came before the answer to the request was out. */
    private final List<Line> early = new ArrayList<>();

    private boolean begun;

    Follower(SocketLoop loop, LineConnection connection, boolean errOnly) {
        this.loop = loop;
        this.connection = connection;
        this.errOnly = errOnly;
    }

    void follow(LogSource logs, Predicate<WorkerId> workers) {
        connection.beingPatient();
        connection.hold();
        unsubscribe = logs.subscribe(workers, this);
        loop.ring(this);
    }

    /** Starts sending; {@code past} was sent already, and what came since the subscription may overlap with it. */
    void begin(List<Line> past) {
        Map<WorkerId, Line> told = new HashMap<>();
        past.forEach(line -> told.put(line.worker(), line));
        for (int i = 0; i < early.size(); i++) {
            Line line = early.get(i);
            if (!isToldUpTo(told.get(line.worker()), i)) {
                send(line);
            }
        }
        early.clear();
        begun = true;
        release();
    }

    /** The past ends with {@code last}: when that is still to come among the early lines, this one was before it. */
    private boolean isToldUpTo(@Nullable Line last, int index) {
        if (last == null) {
            return false;
        }
        for (int i = index; i < early.size(); i++) {
            if (isSame(early.get(i), last)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(Line a, Line b) {
        return a.worker().equals(b.worker()) && a.at().equals(b.at()) && Arrays.equals(a.bytes(), b.bytes());
    }

    @Override
    public void line(Line line) {
        if (errOnly && line.stream() == LogStream.OUT) {
            return;
        }
        awaitRoom();
        loop.execute(() -> {
            if (begun) {
                send(line);
                release();
            } else {
                early.add(line);
            }
        });
    }

    @Override
    public void dropped(long lines) {
        loop.execute(() -> connection.send(Rpc.notification("lost", Map.of("lines", lines))));
    }

    private void awaitRoom() {
        synchronized (lock) {
            while (underWay >= WINDOW && !ended) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
            underWay++;
        }
    }

    private void send(Line line) {
        connection.send(Rpc.notification("log", LogMethods.describe(line)));
    }

    /** Opens the window again once the connection has got rid of its lines. */
    private void release() {
        if (connection.queuedBytes() < ROOM || connection.isClosed()) {
            synchronized (lock) {
                underWay = 0;
                lock.notifyAll();
            }
        }
    }

    @Override
    public boolean tick(long nanoTime) {
        if (begun) {
            release();
        }
        if (connection.isClosed()) {
            synchronized (lock) {
                ended = true;
                lock.notifyAll();
            }
            unsubscribe.run();
            return false;
        }
        return true;
    }
}
