package dev.muster.supervisor.log;

import dev.muster.supervisor.journald.SystemJournal;
import dev.muster.supervisor.process.Fd;
import dev.muster.supervisor.spec.LogPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One worker's two streams on their way into its file, the ring and the subscriptions. Lives as long as its slot, over many
 * processes. Pump thread only, except where a method says otherwise.
 */
final class WorkerLog implements FifoReader.Blocks {

    private static final int RING_BYTES = 64 * 1024;

    private final WorkerOutput output;
    private volatile FifoReader out;
    private volatile FifoReader err;
    private final PartialBudget budget;
    private final Subscriptions subscriptions;
    private final Optional<SystemJournal> journal;
    private final InstantSource clock;
    private final Ring ring;

    private final Path logDir;

    private volatile LogPolicy policy;
    private LineFormat lineFormat;
    private volatile Sink sink;
    private volatile Speaker speaker = new Speaker(0);
    private final Tally bytes = new Tally();

    /** The read ends of the FIFOs. */
    record Streams(Fd out, Fd err) {}

    /** What all workers' logs share. */
    record Shared(
            PartialBudget budget, Subscriptions subscriptions, Optional<SystemJournal> journal, InstantSource clock) {}

    WorkerLog(WorkerOutput output, Streams streams, Path logDir, SinkOpener.Opened opened, Shared shared) {
        this.output = output;
        this.budget = shared.budget;
        this.out = reader(LogStream.OUT, streams.out);
        this.err = reader(LogStream.ERR, streams.err);
        this.subscriptions = shared.subscriptions;
        this.journal = shared.journal;
        this.clock = shared.clock;
        this.ring = new Ring(output.worker(), RING_BYTES, shared.clock.millis(), opened.isFresh());
        this.policy = opened.policy();
        this.logDir = logDir;
        this.lineFormat = LineFormat.of(policy.format(), output.worker());
        this.sink = opened.sink();
    }

    /** Thread-safe. */
    WorkerOutput output() {
        return output;
    }

    /** Thread-safe. */
    LogPolicy policy() {
        return policy;
    }

    /** Thread-safe. */
    Path logDir() {
        return logDir;
    }

    /** Thread-safe. */
    Ring ring() {
        return ring;
    }

    /** Whose output it is from now on. Thread-safe. */
    void spokenBy(Speaker life) {
        speaker = life;
    }

    /** One more reader of what belongs into this log. */
    FifoReader reader(LogStream stream, Fd fifo) {
        return new FifoReader(stream, fifo, budget, this);
    }

    /** Comes from other pipes from now on; the former ones are the caller's. Any thread, one at a time. */
    List<FifoReader> exchange(Streams streams) {
        List<FifoReader> former = List.of(out, err);
        out = reader(LogStream.OUT, streams.out);
        err = reader(LogStream.ERR, streams.err);
        return former;
    }

    /** False for one of a former life. */
    boolean reads(FifoReader reader) {
        return reader == out || reader == err;
    }

    FifoReader reader(LogStream stream) {
        return stream == LogStream.ERR ? err : out;
    }

    /** Thread-safe. */
    OutputCounts counts() {
        return new OutputCounts(bytes.value(), sink.rotations(), sink.lostBytes());
    }

    /** @param reopen opens another sink, for another target */
    void reconfigure(LogPolicy wanted, Function<LogPolicy, Sink> reopen) {
        if (wanted.target().equals(policy.target())) {
            sink.reconfigure(wanted);
        } else {
            Sink replacement = reopen.apply(wanted);
            sink.close();
            sink = replacement;
        }
        if (wanted.format() != policy.format()) {
            lineFormat = LineFormat.of(wanted.format(), output.worker());
        }
        policy = wanted;
    }

    boolean congested() {
        return sink.congested();
    }

    void whenRoom(Runnable task) {
        sink.whenRoom(task);
    }

    /** From the ring where it reaches back far enough, else from the files. Thread-safe. */
    Tail tail(Question question) {
        Ring.View recent = ring.newest(question);
        LogPolicy.Format format = policy.format();
        Optional<History> history = sink.history(output.worker(), format);
        if (recent.reachesBack()
                || history.isEmpty()
                || (format == LogPolicy.Format.RAW && question.asksForMoreThanBytes())) {
            return new Tail(recent.lines(), recent.reachesBack());
        }
        try {
            List<Line> stored = history.get().newest(question);
            return new Tail(format == LogPolicy.Format.RAW ? withRing(stored, question) : stored, true);
        } catch (IOException unreadable) {
            return new Tail(recent.lines(), false);
        }
    }

    /** The ring knows time and stream of the newest lines, and those that were written since the files were read. */
    private List<Line> withRing(List<Line> stored, Question question) {
        Question everything = new Question(Integer.MAX_VALUE, Long.MAX_VALUE, Optional.empty(), false);
        return Overlap.join(stored, ring.newest(everything).lines(), question.lines());
    }

    /** Reads what is there, an unfinished line included, and closes all. */
    void close(FifoReader.Tools tools) {
        out.readToEnd(tools);
        err.readToEnd(tools);
        out.close();
        err.close();
        sink.close();
    }

    @Override
    public long roomForUnseen(LogStream stream) {
        boolean needed = policy.format() != LogPolicy.Format.RAW
                || copiesToJournal()
                || !subscriptions.of(output.worker()).isEmpty();
        return needed ? 0 : sink.roomForUnseen();
    }

    @Override
    public boolean unseen(LogStream stream, ByteBuffer end, Origin origin) {
        long now = clock.millis();
        // Who begins to listen after this finds it in the ring.
        if (!subscriptions.unlessWanted(output.worker(), () -> ring.appendEnd(stream, now, end))) {
            return false;
        }
        bytes.add(origin.unseen() + end.remaining());
        lineFormat.write(stream, now, end.duplicate(), origin, sink);
        return true;
    }

    private boolean copiesToJournal() {
        return policy.journal() && journal.isPresent();
    }

    @Override
    public void block(LogStream stream, ByteBuffer block, Origin origin) {
        long now = clock.millis();
        bytes.add(block.remaining());
        lineFormat.write(stream, now, block.duplicate(), origin, sink);
        // After the file: who sees a line in the ring finds it in the file as well.
        ring.append(stream, now, block);
        if (copiesToJournal()) {
            journal.orElseThrow().put(new JournalLines(output.worker(), speaker, stream, block));
        }
        publish(stream, now, block);
    }

    @Override
    public void lifeEnded(LogStream stream) {
        lineFormat.lifeEnded();
    }

    private void publish(LogStream stream, long atMillis, ByteBuffer block) {
        List<Subscription> interested = subscriptions.of(output.worker());
        if (interested.isEmpty()) {
            return;
        }
        List<Line> cut = List.of();
        for (Subscription subscription : interested) {
            if (subscription.full()) {
                subscription.drop(Math.max(1, Newlines.count(block, block.position(), block.limit())));
            } else {
                cut = cut.isEmpty() ? cut(stream, atMillis, block) : cut;
                subscription.offer(cut);
            }
        }
    }

    private List<Line> cut(LogStream stream, long atMillis, ByteBuffer block) {
        Optional<Instant> at = Optional.of(Instant.ofEpochMilli(atMillis));
        List<Line> cut = new ArrayList<>();
        int from = block.position();
        while (from < block.limit()) {
            int newline = Newlines.first(block, from, block.limit());
            int end = newline < 0 ? block.limit() : newline;
            byte[] line = new byte[end - from];
            block.get(from, line);
            cut.add(new Line(output.worker(), stream, at, line));
            from = end + 1;
        }
        return cut;
    }
}
