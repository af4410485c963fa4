package dev.muster.testing;

import dev.muster.worker.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the test's thread and those of services go on by turns, never two at a time, by a clock that only the test moves. A thread of a service
 * gives its turn back when it waits for something that is not there yet. Thread-safe.
 */
final class Turns implements Pace {

    /** Real time: whoever takes longer waits for something that the test does not turn. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(30);

    private static final long NEVER = Long.MAX_VALUE;

    private enum State {
        GOES,
        WAITS,
        OVER,
        /** Never goes on, as after the death of its process. */
        ABANDONED
    }

    /** A thread that has turns. Guarded by {@link Turns}. */
    static final class Life {
        private final String worker;
        private final Thread thread;
        private State state = State.GOES;
        private BooleanSupplier condition = () -> true;
        private long untilNanos = NEVER;
        private boolean interrupted;
        private @Nullable Throwable thrown;

        Life(String worker, Thread thread) {
            this.worker = worker;
            this.thread = thread;
        }
    }

    /** Does what is due by now, on the test's thread. */
    interface Ticker {
        /** Says how long until there is something again; empty for never. */
        Optional<Duration> runDue();
    }

    /** What a thread of a service does. */
    interface Body {
        void run() throws Exception;
    }

    private final Instant begin;
    private final List<Life> lives = new ArrayList<>(); // guarded by this
    private final List<Ticker> tickers = new ArrayList<>();
    private final Thread test = Thread.currentThread();
    private volatile long nowNanos;

    Turns(Instant begin) {
        this.begin = begin;
    }

    @Override
    public Instant instant() {
        return begin.plusNanos(nowNanos);
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    /** As the clock shows it when that time has come. */
    long nanosOf(long epochMs) {
        long ms = epochMs - begin.toEpochMilli();
        return epochMs == NEVER || ms > NEVER / 1_000_000 ? NEVER : ms * 1_000_000;
    }

    @Override
    public boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
        return awaitUntil(condition, nanos > NEVER - nowNanos ? NEVER : nowNanos + nanos);
    }

    boolean awaitUntil(BooleanSupplier condition, long untilNanos) throws InterruptedException {
        if (condition.getAsBoolean()) {
            return true;
        }
        Life life = lifeOf(Thread.currentThread());
        if (life != null) {
            giveBack(life, condition, untilNanos);
        } else if (Thread.currentThread() == test) {
            passTime(condition, untilNanos);
        } else {
            awaitBeside(condition, untilNanos);
        }
        return condition.getAsBoolean();
    }

    private synchronized @Nullable Life lifeOf(Thread thread) {
        return lives.stream().filter(life -> life.thread == thread).findAny().orElse(null);
    }

    private synchronized void giveBack(Life life, BooleanSupplier condition, long untilNanos)
            throws InterruptedException {
        life.condition = condition;
        life.untilNanos = untilNanos;
        life.state = State.WAITS;
        notifyAll();
        while (life.state != State.GOES) {
            try {
                wait();
            } catch (InterruptedException e) {
                life.interrupted = true; // it is due, but it is not its turn
            }
        }
        if (life.interrupted) {
            life.interrupted = false;
            throw new InterruptedException();
        }
    }

    /** The test's own thread waits, within a handler: nobody else would move the clock. */
    private void passTime(BooleanSupplier condition, long untilNanos) {
        while (!condition.getAsBoolean() && nowNanos < untilNanos) {
            runReady();
            long next = Math.min(untilNanos, nextNanos());
            if (!condition.getAsBoolean()) {
                if (next == NEVER) {
                    throw new IllegalStateException("a handler waits for something that will never come: everything"
                            + " else in this test waits, too");
                }
                nowNanos = Math.max(nowNanos, next);
            }
        }
    }

    /** A thread that the service has started itself. */
    private void awaitBeside(BooleanSupplier condition, long untilNanos) throws InterruptedException {
        while (!condition.getAsBoolean() && nowNanos < untilNanos) {
            LockSupport.parkNanos(1_000_000);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** Begins a thread's life, which has the first turn at once. Returns when that is over. */
    Life begin(String worker, String name, Body body) {
        Life life = new Life(worker, new Thread(() -> live(body), name));
        life.thread.setDaemon(true);
        synchronized (this) {
            lives.add(life);
        }
        life.thread.start();
        awaitTurn(life);
        return life;
    }

    private void live(Body body) {
        Throwable thrown = null;
        try {
            body.run();
        } catch (Throwable e) {
            thrown = e;
        }
        Life life = lifeOf(Thread.currentThread());
        synchronized (this) {
            if (life != null) {
                life.thrown = thrown;
                life.state = State.OVER;
                lives.remove(life);
            }
            notifyAll();
        }
    }

    private synchronized void awaitTurn(Life life) {
        long deadline = System.nanoTime() + LONGEST_TURN.toNanos();
        while (life.state == State.GOES) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException(life.worker + ": the thread " + life.thread.getName()
                        + " has not come back within " + LONGEST_TURN.toSeconds()
                        + " s: it waits for something outside of this test\n" + stack(life.thread));
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the test was interrupted", e);
            }
        }
    }

    private static String stack(Thread thread) {
        StringBuilder text = new StringBuilder();
        for (StackTraceElement frame : thread.getStackTrace()) {
            text.append("    at ").append(frame).append('\n');
        }
        return text.toString();
    }

    /** Gives each thread a turn that has something to do now, until none has. @return whether one had */
    boolean runReady() {
        boolean any = runReadyLives();
        tickers.forEach(Ticker::runDue);
        return runReadyLives() || any;
    }

    void add(Ticker ticker) {
        tickers.add(ticker);
    }

    private boolean runReadyLives() {
        boolean any = false;
        for (Life ready = ready(); ready != null; ready = ready()) {
            any = true;
            turn(ready);
        }
        return any;
    }

    private @Nullable Life ready() {
        for (Life life : waiting()) {
            if (life.interrupted || life.untilNanos <= nowNanos || life.condition.getAsBoolean()) {
                return life;
            }
        }
        return null;
    }

    private synchronized List<Life> waiting() {
        return lives.stream().filter(life -> life.state == State.WAITS).toList();
    }

    private void turn(Life life) {
        synchronized (this) {
            life.state = State.GOES;
            notifyAll();
        }
        awaitTurn(life);
    }

    /** When the next thread or ticker is due by time alone. */
    private long nextNanos() {
        long next = waiting().stream().mapToLong(life -> life.untilNanos).min().orElse(NEVER);
        for (Ticker ticker : tickers) {
            long left = ticker.runDue().map(Duration::toNanos).orElse(NEVER);
            next = Math.min(next, left > NEVER - nowNanos ? NEVER : nowNanos + left);
        }
        return next;
    }

    /** Moves the clock, and gives turns to those who are due, each at its time. */
    void advance(long nanos) {
        long target = nowNanos + nanos;
        runReady();
        for (long next = nextNanos(); next <= target; next = nextNanos()) {
            nowNanos = Math.max(nowNanos, next);
            runReady();
        }
        nowNanos = target;
        runReady();
    }

    /** Goes on until the thread has ended, or is abandoned; moves the clock when it sleeps. */
    void finish(Life life) {
        while (waits(life)) {
            passTime(() -> life.interrupted || life.condition.getAsBoolean() || !waits(life), life.untilNanos);
            runReady();
        }
    }

    synchronized boolean waits(Life life) {
        return life.state == State.WAITS;
    }

    synchronized boolean isOver(Life life) {
        return life.state == State.OVER;
    }

    synchronized @Nullable Throwable thrown(Life life) {
        return life.thrown;
    }

    boolean hasTurns(Thread thread) {
        return lifeOf(thread) != null;
    }

    /** The calling thread stops where it stands, for ever: no finally is run, no lock released. It must have turns. */
    void abandonThisThread() {
        Life life = lifeOf(Thread.currentThread());
        synchronized (this) {
            if (life != null) {
                abandon(life);
            }
        }
        while (true) {
            LockSupport.park();
        }
    }

    /** Those of a worker that has died get no more turns. */
    synchronized void abandonAll(String worker) {
        List.copyOf(lives).stream().filter(life -> life.worker.equals(worker)).forEach(this::abandon);
    }

    private synchronized void abandon(Life life) {
        life.state = State.ABANDONED;
        lives.remove(life);
        notifyAll();
    }

    /** One that waits; it learns of it at its next turn. */
    synchronized void interrupt(Life life) {
        life.interrupted = true;
    }
}
