package dev.muster.supervisor.loop;

import dev.muster.supervisor.core.Rota;
import dev.muster.supervisor.core.Timetable;
import java.util.Map;

/**
 * What scheduled services and crons need of the world. Immutable.
 *
 * @param times when their runs are due
 * @param book where it is kept which of them were
 * @param puts puts the jobs of crons
 */
public record Calendar(Timetable times, Book book, CronPuts puts) {

    /** For who has no schedules, and for tests whose masters do not die. */
    public static final Calendar NONE = new Calendar(Timetable.NONE, (runs, kept) -> kept.run(), CronPuts.NONE);

    /** Without crons. */
    public Calendar(Timetable times, Book book) {
        this(times, book, CronPuts.NONE);
    }

    /** Outlives the master. */
    public interface Book {

        /**
         * Writes down how far the scheduled services are, in place of what was written before. Returns at once.
         *
         * @param kept is run, on any thread, when it is on disk, or could not be written: a run must not begin earlier, or another
         *     master would begin it again
         */
        void keep(Map<String, Rota.Kept> runs, Runnable kept);
    }
}
