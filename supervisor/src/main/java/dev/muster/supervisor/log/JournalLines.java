package dev.muster.supervisor.log;

import dev.muster.supervisor.journald.Entry;
import dev.muster.supervisor.journald.Parcel;
import dev.muster.supervisor.journald.Source;
import dev.muster.supervisor.spec.WorkerId;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A block of a worker's output on its way to systemd's journal, an entry for each line. The pump only copies the block; lines are cut on the
 * journal's thread.
 */
final class JournalLines implements Parcel {

    private static final long OVERHEAD = 128;

    private static final char INFO = '6';

    /** Not a warning: many programs print all that they log to stderr. One that knows better says so by a prefix. */
    private static final char NOTICE = '5';

    private final WorkerId worker;
    private final Speaker speaker;
    private final LogStream stream;
    private final int size;
    private ByteBuffer block;
    private byte @Nullable [] common;

    JournalLines(WorkerId worker, Speaker speaker, LogStream stream, ByteBuffer block) {
        this.worker = worker;
        this.speaker = speaker;
        this.stream = stream;
        this.size = block.remaining();
        this.block = block.slice();
    }

    /** Only what finds room is copied. */
    @Override
    public void keep() {
        block = ByteBuffer.allocate(size).put(block).flip();
    }

    @Override
    public Source source() {
        return Source.of(worker);
    }

    @Override
    public long bytes() {
        return OVERHEAD + size;
    }

    @Override
    public long entries() {
        int newlines = Newlines.count(block, block.position(), block.limit());
        boolean unfinished = block.hasRemaining() && block.get(block.limit() - 1) != '\n';
        return unfinished ? newlines + 1 : newlines;
    }

    @Override
    public boolean next(Entry entry) {
        if (!block.hasRemaining()) {
            return false;
        }
        int from = block.position();
        int newline = Newlines.first(block, from, block.limit());
        int to = newline < 0 ? block.limit() : newline;
        int prefix = prefix(from, to);
        char priority = prefix > 0 ? (char) block.get(from + 1) : stream == LogStream.ERR ? NOTICE : INFO;
        begin(entry);
        entry.field("PRIORITY", String.valueOf(priority));
        if (newline < 0) {
            entry.field("MUSTER_PARTIAL", "1");
        }
        entry.field("MESSAGE", block, from + prefix, to);
        block.position(Math.min(to + 1, block.limit()));
        return true;
    }

    /** With what stands in every entry of the block. */
    private void begin(Entry entry) {
        if (common != null) {
            entry.fields(common);
            return;
        }
        entry.field("SYSLOG_IDENTIFIER", worker.toString())
                .field("MUSTER_WORKER", worker.toString())
                .field("MUSTER_SERVICE", worker.service())
                .field("MUSTER_STREAM", stream.word());
        if (speaker.incarnation() > 0) {
            entry.field("MUSTER_INCARNATION", Integer.toString(speaker.incarnation()));
        }
        if (speaker.pid() > 0) {
            entry.field("MUSTER_PID", Integer.toString(speaker.pid()));
        }
        common = entry.encoded();
    }

    /** The length of {@code <6>}, which sd-daemon(3) has a line begin with for its priority; 0 without one. */
    private int prefix(int from, int to) {
        boolean prefixed = to - from >= 3
                && block.get(from) == '<'
                && block.get(from + 2) == '>'
                && block.get(from + 1) >= '0'
                && block.get(from + 1) <= '7';
        return prefixed ? 3 : 0;
    }
}
