package dev.muster.queue;

import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Opens queues by URL. Thread-safe. */
public final class JobQueues {

    private JobQueues() {}

    /**
     * Opens a queue, creating it when it does not exist.
     *
     * @param name the queue's name, for messages
     * @param url such as {@code chronicle:/dir?max-backlog=100000&on-full=reject}
     * @return to be closed
     * @throws IllegalArgumentException when no engine on the class path knows the scheme
     */
    public static JobQueue open(String name, String url) {
        return open(name, url, () -> {});
    }

    /**
     * Opens a queue as {@link #open(String, String)} does.
     *
     * @param name the queue's name, for messages
     * @param url such as {@code chronicle:/dir?max-backlog=100000&on-full=reject}
     * @param progress called now and then, on the calling thread, when that takes long and gets on: a queue is read again after a reboot
     * @return to be closed
     * @throws IllegalArgumentException when no engine on the class path knows the scheme
     */
    public static JobQueue open(String name, String url, Runnable progress) {
        return engine("queue " + name, url).open(name, url, progress);
    }

    static JobQueueEngine engine(String what, String url) {
        String scheme = QueueLocation.of(url).scheme();
        // Ours are beside this class. In a program of nested jars a thread of a pool of the JDK's looks for them in
        // vain.
        return engine(scheme, JobQueueEngine.class.getClassLoader())
                .or(() -> engine(scheme, Thread.currentThread().getContextClassLoader()))
                .orElseThrow(() -> new IllegalArgumentException(what + ": no engine on the class path for " + url));
    }

    private static Optional<JobQueueEngine> engine(String scheme, @Nullable ClassLoader loader) {
        for (JobQueueEngine engine : ServiceLoader.load(JobQueueEngine.class, loader)) {
            if (engine.scheme().equals(scheme)) {
                return Optional.of(engine);
            }
        }
        return Optional.empty();
    }
}
