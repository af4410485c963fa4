package dev.muster.concurrent;

import java.time.Duration;
import java.util.Objects;

/**
 * When a periodic task runs: every so often, counted from the start of its last run unless said otherwise. Each method returns a changed
 * copy. Whatever is chosen, a task never overlaps itself, and one that was late or took too long runs once and not once for each time that it
 * missed. Immutable.
 *
 * <pre>{@code
 * Periodic.every(Duration.ofMinutes(5)).aligned().jitter(0.05).runImmediately().named("refresh")
 * }</pre>
 */
public final class Periodic {

    /** What a periodic task does. Called by one thread at a time, not always the same one. */
    @FunctionalInterface
    public interface Task {

        /**
         * One run.
         *
         * @throws NeverAgain when this was the last one; a success
         * @throws Exception when it failed; the next one comes when it would have come anyway
         */
        void run() throws Exception;
    }

    /** From where the next run is counted. */
    enum Rule {
        LAST_START("from start"),
        LAST_FINISH("from finish"),
        ALIGNED("aligned");

        private final String words;

        Rule(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    private final Duration spacing;
    private final Rule rule;
    private final double jitter;
    private final boolean immediately;
    private final String name;

    private Periodic(Duration spacing, Rule rule, double jitter, boolean immediately, String name) {
        this.spacing = spacing;
        this.rule = rule;
        this.jitter = jitter;
        this.immediately = immediately;
        this.name = name;
    }

    /**
     * A run every so often, the first one that long after the task was added.
     *
     * @param spacing from a start to the next one; when a run takes longer, the next one begins at its end
     * @return changed by the other methods, and given to {@link PeriodicTasks#add} or {@code context.periodic}
     * @throws IllegalArgumentException when it is not positive, or longer than 290 years
     */
    public static Periodic every(Duration spacing) {
        if (spacing.isZero() || spacing.isNegative() || spacing.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("a periodic task needs a positive spacing, not " + spacing);
        }
        return new Periodic(spacing, Rule.LAST_START, 0, false, "");
    }

    /**
     * The spacing is from the start of a run to the start of the next one. This is the default.
     *
     * @return a copy
     */
    public Periodic fromLastStart() {
        return new Periodic(spacing, Rule.LAST_START, jitter, immediately, name);
    }

    /**
     * The spacing is from the end of a run to the start of the next one.
     *
     * @return a copy
     */
    public Periodic fromLastFinish() {
        return new Periodic(spacing, Rule.LAST_FINISH, jitter, immediately, name);
    }

    /**
     * Runs at multiples of the spacing on the wall clock, counted from 1970 in UTC: every 5 minutes is at :00, :05, :10. A time that comes
     * while a run goes on is left out. Follows a clock that is set within half a minute.
     *
     * @return a copy
     */
    public Periodic aligned() {
        return new Periodic(spacing, Rule.ALIGNED, jitter, immediately, name);
    }

    /**
     * Adds a random part of the spacing to each, so that many processes do not all come at the same moment.
     *
     * @param most how much at most, as a part of the spacing: 0.05 is 5 %
     * @return a copy
     * @throws IllegalArgumentException when it is not between 0 and 1
     */
    public Periodic jitter(double most) {
        if (!(most >= 0 && most <= 1)) {
            throw new IllegalArgumentException("jitter is a part of the spacing between 0 and 1, not " + most);
        }
        return new Periodic(spacing, rule, most, immediately, name);
    }

    /**
     * The first run is at once, instead of after the first spacing.
     *
     * @return a copy
     */
    public Periodic runImmediately() {
        return new Periodic(spacing, rule, jitter, true, name);
    }

    /**
     * Gives the task a name for tables, logs and its thread.
     *
     * @param taskName need not be unique; the default is {@code task-N}
     * @return a copy
     */
    public Periodic named(String taskName) {
        return new Periodic(spacing, rule, jitter, immediately, Objects.requireNonNull(taskName));
    }

    Duration spacing() {
        return spacing;
    }

    Rule rule() {
        return rule;
    }

    double mostJitter() {
        return jitter;
    }

    boolean immediately() {
        return immediately;
    }

    String name() {
        return name;
    }

    /** Such as {@code every 5s from start}. */
    @Override
    public String toString() {
        return "every " + Words.of(spacing) + " " + rule;
    }
}
