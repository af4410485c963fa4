package dev.muster.supervisor.process;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The end of what one process, and whoever it has started, writes to its standard output and error. It never keeps more than a bound,
 * whatever they write. Thread-safe; nothing here waits.
 */
public final class OutputTail {

    /** The most bytes that are kept. */
    static final int KEPT = 1024;

    /** More than a pipe holds: what a dead process has written is read by then, however fast others go on. */
    private static final int MOST_AT_ONCE = 128 * 1024;

    private static final int STEP = 16 * 1024;
    private static final Path NOWHERE = Path.of("/dev/null");

    private final @Nullable OutputTails owner;
    private final long token;
    private final @Nullable Fd out;
    private @Nullable Fd in;
    private byte[] kept = {};
    private boolean cut;

    OutputTail(OutputTails owner, long token, Fd out, Fd in) {
        this.owner = owner;
        this.token = token;
        this.out = out;
        this.in = in;
    }

    /** One that hears nothing. */
    private OutputTail() {
        owner = null;
        token = 0;
        out = null;
    }

    /** Where there is no descriptor to be had: the process may run all the same. */
    static OutputTail deaf() {
        return new OutputTail();
    }

    /**
     * What the child is to open for its output, in a {@link SpawnRequest}. It opens the pipe to read and write, so that neither the
     * end of this tail nor the master's is an EPIPE for it.
     */
    public Path path() {
        return out == null ? NOWHERE : Path.of("/proc/self/fd/" + out.number());
    }

    /** The process is there, or could not be started: from now on the pipe ends when nobody else holds it. */
    public void begun() {
        synchronized (this) {
            if (in == null) {
                return;
            }
            in.close();
            in = null;
        }
        if (owner != null) {
            owner.listen(this);
        }
    }

    /**
     * The last words so far, all that a dead process wrote among them, as one line for messages: lines parted by {@code " | "}, control
     * characters replaced. Empty when there are none.
     */
    public String text() {
        drain(ByteBuffer.allocateDirect(STEP));
        byte[] bytes;
        boolean beginningLost;
        synchronized (this) {
            bytes = kept;
            beginningLost = cut;
        }
        String text = PlainLine.of(new String(bytes, StandardCharsets.UTF_8));
        return beginningLost && !text.isEmpty() ? "..." + text : text;
    }

    /** As {@link #text()}, to be put behind a reason. */
    public String afterReason() {
        String text = text();
        return text.isEmpty() ? "" : "; last words: " + text;
    }

    /** Nobody will ask any more. What others still write is read and forgotten, so that they need not stop for it. */
    public void release() {
        begun();
        if (owner != null) {
            owner.released(this);
        }
    }

    long token() {
        return token;
    }

    @Nullable
    Fd out() {
        return out;
    }

    /** Reads what is there; false when nobody is left to write, or it is closed. */
    synchronized boolean drain(ByteBuffer scratch) {
        if (out == null || !out.isOpen()) {
            return false;
        }
        for (int sum = 0; sum < MOST_AT_ONCE; ) {
            int count = out.read(scratch.clear());
            if (count <= 0) {
                return count == 0;
            }
            keep(scratch.flip());
            sum += count;
        }
        return true;
    }

    private void keep(ByteBuffer more) {
        int count = Math.min(more.limit(), KEPT);
        int before = Math.min(kept.length, KEPT - count);
        cut |= kept.length + more.limit() > KEPT;
        byte[] joined = new byte[before + count];
        System.arraycopy(kept, kept.length - before, joined, 0, before);
        more.position(more.limit() - count).get(joined, before, count);
        kept = joined;
    }

    synchronized void close() {
        if (in != null) {
            in.close();
            in = null;
        }
        if (out != null) {
            out.close();
        }
    }
}
