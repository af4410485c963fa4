package dev.muster.supervisor.process;

import com.sun.jna.Memory;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the output of small processes, to keep the end of it. One thread for all of them, {@code muster-tails}, from the first on: whoever
 * writes megabytes finds room, and whoever leaves somebody behind who holds the pipe is not waited for. Thread-safe.
 */
public final class OutputTails implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutputTails.class);

    /** How many pipes are held for those whom a process has left behind; the oldest is let go. */
    static final int MOST_RELEASED = 32;

    private static final int O_NONBLOCK_CLOEXEC = 0x80800;
    private static final int FOR_EVERYBODY = 0666;
    private static final long WAKEUP = 0;
    private static final int SCRATCH = 64 * 1024;

    /** Between two rounds: whoever writes without end costs us no processor. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Map<Long, OutputTail> heard = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<OutputTail> released = new ConcurrentLinkedDeque<>();
    private long tokens = WAKEUP;
    private @Nullable Listening listening;
    private volatile boolean closing;

    private record Listening(Epoll epoll, Wakeup wakeup, Thread thread) {}

    /** For one process that is to be spawned now. Never fails: without a descriptor its output is dropped. */
    public synchronized OutputTail open() {
        if (closing) {
            return OutputTail.deaf();
        }
        try (Memory ends = new Memory(2L * Integer.BYTES)) {
            start();
            NativeException.check(Libc.pipe2(ends, O_NONBLOCK_CLOEXEC), "pipe2");
            Fd out = new Fd(ends.getInt(0));
            // A program that runs as another user may open its /dev/stderr, as it may /dev/null.
            Libc.fchmod(out.number(), FOR_EVERYBODY);
            return new OutputTail(this, ++tokens, out, new Fd(ends.getInt(Integer.BYTES)));
        } catch (NativeException full) {
            LOG.debug("the output of a process cannot be heard", full);
            return OutputTail.deaf();
        }
    }

    private void start() {
        if (listening == null) {
            Epoll epoll = Epoll.create();
            Wakeup wakeup = new Wakeup();
            epoll.add(wakeup.fd(), Epoll.READABLE, WAKEUP);
            Thread thread = new Thread(() -> run(epoll, wakeup), "muster-tails");
            thread.setDaemon(true);
            listening = new Listening(epoll, wakeup, thread);
            thread.start();
        }
    }

    private synchronized Optional<Listening> present() {
        return closing ? Optional.empty() : Optional.ofNullable(listening);
    }

    synchronized void listen(OutputTail tail) {
        Fd out = tail.out();
        if (out == null || closing || listening == null) {
            tail.close();
            return;
        }
        heard.put(tail.token(), tail);
        try {
            listening.epoll.add(out, Epoll.READABLE, tail.token());
        } catch (NativeException full) {
            LOG.debug("the output of a process is not heard", full);
            heard.remove(tail.token());
            tail.close();
        }
    }

    synchronized void released(OutputTail tail) {
        if (heard.containsKey(tail.token())) {
            released.add(tail);
            if (released.size() > MOST_RELEASED) {
                forget(released.remove());
            }
        }
    }

    private void run(Epoll epoll, Wakeup wakeup) {
        ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
        while (!closing) {
            try {
                epoll.await(-1, (token, events) -> {
                    if (token == WAKEUP) {
                        wakeup.clear();
                    } else {
                        hear(token, scratch);
                    }
                });
                LockSupport.parkNanos(REST_NANOS);
            } catch (RuntimeException | Error fault) {
                LOG.error("tails: a fault was skipped", fault);
            }
        }
    }

    private void hear(long token, ByteBuffer scratch) {
        OutputTail tail = heard.get(token);
        if (tail != null && !tail.drain(scratch)) {
            forget(tail);
        }
    }

    /** To close it would not do: a child that is being spawned has a copy until it executes its program. */
    private synchronized void forget(OutputTail tail) {
        Fd out = tail.out();
        released.remove(tail);
        if (heard.remove(tail.token()) != null && out != null && listening != null) {
            listening.epoll.remove(out);
            tail.close();
        }
    }

    /** How many pipes are open. */
    int heard() {
        return heard.size();
    }

    /** Ends the thread; nothing is heard any more. */
    @Override
    public void close() {
        Optional<Listening> ending = present();
        closing = true;
        ending.ifPresent(ended -> {
            ended.wakeup.wakeToEnd(ended.thread);
            heard.values().forEach(this::forget);
            ended.epoll.close();
            ended.wakeup.close();
        });
    }
}
