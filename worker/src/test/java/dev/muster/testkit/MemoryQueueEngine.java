package dev.muster.testkit;

import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueueEngine;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** {@code memory:name?bound=10}: one queue per name in the process. */
public final class MemoryQueueEngine implements JobQueueEngine {
    private static final Map<String, MemoryQueue> QUEUES = new ConcurrentHashMap<>();

    /** The queue of this name, created when it does not exist. */
    public static MemoryQueue queue(String name) {
        return QUEUES.computeIfAbsent(name, n -> new MemoryQueue(10));
    }

    @Override
    public String scheme() {
        return "memory";
    }

    @Override
    public JobQueue open(String name, String url, Runnable progress) {
        progress.run();
        return queue(URI.create(url).getSchemeSpecificPart().replaceFirst("\\?.*", ""));
    }
}
