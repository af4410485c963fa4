package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.ScaleOn;
import dev.muster.supervisor.spec.ScalePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How many workers a backlog needs: more at once, fewer only after it has been quiet for a while and would be so with fewer. Pure.
 *
 * <p>The two thresholds lie apart: more when jobs wait longer, or more of them for each worker, than may be; fewer when it is less
 * than half of that for all who would be left, and these would be busy three quarters of their time at most. A service
 * that had to be given back what it lost has a longer quiet time the next time, so that a load between two numbers does not swing.
 */
public final class ScaleRule {

    /** A reading that is older when it arrives decides nothing. */
    static final Duration LATE = Duration.ofSeconds(5);

    /** How much of their time those who are left may be busy. */
    private static final double BUSY = 0.75;

    private static final int LEAST_READINGS = 3;

    private ScaleRule() {}

    /** What follows from a reading. Immutable. */
    public record Outcome(ScaleState state, Optional<ScaleDecision> decision) {}

    public static Outcome next(ScalePolicy policy, ScaleState state, Workforce force, Load load, Instant now) {
        return new Judging(policy, state, force, load, now).outcome();
    }

    private record Judging(ScalePolicy policy, ScaleState state, Workforce force, Load load, Instant now) {

        Outcome outcome() {
            Duration late = Duration.between(load.at(), now);
            if (late.compareTo(LATE) > 0) {
                return stay(state, "no decision: the last reading came " + Spans.text(late) + " late");
            }
            if (!load.known()) {
                return stay(state, "no decision: " + load.why());
            }
            Judging informed = new Judging(policy, state.read(load.at()), force, load, now);
            if (force.size() > 0 && force.able() == 0) {
                return stay(informed.state.restless(), "no decision: all its workers are stopped");
            }
            String pressure = pressure();
            if (!pressure.isEmpty()) {
                return informed.more(pressure);
            }
            return isQuiet() ? informed.fewer() : informed.asManyAsNeeded();
        }

        private ScaleOn on() {
            return policy.scaleOn();
        }

        private long ready() {
            return load.waiting().ready();
        }

        /** Why there are too few; empty when there are not. */
        private String pressure() {
            if (needed(on().backlogPerWorker()) > force.able()) {
                return ready() + " jobs wait for " + workers(force.able()) + ", more than " + on().backlogPerWorker()
                        + " for each";
            }
            return waitsTooLong()
                    ? "the oldest of " + ready() + " jobs has waited "
                            + Spans.text(load.waiting().oldest()) + ", longer than "
                            + Spans.text(on().oldestReady())
                    : "";
        }

        private boolean waitsTooLong() {
            return ready() > 0 && load.waiting().oldest().compareTo(on().oldestReady()) > 0;
        }

        private long needed(long perWorker) {
            return (ready() + perWorker - 1) / perWorker;
        }

        private Outcome more(String pressure) {
            ScaleState restless = state.restless();
            if (force.size() >= policy.max()) {
                return stay(restless, "has as many as it may (" + policy.max() + "): " + pressure);
            }
            String held = "held at " + force.size() + " of " + policy.max() + ": ";
            if (!force.troubled().isEmpty()) {
                return stay(restless, held + "slot " + force.troubled().first() + " does not stay up; " + pressure);
            }
            int target = target();
            if (target <= force.size()) {
                return stay(restless, "waits for what the last change brings: " + pressure);
            }
            int possible =
                    (int) Math.min(target, (long) force.size() + load.room().more());
            if (possible <= force.size()) {
                return stay(restless, held + load.room().why() + "; " + pressure);
            }
            SortedSet<Integer> slots = new TreeSet<>(force.slots());
            for (int slot = 1; slots.size() < possible; slot++) {
                slots.add(slot);
            }
            String short_ = possible < target
                    ? " (" + target + " would do: " + load.room().why() + ")"
                    : "";
            return decide(slots, busy(), pressure + short_);
        }

