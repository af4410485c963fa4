package dev.muster.supervisor.journald;

import dev.muster.supervisor.process.JournalSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to systemd's journal. Nobody waits for it but its own thread, {@code muster-journald}: what a journal that hangs, or is slower than
 * the fleet, does not take is dropped, counted, and told in its place. Thread-safe.
 */
public final class SystemJournal implements AutoCloseable {

    /** The {@code MESSAGE_ID} of what says that entries are missing. */
    public static final String LOST = "7580ee5505a343ca97132131e7bc6137";

    /** The {@code SYSLOG_IDENTIFIER} of what the master says. */
    public static final String MASTER = "muster";

    private static final Path SOCKET = Path.of("/run/systemd/journal/socket");
    private static final Logger LOG = LoggerFactory.getLogger(SystemJournal.class);
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration LAST_LINES = Duration.ofSeconds(2);
    private static final long ROOM = 8 << 20;
    private static final long BETWEEN_COMPLAINTS_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final JournalSocket socket;
    private final Thread thread = new Thread(this::run, "muster-journald");
    private final Entry entry = new Entry();

    /** All of these are guarded by this. */
    private final Outbox outbox;

    private boolean busy;
    private boolean closing;
    private long closedAt;

    /** What the log was told of the losses, and when. The own thread's. */
    private long lostBefore;

    private long toldAt = System.nanoTime() - BETWEEN_COMPLAINTS_NANOS;

    SystemJournal(JournalSocket socket, long room) {
        this.socket = socket;
        this.outbox = new Outbox(room);
        thread.setDaemon(true);
    }

    /** The journal that systemd has connected our standard error to; empty when it was somebody else who started us. */
    public static Optional<SystemJournal> ofThisProcess() {
        return JournalStream.isStandardError(System.getenv()) && Files.exists(SOCKET)
                ? Optional.of(start(SOCKET))
                : Optional.empty();
    }

    /** For tests: another journal's socket. */
    public static SystemJournal start(Path socket) {
        return start(socket, ROOM);
    }

    static SystemJournal start(Path socket, long room) {
        SystemJournal journal = new SystemJournal(JournalSocket.to(socket, PATIENCE), room);
        journal.thread.start();
        return journal;
    }

    /** Takes it, or counts it as lost. Never waits. */
    public synchronized void put(Parcel parcel) {
        if (!closing && outbox.put(parcel)) {
            notifyAll();
        }
    }

    /** How many entries were lost so far. */
    public synchronized long lost() {
        return outbox.lost();
    }

    /** Waits until all that was put is sent, but not long for a journal that hangs. */
    public synchronized void drain() {
        long deadline = System.nanoTime() + LAST_LINES.toNanos();
        try {
            for (long left = LAST_LINES.toNanos(); left > 0 && !isIdle(); left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the journal has all that there was. */
    synchronized boolean isIdle() {
        return !busy && outbox.isEmpty();
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** Sends what waits, but does not wait long for a journal that hangs. Nothing is taken any more. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            closedAt = System.nanoTime();
            notifyAll();
        }
        try {
            thread.join(2 * LAST_LINES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (socket) {
            for (Parcel next = take(); next != null; next = take()) {
                deliver(next);
                tellLosses();
            }
            tellRest();
        }
    }

    /** Null is the end. */
    private synchronized @Nullable Parcel take() {
        busy = false;
        notifyAll();
        Parcel next = outbox.take();
        while (next == null && !closing) {
            try {
                wait();
            } catch (InterruptedException nobodyEndsItSo) {
                LOG.debug("journal: an interrupt is passed over", nobodyEndsItSo);
            }
            next = outbox.take();
        }
        busy = next != null;
        return isOver() ? null : next;
    }

    private synchronized boolean isOver() {
        return closing && System.nanoTime() - closedAt > LAST_LINES.toNanos();
    }

    private void deliver(Parcel parcel) {
        try {
            while (!isOver() && parcel.next(entry.begin())) {
                if (!send(entry.buffer())) {
                    lose(parcel);
                }
            }
        } catch (RuntimeException broken) {
            LOG.error("journal: entries of {} were skipped", parcel.source(), broken);
        } finally {
            done(parcel);
        }
    }

    private boolean send(ByteBuffer bytes) {
        JournalSocket.Sending sending = socket.send(bytes);
        while (sending == JournalSocket.Sending.NOT_YET && !isOver()) {
            tellLosses();
            LockSupport.parkNanos(PAUSE_NANOS); // where nobody listens a send returns at once
            sending = socket.send(bytes);
        }
        return sending == JournalSocket.Sending.SENT;
    }

    private void tellLosses() {
        long lost = lost();
        if (lost > lostBefore && System.nanoTime() - toldAt >= BETWEEN_COMPLAINTS_NANOS) {
            complain(lost);
        }
    }

    private void complain(long lost) {
        lostBefore = lost;
        toldAt = System.nanoTime();
        LOG.warn("journal: it does not keep up; entries missing there so far: {} (the log files have them)", lost);
    }

    private void tellRest() {
        long lost;
        synchronized (this) {
            lost = outbox.lost() + outbox.entries();
        }
        if (lost > lostBefore) {
            complain(lost);
        }
    }

    private synchronized void lose(Parcel parcel) {
        outbox.lose(parcel.source(), 1);
    }

    /** What is still in it was given up. */
    private synchronized void done(Parcel parcel) {
        outbox.done(parcel);
        if (parcel.entries() > 0) {
            outbox.lose(parcel.source(), parcel.entries());
        }
    }
}
