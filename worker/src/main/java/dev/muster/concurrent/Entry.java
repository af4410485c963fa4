package dev.muster.concurrent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One task: when it is due, and what has become of its runs. Pure but for its fields; guarded by the lock of its owner. */
final class Entry {

    private enum State {
        WAITING,
        SUBMITTED,
        RUNNING,
        ENDED
    }

    /** A clock may be set while nobody looks; a target that is further away than this many spacings is looked for anew. */
    private static final int FARTHEST = 2;

    private final Periodic when;
    private final Periodic.Task task;
    private final String name;
    private final long spacing;
    private State state = State.WAITING;
    private boolean stopRequested;
    private long due; // monotonic
    private long wake; // when to ask again: at that time, or later when nobody took it then
    private @Nullable Instant target; // of an aligned one, on the wall clock
    private long extra; // jitter that belongs to the target
    private long submitted;
    private long started;
    private long finish;
    private long runs;
    private long failures;
    private long failuresInRow;
    private long elapsed;
    private long elapsedWaiting;
    private long starts;
    private long lateLast;
    private long lateMax;
    private long lateSum;

    Entry(Periodic when, Periodic.Task task, String name) {
        this.when = when;
        this.task = task;
        this.name = name;
        this.spacing = when.spacing().toNanos();
    }

    /** It has been added. */
    void begin(Moment now, double random) {
        if (when.immediately()) {
            due = now.nanos();
            wake = due;
        } else {
            schedule(now, now.nanos(), random);
        }
    }

    private void schedule(Moment now, long from, double random) {
        extra = (long) (random * when.mostJitter() * spacing);
        if (when.rule() == Periodic.Rule.ALIGNED) {
            target = nextMultiple(after(now.wall()));
            due = now.nanos() + nanosTo(now);
        } else {
            due = from + spacing + extra;
        }
        wake = due;
    }

    /** The wall clock may be a little behind the monotonic one, and the time that has just been kept still lie ahead. */
    private Instant after(Instant wall) {
        Instant last = target;
        boolean ahead = last != null && last.isAfter(wall) && last.isBefore(wall.plusNanos(spacing));
        return last != null && ahead ? last : wall;
    }

    private Instant nextMultiple(Instant after) {
        long whole = Duration.between(Instant.EPOCH, after).dividedBy(when.spacing());
        return Instant.EPOCH.plus(when.spacing().multipliedBy(whole + 1));
    }

    /** From now to the time that is meant. */
    private long nanosTo(Moment now) {
        Instant wanted = target;
        Duration left = wanted == null ? Duration.ZERO : Duration.between(now.wall(), wanted);
        return left.plusNanos(extra).toNanos();
    }

    /** Whether it has to be submitted now. */
    boolean isDue(Moment now, double random) {
        if (state != State.WAITING) {
            return false;
        }
        follow(now, random);
        return now.nanos() - wake >= 0;
    }

    /** The clock may have been set, or have gone on while the machine slept. */
    private void follow(Moment now, double random) {
        Instant wanted = target;
        if (wanted == null || now.nanos() - due >= 0) {
            return; // due by the time that has passed, whatever the clock says
        }
        if (Duration.between(now.wall(), wanted).compareTo(when.spacing().multipliedBy(FARTHEST)) > 0) {
            target = null;
            schedule(now, now.nanos(), random);
        } else {
            due = now.nanos() + nanosTo(now);
            wake = due;
        }
    }

    /** When {@code isDue} has to be asked again, in monotonic nanoseconds; empty while there is nothing to wait for. */
    Optional<Long> next() {
        return state == State.WAITING ? Optional.of(wake) : Optional.empty();
    }

    void submitted(Moment now) {
        state = State.SUBMITTED;
        submitted = now.nanos();
    }

    /** Nobody took it: it is still meant for the same time, and late by the wait. */
    void rejected(long again) {
        if (stopRequested) {
            state = State.ENDED;
        } else {
            state = State.WAITING;
            wake = again;
        }
    }

    /** A run begins, unless it was stopped meanwhile. @return whether it does */
    boolean started(Moment now) {
        if (stopRequested) {
            state = State.ENDED;
            return false;
        }
        state = State.RUNNING;
        started = now.nanos();
        lateLast = Math.max(0, started - due);
        lateMax = Math.max(lateMax, lateLast);
        lateSum += lateLast;
        starts++;
        return true;
    }

    /** A run has ended; the next one is not to begin before {@link #rest}. */
    void finished(Moment now, boolean failed) {
        finish = now.nanos();
        runs++;
        failures += failed ? 1 : 0;
        failuresInRow = failed ? failuresInRow + 1 : 0;
        elapsed += finish - started;
        elapsedWaiting += started - submitted;
    }

    /** All is done that belonged to a run. */
    void rest(Moment now, boolean last, double random) {
        stopRequested |= last;
        if (stopRequested) {
            state = State.ENDED;
        } else {
            state = State.WAITING;
            schedule(now, when.rule() == Periodic.Rule.LAST_START ? started : finish, random);
        }
    }

    void stop() {
        stopRequested = true;
        if (state == State.WAITING) {
            state = State.ENDED;
        }
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    boolean isRunning() {
        return state == State.RUNNING || state == State.SUBMITTED;
    }

    Periodic.Task task() {
        return task;
    }

    String name() {
        return name;
    }

    Watcher.Snapshot snapshot(long now) {
        return new Watcher.Snapshot(
                name,
                when.toString(),
                runs,
                runs - failures,
                failures,
                failuresInRow,
                Duration.ofNanos(elapsed),
                Duration.ofNanos(elapsedWaiting),
                new Watcher.Lateness(
                        Duration.ofNanos(lateLast),
                        Duration.ofNanos(lateMax),
                        Duration.ofNanos(starts == 0 ? 0 : lateSum / starts)),
                isRunning(),
                stopRequested,
                next().map(at -> Duration.ofNanos(at - now)));
    }
}
