package dev.muster.worker;

import dev.muster.wire.ExitWord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** The ways out of the process. Thread-safe. */
final class Exit {
    /** The worker's own grace has passed, or SIGINT. */
    static final int TIMEOUT = 1;
    /** An exception that nobody caught. */
    static final int CRASH = 2;
    /** A job ran longer than its queue allows and cannot be ended by itself; the code is that of timeout(1). */
    static final int OVERDUE = 124;

    private static final long LAST_WORDS_MS = 300;
    private static final long LAST_ACTS_MS = 2000;

    /** Leaves a code for a master that is not the parent of this process. */
    private static volatile IntConsumer word = code -> {};

    private Exit() {}

    /** From now on the code is left before each of these ways out. */
    static void leaveWord(Path file, int incarnation) {
        int pid = (int) ProcessHandle.current().pid();
        word = code -> onItsOwn(
                () -> {
                    try {
                        new ExitWord(incarnation, pid, code).leave(file);
                    } catch (IOException | RuntimeException unsaid) {
                        // It is only not known then, as of a process that was killed.
                        return;
                    }
                },
                LAST_WORDS_MS);
    }

    /** The end that comes is nobody's decision but for want of a master: the next one is to know nothing of a success. */
    static void leaveNoWord() {
        word = code -> {};
    }

    /** Ends the process through its shutdown hooks. Does not return. */
    static void orderly(int code) {
        word.accept(code);
        System.exit(code);
    }

    /** Ends the process at once, without shutdown hooks. */
    static void now(int code, String lastWords) {
        say(lastWords);
        word.accept(code);
        Runtime.getRuntime().halt(code);
    }

    /** Ends the process at once, without shutdown hooks, but for something that it has two seconds for. */
    static void now(int code, Runnable lastActs) {
        onItsOwn(lastActs, LAST_ACTS_MS);
        word.accept(code);
        Runtime.getRuntime().halt(code);
    }

    /**
     * Starts the clock of a stop: unless the process has ended by then, it ends with {@link #TIMEOUT}.
     *
     * @return to be set when there is nothing to wait for any more
     */
    static AtomicBoolean within(Duration time, Supplier<String> lastWords) {
        long deadline = System.nanoTime() + time.toNanos();
        AtomicBoolean done = new AtomicBoolean();
        Thread guard = new Thread(
                () -> {
                    for (long left = time.toNanos(); left > 0; left = deadline - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    if (!done.get()) {
                        now(TIMEOUT, lastWords.get());
                    }
                },
                "muster-grace");
        guard.setDaemon(true);
        guard.start();
        return done;
    }

    /**
     * Tells the log why the worker ends, on another thread and not for long: a full pipe or a lock that died with the
     * program must not keep it alive. To System.err, not to the logger: loading a backend for it may take longer than is
     * left.
     */
    static void say(String line) {
        onItsOwn(() -> System.err.println(line), LAST_WORDS_MS);
    }

    private static void onItsOwn(Runnable action, long mostMs) {
        Thread speaker = new Thread(action, "muster-last-words");
        speaker.setDaemon(true);
        speaker.start();
        try {
            speaker.join(mostMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * How much of a grace the worker uses itself. The master kills when the grace is over; a worker that ends itself a
     * little earlier can still say why.
     */
    static Duration own(Duration grace) {
        long nanos = grace.toNanos();
        return Duration.ofNanos(nanos - Math.min(nanos / 10, TimeUnit.MILLISECONDS.toNanos(500)));
    }
}
