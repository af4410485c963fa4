package dev.muster.supervisor.core;

import dev.muster.supervisor.core.RunNews.Kind;
import dev.muster.supervisor.spec.Schedule;
import dev.muster.supervisor.spec.Schedule.IfRunning;
import dev.muster.supervisor.spec.Schedule.Misfire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a service is with the times of its schedule. Instants are of the wall clock, which may be set. A time is decided once: what
 * is not after {@code seen} is never looked at again. Immutable.
 *
 * @param seen every time up to this one is decided
 * @param next the first one after that; empty when there is none any more, or while the schedule is suspended
 * @param waiting a time whose run waits for the end of another
 * @param beginning a time whose run begins as soon as that is written down
 */
public record Rota(
        Schedule schedule,
        Instant seen,
        Optional<Instant> next,
        Optional<Instant> waiting,
        Optional<Instant> beginning) {

    /** A run that begins so late is on time still: the loop was busy, the master replaced. Shorter than the least distance of two. */
    static final Duration LATE = Duration.ofSeconds(30);

    /** A clock that is set back by more was wrong before: what was decided by it does not hold. */
    static final Duration CORRECTION = Duration.ofDays(1);

    /** Nobody reads a greater number, and a clock may jump by years. */
    private static final int MOST_COUNTED = 1000;

    /** Whether a run could begin. */
    public enum Room {
        FREE,
        /** Another run goes on, or all slots have one. */
        TAKEN,
        /** Nobody wants runs: stopped by hand. */
        SUSPENDED
    }

    /** What outlives the master. The times are meant only as long as the schedule has the same. Immutable. */
    public record Kept(String times, Instant seen, Optional<Instant> waiting) {}

    /**
     * What a look at the clock has changed.
     *
     * @param news what is to be told
     */
    public record Look(Rota rota, List<RunNews> news) {
        public Look {
            news = List.copyOf(news);
        }
    }

    /** Of a service that is new, or has other times than before: nothing was missed. */
    public static Rota begin(Schedule schedule, Instant now, Timetable times) {
        return new Rota(schedule, now, times.next(schedule, now), Optional.empty(), Optional.empty());
    }

    /** Goes on where another master has ended. */
    public static Rota resume(Schedule schedule, Kept kept, Instant now, Timetable times) {
        return kept.times().equals(times(schedule))
                ? new Rota(schedule, kept.seen(), times.next(schedule, kept.seen()), kept.waiting(), Optional.empty())
                : begin(schedule, now, times);
    }

    /** For the next master. */
    public Kept kept() {
        return new Kept(times(schedule), seen, waiting);
    }

    private static String times(Schedule schedule) {
        return schedule.cron() + " " + schedule.zone();
    }

    /** Another schedule holds from now on. */
    public Rota with(Schedule changed, Instant now, Timetable times) {
        return changed.sameTimes(schedule)
                ? new Rota(changed, seen, next, waiting, beginning)
                : new Rota(changed, now, times.next(changed, now), waiting, beginning);
    }

    /** Its run has begun, or will not. */
    public Rota begun() {
        return new Rota(schedule, seen, next, waiting, Optional.empty());
    }

    /** Decides what is due. */
    public Look look(Instant now, Room room, Timetable times) {
        List<RunNews> news = new ArrayList<>();
        if (room == Room.SUSPENDED) {
            Instant later = now.isAfter(seen) ? now : seen;
            return new Look(new Rota(schedule, later, Optional.empty(), Optional.empty(), Optional.empty()), news);
        }
        Rota rota = corrected(now, times);
        Due due = Due.between(rota, now, times);
        if (due.count() > 0) {
            Optional<Instant> run = rota.choose(due, now, news);
            rota = new Rota(schedule, due.upTo(), times.next(schedule, due.upTo()), waiting, beginning);
            rota = run.isPresent() ? rota.place(run.get(), room, news) : rota;
        }
        return new Look(rota.takeWaiting(room), news);
    }

    private Rota corrected(Instant now, Timetable times) {
        boolean wrong = now.plus(CORRECTION).isBefore(seen);
        boolean resumed = next.isEmpty();
        Instant from = wrong || (resumed && now.isAfter(seen)) ? now : seen;
        return wrong || resumed ? new Rota(schedule, from, times.next(schedule, from), waiting, beginning) : this;
    }

    /** Which of the times that are due gets a run. */
    private Optional<Instant> choose(Due due, Instant now, List<RunNews> news) {
        boolean onTime = !now.isAfter(due.last().plus(LATE));
        int missed = onTime ? due.count() - 1 : due.count();
        boolean makeUp = schedule.misfire() == Misfire.ONCE;
        if (missed > 0) {
            String what = makeUp ? "one run makes up for them" : "they are left out (misfire skip)";
            String many = due.count() >= MOST_COUNTED ? MOST_COUNTED + " times or more" : missed + " times";
            String one = makeUp ? "a run makes up for it" : "it is left out (misfire skip)";
            String why = missed == 1
                    ? "missed " + due.first() + "; " + one
                    : "missed " + many + " since " + due.first() + "; " + what;
            news.add(new RunNews(Kind.MISSED, due.first(), why));
        }
        return onTime || makeUp ? Optional.of(due.last()) : Optional.empty();
    }

    /** Finds a place for a run. One that waits already goes first. */
    private Rota place(Instant tick, Room room, List<RunNews> news) {
        boolean free = room == Room.FREE && beginning.isEmpty();
        if (free && waiting.isEmpty()) {
            return new Rota(schedule, seen, next, waiting, Optional.of(tick));
        }
        boolean mayWait = schedule.ifRunning() == IfRunning.QUEUE && (waiting.isEmpty() || free);
        if (mayWait) {
            news.add(new RunNews(Kind.DELAYED, tick, "the run of " + tick + " waits for the end of another"));
            return new Rota(schedule, seen, next, Optional.of(tick), free ? waiting : beginning);
        }
        news.add(new RunNews(Kind.SKIPPED, tick, "no run for " + tick + ": " + full()));
        return this;
    }

    private String full() {
        return switch (schedule.ifRunning()) {
            case SKIP -> "another one goes on (if-running skip)";
            case QUEUE -> "one goes on and one waits already";
            case PARALLEL -> "all slots have one";
        };
    }

    private Rota takeWaiting(Room room) {
        boolean may = room == Room.FREE && beginning.isEmpty() && waiting.isPresent();
        return may ? new Rota(schedule, seen, next, Optional.empty(), waiting) : this;
    }

    /** A run that was to begin found no place in the end: somebody was faster. */
    public Look displaced(Room room) {
        List<RunNews> news = new ArrayList<>();
        Instant tick = beginning.orElseThrow();
        Rota rota = begun();
        return room == Room.SUSPENDED
                ? new Look(rota, List.of(new RunNews(Kind.SKIPPED, tick, "no run for " + tick + ": stopped by hand")))
                : new Look(rota.place(tick, room, news), news);
    }

    /** The times that have come. */
    private record Due(Instant first, Instant last, int count, Instant upTo) {

        static Due between(Rota rota, Instant now, Timetable times) {
            Optional<Instant> tick = rota.next();
            Instant first = now;
            Instant last = now;
            int count = 0;
            while (tick.isPresent() && !tick.get().isAfter(now) && count < MOST_COUNTED) {
                first = count == 0 ? tick.get() : first;
                last = tick.get();
                count++;
                tick = times.next(rota.schedule(), last);
            }
            return new Due(first, last, count, count == MOST_COUNTED ? now : last);
        }
    }
}
