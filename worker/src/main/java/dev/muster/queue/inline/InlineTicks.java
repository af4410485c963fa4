package dev.muster.queue.inline;

import dev.muster.queue.Job;
import dev.muster.queue.JobId;
import dev.muster.queue.Tick;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Which tick of each timetable was the last one to get its job. Thread-safe. */
final class InlineTicks {

    /** A clock that is further off than this was wrong. */
    private static final Duration AHEAD = Duration.ofHours(1);

    private final String queue;
    private final Map<String, Tick> last = new HashMap<>();

    InlineTicks(String queue) {
        this.queue = queue;
    }

    /**
     * Puts the job of a tick, unless that is over.
     *
     * @param put puts the job, or throws; then the tick is not over
     * @throws IllegalArgumentException for what the embedded engine would refuse, too
     */
    synchronized Optional<JobId> put(String timetable, Instant tick, Job job, Instant now, Function<Job, JobId> put) {
        require(timetable, tick, job, now);
        Tick known = last.get(timetable);
        boolean counts = known != null && !known.at().isAfter(now.plus(AHEAD));
        if (known != null && counts && !tick.isAfter(known.at())) {
            return Optional.empty();
        }
        JobId id = put.apply(job.withUniqueKey(timetable + "@" + tick));
        last.put(timetable, new Tick(tick, id));
        return Optional.of(id);
    }

    private void require(String timetable, Instant tick, Job job, Instant now) {
        int bytes = timetable.getBytes(StandardCharsets.UTF_8).length;
        // The embedded engine has a file of that name, with an ending.
        if (bytes < 1
                || bytes > 150
                || URLEncoder.encode(timetable, StandardCharsets.UTF_8).length() >= 240) {
            throw new IllegalArgumentException(
                    "queue " + queue + ": the name of a timetable has 1 to 150 bytes, not \"" + timetable + "\"");
        }
        if (!job.uniqueKey().isEmpty()) {
            throw new IllegalArgumentException(
                    "queue " + queue + ": the job of a tick is given a unique key; it must not have one");
        }
        if (tick.isAfter(now.plus(AHEAD))) {
            throw new IllegalArgumentException(
                    "queue " + queue + ": the tick " + tick + " of " + timetable + " lies more than an hour ahead");
        }
    }

    synchronized Optional<Tick> last(String timetable) {
        return Optional.ofNullable(last.get(timetable));
    }
}
