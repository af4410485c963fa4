package dev.muster.supervisor.core;

import dev.muster.supervisor.core.CronNews.Kind;
import dev.muster.supervisor.spec.CronSpec;
import dev.muster.supervisor.spec.CronSpec.Misfire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a cron is with its times. Instants are of the wall clock, which may be set. That each time has one job at most is the
 * queue's to see to; here it is decided which times are to have one. Immutable.
 *
 * @param seen every time up to this one is decided
 * @param next the first one after that; empty when there is none any more
 * @param due those whose jobs are to be put, the oldest first
 * @param underWay whether somebody is just putting jobs
 * @param tries how often that has failed, one time after the other
 * @param last the last time that has its job, as far as this master knows
 * @param missed how many times were left without one, as far as this master knows
 * @param trouble why the last try has failed; empty when it has not
 */
public record CronTicks(
        CronSpec spec,
        Instant seen,
        Optional<Instant> next,
        List<Instant> due,
        boolean underWay,
        int tries,
        Optional<Last> last,
        long missed,
        String trouble) {

    /** So many jobs make up for times that were missed. */
    public static final int MOST_MADE_UP = 100;

    private static final int MOST_COUNTED = 1000;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration MOST_WAIT = Duration.ofMinutes(1);

    public CronTicks {
        due = List.copyOf(due);
    }

    /**
     * A time that has its job.
     *
     * @param job its id; empty when it was put by somebody else
     */
    public record Last(Instant at, Optional<String> job) {}

    /**
     * What a look at the clock, or an answer, has changed.
     *
     * @param news what is to be told
     */
    public record Look(CronTicks ticks, List<CronNews> news) {
        public Look {
            news = List.copyOf(news);
        }
    }

    /** Of one that is new, or has other times than before: nothing was missed. */
    public static CronTicks begin(CronSpec spec, Instant now, Timetable times) {
        return at(spec, now, times);
    }

    private static CronTicks at(CronSpec spec, Instant seen, Timetable times) {
        return new CronTicks(spec, seen, times.next(spec.times(), seen), List.of(), false, 0, Optional.empty(), 0, "");
    }

    /** Goes on where another master has ended. What that was putting is tried again: the queue knows. */
    public static CronTicks resume(CronSpec spec, Rota.Kept kept, Instant now, Timetable times) {
        return kept.times().equals(timesOf(spec)) ? at(spec, kept.seen(), times) : begin(spec, now, times);
    }

    /** For the next master: what is due still is not decided for it. */
    public Rota.Kept kept() {
        Instant decided = due.isEmpty() ? seen : due.get(0).minusNanos(1);
        return new Rota.Kept(timesOf(spec), decided, Optional.empty());
    }

    private static String timesOf(CronSpec spec) {
        return spec.schedule() + " " + spec.zone();
    }

    /** Another specification holds from now on. What is due of other times than it has is due no more. */
    public CronTicks with(CronSpec changed, Instant now, Timetable times) {
        boolean same =
                changed.times().sameTimes(spec.times()) && changed.queue().equals(spec.queue());
        return same
                ? new CronTicks(changed, seen, next, due, underWay, tries, last, missed, trouble)
                : new CronTicks(
                        changed, now, times.next(changed.times(), now), List.of(), underWay, 0, last, missed, "");
    }

    /** Decides what is due. What is in somebody's hands stays so until the answer. */
    public Look look(Instant now, Timetable times) {
        List<CronNews> news = new ArrayList<>();
        if (now.plus(Rota.CORRECTION).isBefore(seen)) { // the clock was wrong before
            return new Look(at(spec, now, times).remembering(this), news);
        }
        List<Instant> passed = passed(now, times);
        if (passed.isEmpty()) {
            return new Look(this, news);
        }
        Instant newest = passed.get(passed.size() - 1);
        Instant upTo = passed.size() < MOST_COUNTED ? newest : now;
        List<Instant> wanted = wanted(passed, now);
        List<Instant> without = new ArrayList<>(due);
        without.addAll(passed);
        without.removeAll(wanted);
        if (!without.isEmpty()) {
            news.add(new CronNews(Kind.MISSED, without.get(0), missed(without, wanted)));
        }
        CronTicks later = new CronTicks(
                spec,
                upTo,
                times.next(spec.times(), upTo),
                wanted,
                underWay,
                wanted.equals(due) ? tries : 0,
                last,
                missed + without.size(),
                trouble);
        return new Look(later, news);
    }

    private CronTicks remembering(CronTicks before) {
        return new CronTicks(spec, seen, next, due, before.underWay, 0, before.last, before.missed, before.trouble);
    }

    /** The times that have come, the last ones of them where there are too many. */
    private List<Instant> passed(Instant now, Timetable times) {
        List<Instant> passed = passed(next, now, times);
        if (passed.size() < MOST_COUNTED) {
            return passed;
        }
        Instant first = passed.get(0);
        Duration spacing = Duration.between(first, passed.get(MOST_COUNTED - 1)).dividedBy(MOST_COUNTED);
        Instant near = now.minus(spacing.multipliedBy(MOST_MADE_UP * 2L));
        List<Instant> last = passed(times.next(spec.times(), near), now, times);
        List<Instant> ends = new ArrayList<>(passed.subList(0, MOST_COUNTED - last.size()));
        ends.addAll(last);
        return ends;
    }

    private List<Instant> passed(Optional<Instant> from, Instant now, Timetable times) {
        List<Instant> passed = new ArrayList<>();
        Optional<Instant> tick = from;
        while (tick.isPresent() && !tick.get().isAfter(now) && passed.size() < MOST_COUNTED) {
            passed.add(tick.get());
            tick = times.next(spec.times(), tick.get());
        }
        return passed;
    }

    /** Which of those, and of what is due still, are to have jobs. */
    private List<Instant> wanted(List<Instant> passed, Instant now) {
        Instant newest = passed.get(passed.size() - 1);
        if (spec.misfire() == Misfire.ALL) {
            List<Instant> all = new ArrayList<>(due);
            all.addAll(passed);
            return all.subList(Math.max(0, all.size() - MOST_MADE_UP), all.size());
        }
        List<Instant> wanted = new ArrayList<>(underWay ? due.subList(0, Math.min(1, due.size())) : List.of());
        if (!now.isAfter(newest.plus(Rota.LATE)) || spec.misfire() == Misfire.ONCE) {
            wanted.add(newest);
        }
        return wanted;
    }

    private String missed(List<Instant> without, List<Instant> wanted) {
        String times = without.size() == 1
                ? "no job for " + without.get(0)
                : "no jobs for " + (without.size() >= MOST_COUNTED ? MOST_COUNTED + " or more" : without.size())
                        + " times since " + without.get(0);
        String because = trouble.isEmpty() ? "" : " (" + trouble + ")";
        if (spec.misfire() == Misfire.SKIP) {
            return times + ": they passed unnoticed, or could not be put" + because + ", and misfire is skip";
        }
        return wanted.isEmpty()
                ? times + because
                : times + because + "; that of " + wanted.get(wanted.size() - 1) + " makes up for it";
    }

    /** Its jobs are being put. */
    public CronTicks begun() {
        return new CronTicks(spec, seen, next, due, true, tries, last, missed, trouble);
    }

    /**
     * Somebody has tried.
     *
     * @param over the last time that has its job now
     * @param why what has gone wrong with what is left; empty when nothing is
     */
    public Look answered(Optional<Last> over, String why) {
        List<CronNews> news = new ArrayList<>();
        List<Instant> left = new ArrayList<>(due);
        over.ifPresent(done -> left.removeIf(tick -> !tick.isAfter(done.at())));
        if (left.size() < due.size() && over.isPresent()) {
            Last done = over.get();
            String job = done.job()
                    .map(id -> "job " + id + " for " + done.at() + " is in queue " + spec.queue())
                    .orElse("another has put the job for " + done.at());
            news.add(new CronNews(
                    Kind.PUT,
                    done.at(),
                    due.size() - left.size() > 1 ? (due.size() - left.size()) + " jobs were put; " + job : job));
        }
        boolean failed = !left.isEmpty() && !why.isEmpty();
        List<Instant> without = new ArrayList<>();
        while (spec.misfire() != Misfire.ALL && left.size() > 1) {
            without.add(left.remove(0));
        }
        if (!without.isEmpty()) {
            news.add(new CronNews(Kind.MISSED, without.get(0), missed(without, left)));
        }
        if (failed && !why.equals(trouble)) {
            news.add(new CronNews(Kind.FAILED, left.get(0), "the job for " + left.get(0) + " is not put yet: " + why));
        }
        return new Look(
                new CronTicks(
                        spec,
                        seen,
                        next,
                        left,
                        false,
                        failed ? tries + 1 : 0,
                        over.isPresent() ? over : last,
                        missed + without.size(),
                        failed ? why : ""),
                news);
    }

    /** How long to wait before the next try. */
    public Duration patience() {
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(Math.max(0, tries - 1), 10));
        return wait.compareTo(MOST_WAIT) < 0 ? wait : MOST_WAIT;
    }
}
