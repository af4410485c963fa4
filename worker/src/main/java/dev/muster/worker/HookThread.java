package dev.muster.worker;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls the program's hooks of one kind one after the other, on a thread that nobody waits for and that is there only while there is
 * something to do. Thread-safe.
 */
final class HookThread {
    private static final int MOST_WAITING = 10_000;

    private final String name;
    private final boolean here;
    private @Nullable ThreadPoolExecutor thread; // guarded by this

    HookThread(String name) {
        this(name, false);
    }

    /** @param here on the calling thread, in truth: for tests, in which nothing is to happen at any time */
    HookThread(String name, boolean here) {
        this.name = name;
        this.here = here;
    }

    /** Returns false when ten thousand calls wait already: a hook hangs. */
    boolean call(Runnable hook) {
        if (here) {
            hook.run();
            return true;
        }
        return pass(hook);
    }

    private synchronized boolean pass(Runnable hook) {
        if (thread == null) {
            thread = start();
        }
        try {
            thread.execute(hook);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    private ThreadPoolExecutor start() {
        LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
        ThreadPoolExecutor one = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, waiting, task -> {
            Thread named = new Thread(task, name);
            named.setDaemon(true);
            return named;
        });
        one.allowCoreThreadTimeOut(true);
        return one;
    }
}
