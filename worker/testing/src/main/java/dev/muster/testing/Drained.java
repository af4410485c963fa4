package dev.muster.testing;

import dev.muster.testing.Handled.Fate;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What happened to the jobs of a drain: the deliveries, in the order of their ends. Immutable.
 *
 * @param jobs a job that was delivered twice is there twice
 */
public record Drained(List<Handled> jobs) {

    /**
     * Copies the list.
     *
     * @param jobs a job that was delivered twice is there twice
     */
    public Drained {
        jobs = List.copyOf(jobs);
    }

    /**
     * Those that ended so.
     *
     * @param fate how
     * @return in the order of their ends
     */
    public List<Handled> with(Fate fate) {
        return jobs.stream().filter(job -> job.fate() == fate).toList();
    }

    /**
     * How many deliveries there were.
     *
     * @return 0 when no job was ready
     */
    public int count() {
        return jobs.size();
    }

    /**
     * There were jobs, and all are done.
     *
     * @return this
     * @throws AssertionError saying what became of them otherwise
     */
    public Drained assertAllDone() {
        if (jobs.isEmpty()) {
            throw new AssertionError("expected jobs that are done, but no job was ready");
        }
        if (with(Fate.DONE).size() < jobs.size()) {
            throw new AssertionError("expected all jobs to be done, found\n" + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return jobs.stream().map(job -> "    " + job).collect(Collectors.joining("\n"));
    }
}
