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
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Sends new lines down a connection. At most a window of them is under way; then the thread of the subscription waits, its
 * bounded queue fills, and what does not fit is counted as lost. {@link #line} and {@link #dropped} are called by that thread,
 * everything else by the control thread.
 */
final class Follower implements LineListener, SocketLoop.Timed {
    private static final int WINDOW = 512;
    private static final long OVERLAP_NANOS = TimeUnit.SECONDS.toNanos(2);
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

    /** The end of the past, by worker, as long as something may come that is before it. */
    private final Map<WorkerId, Line> told = new HashMap<>();

    private long toldUntil;
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
        past.forEach(line -> told.put(line.worker(), line));
        toldUntil = System.nanoTime() + OVERLAP_NANOS;
        for (int i = 0; i < early.size(); i++) {
            Line line = early.get(i);
            if (!isBeforeEndOfPast(line, i)) {
                send(line);
            }
        }
        told.values().removeIf(line -> line.at().isEmpty());
        early.clear();
        begun = true;
        release();
    }

    /** Lines of a raw file have no time; theirs is found by its text among the early ones. */
    private boolean isBeforeEndOfPast(Line line, int index) {
        Line last = told.get(line.worker());
        if (last == null || last.at().isPresent()) {
            return isTold(line);
        }
        return early.subList(index, early.size()).stream()
                .anyMatch(other -> other.worker().equals(last.worker()) && Arrays.equals(other.bytes(), last.bytes()));
    }

    /**
     * Whether the past had this line. A worker's lines come in the order of their time, all lines of one moment together; some
     * may be under way to us still when the past is out. The comparison ends soon, because the clock may be set back.
     */
    private boolean isTold(Line line) {
        Line last = told.get(line.worker());
        if (last == null || last.at().isEmpty() || line.at().isEmpty() || System.nanoTime() - toldUntil > 0) {
            return false;
        }
        int order = line.at().get().compareTo(last.at().get());
        if (order > 0 || (order == 0 && Arrays.equals(line.bytes(), last.bytes()))) {
            told.remove(line.worker());
        }
        return order <= 0;
    }

    @Override
    public void line(Line line) {
        if (errOnly && line.stream() == LogStream.OUT) {
            return;
        }
        awaitRoom();
        loop.execute(() -> {
            if (begun) {
                if (!isTold(line)) {
                    send(line);
                }
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
