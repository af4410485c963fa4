package dev.muster.supervisor.cli;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells a person who waits for more than two seconds how far it is: one line on stderr, written over each second. Counted by one thread.
 */
final class Progress implements AutoCloseable {
    private static final long PATIENCE_MS = 2000;
    private static final long PERIOD_MS = 1000;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private final String what;
    private final AtomicLong count = new AtomicLong();
    private final ScheduledExecutorService clock;
    private volatile boolean shown;

    private Progress(Terminal terminal, String what, ScheduledExecutorService clock) {
        this.terminal = terminal;
        this.what = what;
        this.clock = clock;
    }

    /** @param what such as {@code jobs put} */
    static Progress of(Terminal terminal, String what) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "muster-progress");
            thread.setDaemon(true);
            return thread;
        });
        Progress progress = new Progress(terminal, what, clock);
        if (Terminal.messagesAreSeen()) {
            var unused = clock.scheduleAtFixedRate(progress::show, PATIENCE_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
        }
        return progress;
    }

    void add(long more) {
        count.addAndGet(more);
    }

    long count() {
        return count.get();
    }

    private void show() {
        shown = true;
        terminal.err().print(CLEAR_LINE + count.get() + " " + what + " ...");
        terminal.err().flush();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (shown) {
            terminal.err().print(CLEAR_LINE);
            terminal.err().flush();
        }
    }
}
