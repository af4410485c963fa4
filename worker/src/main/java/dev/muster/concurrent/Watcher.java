package dev.muster.concurrent;

import java.time.Duration;
import java.util.Optional;

/** What becomes of one periodic task, and the way to end it alone. Thread-safe. */
public final class Watcher {

    /**
     * The figures of one moment; they fit together. Times are monotonic and have nanoseconds. Immutable.
     *
     * @param name of the task
     * @param periodicity such as {@code every 5s from start}
     * @param runs that have ended, successes and failures
     * @param successes runs that ended without an exception, or with {@link NeverAgain}
     * @param failures runs that ended with any other exception
     * @param failuresInRow how many of the last runs have failed, one after the other; 0 after a success
     * @param elapsed the time that all these runs took together
     * @param elapsedWaiting the time from handing a run to the executor to its start, all together
     * @param lateness how late runs started
     * @param running whether a run goes on
     * @param stopRequested whether it was stopped, alone or with all others, or has thrown {@link NeverAgain}
     * @param untilNext how long until the next run is due, negative when it is overdue; empty while one goes on, and after the end
     */
    public record Snapshot(
            String name,
            String periodicity,
            long runs,
            long successes,
            long failures,
            long failuresInRow,
            Duration elapsed,
            Duration elapsedWaiting,
            Lateness lateness,
            boolean running,
            boolean stopRequested,
            Optional<Duration> untilNext) {

        /**
         * How long a run takes on average.
         *
         * @return empty before the first has ended
         */
        public Optional<Duration> averageElapsed() {
            return runs == 0 ? Optional.empty() : Optional.of(elapsed.dividedBy(runs));
        }

        /**
         * How long a run waits for the executor on average.
         *
         * @return empty before the first has ended
         */
        public Optional<Duration> averageElapsedWaiting() {
            return runs == 0 ? Optional.empty() : Optional.of(elapsedWaiting.dividedBy(runs));
        }

        /**
         * Whether there will be another run, or one goes on.
         *
         * @return false after the end
         */
        public boolean active() {
            return running || untilNext.isPresent();
        }
    }

    /**
     * By how much runs started after their time: for a busy executor, for a former run that took longer than the spacing, for a machine that
     * slept. Zero before the first run. Immutable.
     *
     * @param last of the last run that has started
     * @param max the most so far
     * @param mean of all that have started
     */
    public record Lateness(Duration last, Duration max, Duration mean) {}

    private final PeriodicTasks tasks;
    private final Entry entry;

    Watcher(PeriodicTasks tasks, Entry entry) {
        this.tasks = tasks;
        this.entry = entry;
    }

    /**
     * What the task is called in tables and logs.
     *
     * @return the name that it was given, or {@code task-N}
     */
    public String name() {
        return entry.name();
    }

    /**
     * The figures of this moment.
     *
     * @return of one moment
     */
    public Snapshot snapshot() {
        return tasks.snapshot(entry);
    }

    /** Ends this task; a run that goes on ends by itself. Does nothing when it has ended. */
    public void stop() {
        tasks.stop(entry);
    }

    /** Its name and how often it has run. */
    @Override
    public String toString() {
        Snapshot now = snapshot();
        return now.name() + " (" + now.periodicity() + ", runs " + now.runs() + ", failures " + now.failures() + ")";
    }
}
