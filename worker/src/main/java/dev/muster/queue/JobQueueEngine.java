package dev.muster.queue;

/** A kind of queue, found by {@link java.util.ServiceLoader} and chosen by the scheme of a queue's URL. Thread-safe. */
public interface JobQueueEngine {

    /** The URL scheme that this engine serves, such as {@code chronicle}. */
    String scheme();

    /**
     * Opens a queue, creating it when it does not exist.
     *
     * @param progress called now and then, on the calling thread, when that takes long and gets on
     */
    JobQueue open(String name, String url, Runnable progress);

    /**
     * Opens a log as {@link #open} opens a queue.
     *
     * @throws UnsupportedOperationException when the engine has no logs
     */
    default AppendLog openLog(String name, String url, Runnable progress) {
        throw new UnsupportedOperationException("log " + name + ": " + scheme() + " has only queues");
    }
}
