package dev.muster.supervisor.event;

import dev.muster.supervisor.spec.EventKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened, in order: for those who ask, for those who listen, and on disk. Telling never waits: the newest entries are in memory,
 * the file is written by a thread of its own, {@code muster-events}, and what a disk that hangs or is full does not take is counted and
 * told as {@link EventKind#LOST} once it works again. Thread-safe.
 */
public final class EventJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventJournal.class);

    /** In memory at most, in the queue to the disk and for those who ask. */
    static final int MOST = 2048;

    /** Of those that the disk has; it is asked for older ones. Entries are a kilobyte each, and a large fleet fills whatever there is. */
    static final int MOST_WRITTEN = 256;

    /** Requests are few, and asked for by whoever wants to know why a worker is what it is. */
    private static final int MOST_COMMANDS = 64;

    /** To be written at a time: what is lost by a disk that is full is counted in these. */
    private static final int BATCH = 64;

    private static final long MOST_MILLIS_TO_END = 2000;

    private final Path directory;
    private final InstantSource clock;
    private final EventSink sink;
    private final Thread thread = new Thread(this::write, "muster-events");
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

    /** All of these are guarded by this. */
    private final ArrayDeque<Event> newest = new ArrayDeque<>();

    private final ArrayDeque<Event> queue = new ArrayDeque<>();
    private final ArrayDeque<Event> commands = new ArrayDeque<>();
    private long lastSeq;
    private long lastWritten;
    private long lost;
    private boolean writing;
    private boolean closing;

    EventJournal(Path directory, InstantSource clock, EventSink sink, long lastSeq) {
        this.directory = directory;
        this.clock = clock;
        this.sink = sink;
        this.lastSeq = lastSeq;
        thread.setDaemon(true);
    }

    /** Goes on with the journal in a directory, which need not exist; one that cannot be read is told in the log. */
    public static EventJournal start(Path directory, InstantSource clock) {
        long last = 0;
        try {
            last = EventFiles.lastSeq(directory);
        } catch (IOException | RuntimeException unreadable) {
            LOG.warn("events: cannot read {}; numbers begin at 1 again", directory, unreadable);
        }
        EventSink files = new EventFiles(directory, EventFiles.USUAL_FILE_BYTES);
        EventJournal journal = new EventJournal(directory, clock, files, last);
        journal.thread.start();
        return journal;
    }

    /** For tests: with another disk. */
    static EventJournal start(Path directory, InstantSource clock, EventSink sink) {
        EventJournal journal = new EventJournal(directory, clock, sink, 0);
        journal.thread.start();
        return journal;
    }

    /** Takes note of something; {@code facts} in the order in which they are to be written. Never waits. */
    public synchronized void tell(EventKind what, Map<String, ? extends @Nullable Object> facts) {
        Event event = Event.of(++lastSeq, clock.instant(), what, facts);
        newest.addLast(event);
        forgetOld();
        if (what == EventKind.COMMAND) {
            commands.addLast(event);
            if (commands.size() > MOST_COMMANDS) {
                commands.removeFirst();
            }
        }
        if (queue.size() < MOST) {
            queue.addLast(event);
            notifyAll();
        } else if (lost++ == 0) {
            LOG.warn("events: the disk does not keep up; entries are not written and counted");
        }
        listeners.forEach(listener -> listener.accept(event));
    }

    private void forgetOld() {
        while (newest.size() > MOST
                || (newest.size() > MOST_WRITTEN && newest.getFirst().seq() <= lastWritten)) {
            newest.removeFirst();
        }
    }

    private synchronized void written(List<Event> batch) {
        lastWritten = batch.get(batch.size() - 1).seq();
        forgetOld();
    }

    /**
     * Calls the listener for each entry from the next one on, in order, on whatever thread tells it; it must return at once.
     *
     * @return the number of the last entry that it is not called for, and how to end it
     */
    public synchronized Listening listen(Consumer<Event> listener) {
        listeners.add(listener);
        return new Listening(lastSeq, () -> listeners.remove(listener));
    }

    /** A listener that was added after the entry {@code after}. */
    public record Listening(long after, Runnable end) {}

    /** The newest entries that are wanted, oldest first. May read files. */
    public List<Event> past(EventQuestion question) {
        List<Event> recent;
        long first;
        synchronized (this) {
            recent = List.copyOf(newest);
            first = recent.isEmpty() ? Long.MAX_VALUE : recent.get(0).seq();
        }
        List<Event> wanted = recent.stream().filter(question::wants).toList();
        if (wanted.size() >= question.most()) {
            return wanted.subList(wanted.size() - question.most(), wanted.size());
        }
        List<Event> all = new ArrayList<>();
        if (recent.isEmpty() || !question.isOver(recent.get(0))) {
            all.addAll(stored(directory, question, first, question.most() - wanted.size()));
        }
        all.addAll(wanted);
        return all;
    }

    /** The newest request that concerned this worker, as far as it is in memory. */
    public synchronized Optional<Event> lastCommand(String worker) {
        Set<String> name = Set.of(worker);
        Iterator<Event> backwards = commands.descendingIterator();
        while (backwards.hasNext()) {
            Event event = backwards.next();
            if (event.concerns(name)) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    /** As {@link #past}, from the files of a master that is not running. */
    public static List<Event> stored(Path directory, EventQuestion question) {
        return List.copyOf(stored(directory, question, Long.MAX_VALUE, question.most()));
    }

    private static Collection<Event> stored(Path directory, EventQuestion question, long before, int most) {
        try {
            return EventFiles.newest(directory, before, most, question::wants, question::isOver);
        } catch (IOException unreadable) {
            LOG.warn("events: cannot read {}: {}", directory, unreadable.toString());
            return List.of();
        }
    }

    /** Whether the disk was given all that there was. */
    synchronized boolean isIdle() {
        return queue.isEmpty() && !writing;
    }

    synchronized int inMemory() {
        return newest.size();
    }

    /** Writes what is queued, but does not wait long for a disk that hangs. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(MOST_MILLIS_TO_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        boolean works = true;
        for (List<Event> batch = take(); !batch.isEmpty(); batch = take()) {
            try {
                sink.append(batch);
                written(batch);
                if (!works) {
                    LOG.info("events: {} is written again", directory);
                }
                works = true;
                tellLosses();
            } catch (IOException | RuntimeException refused) {
                if (works) {
                    LOG.warn(
                            "events: cannot write {} ({}); entries are lost and counted",
                            directory,
                            refused.toString());
                }
                works = false;
                addLosses(batch.size());
            }
        }
        try {
            sink.close();
        } catch (IOException e) {
            LOG.debug("events: {}", directory, e);
        }
    }

    /** Empty at the end. */
    private synchronized List<Event> take() {
        writing = false;
        while (queue.isEmpty() && !closing) {
            try {
                wait();
            } catch (InterruptedException nobodyEndsItSo) {
                LOG.debug("events: an interrupt is passed over", nobodyEndsItSo);
            }
        }
        List<Event> batch = new ArrayList<>();
        while (batch.size() < BATCH && !queue.isEmpty()) {
            batch.add(queue.removeFirst());
        }
        writing = !batch.isEmpty();
        return batch;
    }

    private synchronized void addLosses(long events) {
        lost += events;
    }

    private synchronized void tellLosses() {
        if (lost > 0 && queue.size() < MOST) {
            long count = lost;
            lost = 0;
            tell(
                    EventKind.LOST,
                    Map.of("events", count, "why", count + " entries could not be written to " + directory));
        }
    }
}
