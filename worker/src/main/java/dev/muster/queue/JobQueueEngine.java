package dev.muster.queue;

/** A kind of queue, found by {@link java.util.ServiceLoader} and chosen by the scheme of a queue's URL. Thread-safe. */
public interface JobQueueEngine {

    /**
     * What URLs of its queues begin with.
     *
     * @return such as {@code chronicle}, in small letters
     */
    String scheme();

    /**
     * Opens a queue, creating it when it does not exist.
     *
     * @param name the queue's name, for messages
     * @param url begins with the scheme; what its path and its parameters mean is the engine's
     * @param progress called now and then, on the calling thread, when that takes long and gets on
     * @return to be closed
     * @throws IllegalArgumentException when the URL does not make sense
     */
    JobQueue open(String name, String url, Runnable progress);

    /**
     * Opens a log as {@link #open} opens a queue.
     *
     * @param name of the log, for messages
     * @param url begins with the scheme
     * @param progress called now and then, on the calling thread, when that takes long and gets on
     * @return to be closed
     * @throws UnsupportedOperationException when the engine has no logs
     */
    default AppendLog openLog(String name, String url, Runnable progress) {
        throw new UnsupportedOperationException("log " + name + ": " + scheme() + " has only queues");
    }
}
