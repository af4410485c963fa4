package dev.muster.supervisor.control;

import dev.muster.supervisor.process.Epoll;
import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.process.NativeException;
import dev.muster.supervisor.process.Peer;
import dev.muster.wire.LineFramer;
import dev.muster.wire.LineTooLongException;
import dev.muster.wire.Rpc;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that speaks lines. What it holds is bounded in both directions: a request is not even read while the answers
 * before it wait for their reader. A line that is too long, a line that does not end in time and a reader that takes
 * nothing for too long close the connection. Control thread only.
 */
final class LineConnection implements SocketLoop.Endpoint, SocketLoop.Timed {
    private static final Logger LOG = LoggerFactory.getLogger(LineConnection.class);
    private static final long ENOUGH_OUTPUT = 256 * 1024;
    private static final int ENOUGH_HELD = 64;

    private final SocketLoop loop;
    private final Fd fd;
    private final Peer peer;
    private final Limits limits;
    private final LineFramer framer;
    private final Handler handler;
    private final ByteBuffer input;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final Output output = new Output();
    private final long token;
    private long lineSince;
    private boolean lineOpen;
    private int held;
    private boolean patient;
    private boolean inputEnded;
    /** Both directions are shut: the rest of the input is handled for its effect, answers have no reader. */
    private boolean gone;

    private boolean lastWords;
    private boolean closed;
    private boolean working;
    private int watched = Epoll.READABLE;

    /** @param input where reads of all connections of the thread land; read to its end before the next */
    LineConnection(SocketLoop loop, Fd fd, Peer peer, Limits limits, ByteBuffer input, Handler handler) {
        this.loop = loop;
        this.fd = fd;
        this.peer = peer;
        this.framer = new LineFramer(limits.line());
        this.limits = limits;
        this.input = input;
        this.handler = handler;
        this.token = loop.register(fd, this);
    }

    Peer peer() {
        return peer;
    }

    boolean isClosed() {
        return closed;
    }

    long queuedBytes() {
        return output.queued();
    }

    /** Queues a line for the reader; after the end it goes nowhere. */
    void send(String line) {
        if (!closed && !gone) {
            output.add(line);
            work();
        }
    }

    /** Says one last thing and closes as soon as it is out. What comes in is not looked at any more. */
    void sendAndClose(String line) {
        lastWords = true;
        lines.clear();
        send(line);
        work();
    }

    /** An answer will follow later: a peer that only stops writing gets it all the same. */
    void hold() {
        held++;
    }

    void release() {
        held--;
        if (!closed) {
            work();
        }
    }

    /** A follower may pause as long as it likes: what it is sent is bounded elsewhere. */
    void beingPatient() {
        patient = true;
    }

    @Override
    public void ready(int events) {
        try {
            if ((events & (Epoll.HANG_UP | Epoll.ERROR)) != 0 && (events & Epoll.READABLE) == 0) {
                close();
                return;
            }
            if ((events & Epoll.HANG_UP) != 0) {
                gone = true;
                output.discard();
            }
            if ((events & Epoll.READABLE) != 0 && wantsInput()) {
                read();
            }
            work();
        } catch (NativeException e) {
            close();
        } catch (RuntimeException | Error e) {
            LOG.error("fault in a connection of pid {}; it is closed", peer.pid(), e);
            close();
        }
    }

    private boolean wantsInput() {
        return !inputEnded && !lastWords && lines.isEmpty() && hasRoom();
    }

    private boolean hasRoom() {
        return output.queued() < ENOUGH_OUTPUT && held < ENOUGH_HELD;
    }

    private void read() {
        input.clear();
        int count = fd.read(input);
        if (count < 0) {
            inputEnded = true;
            return;
        }
        input.flip();
        boolean ends = count > 0 && input.get(count - 1) == '\n';
        try {
            framer.feed(input, lines::add);
        } catch (LineTooLongException e) {
            refuse("line over the limit");
            return;
        }
        noteOpenLine(count, ends);
    }

    /** The clock of a line runs from its first byte; a byte now and then does not turn it back. */
    private void noteOpenLine(int count, boolean ends) {
        if (count == 0) {
            return;
        }
        if (ends) {
            lineOpen = false;
        } else if (!lineOpen || !lines.isEmpty()) {
            lineOpen = true;
            lineSince = System.nanoTime();
            loop.ring(this);
        }
    }

    /** Handles lines as long as their answers find room, writes, and decides what to wait for. */
    private void work() {
        if (working || closed) {
            return;
        }
        working = true;
        try {
            output.flush(fd);
            while (!closed && !lastWords && !lines.isEmpty() && hasRoom()) {
                handler.line(this, lines.removeFirst());
                output.flush(fd);
            }
            if (!closed) {
                settle();
            }
        } catch (NativeException e) {
            close();
        } finally {
            working = false;
        }
    }

    private void settle() {
        boolean finished = inputEnded && lines.isEmpty() && (held == 0 || gone);
        if (output.isEmpty() && (lastWords || finished)) {
            close();
            return;
        }
        int events = (wantsInput() ? Epoll.READABLE : 0) | (output.isEmpty() ? 0 : Epoll.WRITABLE);
        if (events != watched) {
            loop.watch(fd, token, events);
            watched = events;
        }
        if (!output.isEmpty()) {
            loop.ring(this);
        }
    }

    @Override
    public boolean tick(long nanoTime) {
        if (closed) {
            return false;
        }
        if (lineOpen && TimeUnit.NANOSECONDS.toMillis(nanoTime - lineSince) > limits.lineMillis()) {
            lineOpen = false;
            refuse("a line did not end within " + limits.lineMillis() + " ms");
        } else if (!patient && output.stalledMillis(nanoTime) > limits.readerMillis()) {
            close();
        }
        return !closed && (lineOpen || !output.isEmpty());
    }

    private void refuse(String why) {
        sendAndClose(Rpc.error(null, ErrorCode.ABUSE.number(), why));
    }

    void close() {
        if (!closed) {
            closed = true;
            lines.clear();
            loop.forget(fd, token);
            fd.close();
            handler.closed(this);
        }
    }

    /** What a connection is for. */
    interface Handler {
        void line(LineConnection connection, String line);

        void closed(LineConnection connection);
    }
}
