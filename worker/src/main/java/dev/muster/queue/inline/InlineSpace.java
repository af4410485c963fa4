package dev.muster.queue.inline;

import dev.muster.queue.JobQueue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Queues by name with one host: those of a test. They live until the space is closed. Thread-safe. */
public final class InlineSpace implements AutoCloseable {

    private static final Map<String, InlineSpace> SPACES =
            new ConcurrentHashMap<>(Map.of("", new InlineSpace("", new ProcessHost())));

    private static final AtomicLong LAST = new AtomicLong();

    private final String name;
    private final InlineHost host;
    private final Map<String, InlineStore> stores = new TreeMap<>(); // guarded by itself

    private InlineSpace(String name, InlineHost host) {
        this.name = name;
        this.host = host;
    }

    /** A new one, empty. */
    public static InlineSpace open(InlineHost host) {
        InlineSpace space = new InlineSpace("space-" + LAST.incrementAndGet(), host);
        SPACES.put(space.name, space);
        return space;
    }

    /** A new one with the clock and the threads of this process. */
    static InlineSpace open() {
        return open(new ProcessHost());
    }

    static InlineSpace named(String name) {
        InlineSpace space = SPACES.get(name);
        if (space == null) {
            throw new IllegalArgumentException("inline queues: the space " + name + " has been closed");
        }
        return space;
    }

    /**
     * The URL of a queue.
     *
     * @param worker who opens it by this URL, such as {@code printer.1#1}
     * @param parameters such as {@code max-backlog=10&on-full=block}, empty for none
     */
    public String url(String queue, String worker, String parameters) {
        return InlineEngine.SCHEME + ":" + name + "/" + queue + "?worker=" + worker
                + (parameters.isEmpty() ? "" : "&" + parameters);
    }

    JobQueue open(InlineUrl url) {
        synchronized (stores) {
            InlineStore store = stores.computeIfAbsent(url.name(), n -> new InlineStore(url, host));
            return new InlineQueue(store, url.worker());
        }
    }

    /** A worker has died: what it held is ready again, or put aside when too many have died with it. It never comes back. */
    public void crash(String worker, String why) {
        List<InlineStore> all;
        synchronized (stores) {
            all = List.copyOf(stores.values());
        }
        all.forEach(store -> store.crash(worker, why));
    }

    @Override
    public void close() {
        SPACES.remove(name, this);
    }
}