        /** A backlog says how many; an age only that there are too few: then by half, and once in a while. */
        private int target() {
            long target = Math.max(force.size(), force.down().size() + needed(on().backlogPerWorker()));
            if (waitsTooLong() && force.coming() == 0 && isSettled()) {
                target = Math.max(target, force.size() + Math.min(ready(), Math.max(1, force.able() / 2)));
            }
            return (int) Math.min(policy.max(), target);
        }

        private boolean isSettled() {
            Duration settling =
                    on().oldestReady().compareTo(on().cooldown()) < 0 ? on().oldestReady() : on().cooldown();
            return state.last()
                    .map(decision -> !decision.at().plus(settling).isAfter(now))
                    .orElse(true);
        }

        /** With one fewer it would still be less than half of what may be. */
        private boolean isQuiet() {
            boolean young = load.waiting().oldest().multipliedBy(2).compareTo(on().oldestReady()) <= 0;
            return young && load.waiting().held() == 0 && enoughForBacklog() < force.able();
        }

        private long enoughForBacklog() {
            return needed(Math.max(1, on().backlogPerWorker() / 2));
        }

        private Outcome asManyAsNeeded() {
            String what = load.why().isEmpty() ? "has as many as it needs" : load.why();
            return stay(state.restless(), what);
        }

        private Outcome fewer() {
            if (force.size() <= policy.min()) {
                return stay(state.restless(), "has as few as it may (" + policy.min() + ")");
            }
            ScaleState.Quiet quiet = state.quiet()
                    .orElseGet(() -> new ScaleState.Quiet(load.at(), 0, 0))
                    .and(busy());
            ScaleState waiting = state.quiet(quiet);
            Duration time = Duration.between(quiet.since(), load.at());
            Duration patience = state.patience(on().cooldown());
            if (time.compareTo(patience) < 0 || quiet.readings() < LEAST_READINGS) {
                return stay(
                        waiting,
                        "quiet for " + Spans.text(time) + "; there may be fewer after " + Spans.text(patience));
            }
            SortedSet<Integer> slots = withoutIdle(enough(quiet.meanBusy()));
            String busy = busyText(quiet.meanBusy());
            if (slots.size() == force.size()) {
                return stay(waiting, "quiet, and none can be spared: " + busy);
            }
            return decide(
                    slots,
                    quiet.meanBusy(),
                    "quiet for " + Spans.text(time) + ": " + busy + ", " + ready() + " jobs wait");
        }

        private String busyText(double busy) {
            return String.format(Locale.ROOT, "%.1f of %s were busy", busy, workers(force.able()));
        }

        /** At most half of them go at a time. */
        private int enough(double meanBusy) {
            int left = force.able() - Math.max(1, force.able() / 2);
            long enough = Math.max((long) Math.ceil(meanBusy / BUSY), Math.max(left, enoughForBacklog()));
            return (int)
                    Math.max(policy.min(), Math.min(force.size(), force.down().size() + enough));
        }

        private SortedSet<Integer> withoutIdle(int wanted) {
            SortedSet<Integer> slots = new TreeSet<>(force.slots());
            Iterator<Integer> leavers = force.leavers(load.idle()).iterator();
            while (slots.size() > wanted && leavers.hasNext()) {
                slots.remove(leavers.next());
            }
            return slots;
        }

        private int busy() {
            return (int) force.ready().stream()
                    .filter(slot -> !load.idle().contains(slot))
                    .count();
        }

        private Outcome decide(SortedSet<Integer> slots, double busy, String why) {
            ScaleDecision decision = new ScaleDecision(now, force.size(), slots, load.waiting(), busy, why);
            return new Outcome(state.decided(decision, on().cooldown()), Optional.of(decision));
        }

        private static Outcome stay(ScaleState state, String note) {
            return new Outcome(state.saying(note), Optional.empty());
        }

        private static String workers(int count) {
            return count == 1 ? "1 worker" : count + " workers";
        }
    }
}
