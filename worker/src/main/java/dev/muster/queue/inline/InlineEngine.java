package dev.muster.queue.inline;

import dev.muster.queue.JobQueue;
import dev.muster.queue.JobQueueEngine;

/**
 * {@code inline:name} or {@code inline:space/name}: one queue of the name in a space, and without one in the process. It reads
 * {@code max-backlog}, {@code on-full}, {@code crash-max} and {@code max-running} and passes over what is about files. Thread-safe.
 */
public final class InlineEngine implements JobQueueEngine {

    static final String SCHEME = "inline";

    /** Found by {@link java.util.ServiceLoader}. */
    public InlineEngine() {}

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public JobQueue open(String name, String url, Runnable progress) {
        progress.run();
        InlineUrl parsed = InlineUrl.parse(name, url);
        return InlineSpace.named(parsed.space()).open(parsed);
    }
}
