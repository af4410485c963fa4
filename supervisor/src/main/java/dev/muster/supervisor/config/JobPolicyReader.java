package dev.muster.supervisor.config;

import dev.muster.supervisor.spec.JobBackoff;
import dev.muster.supervisor.spec.JobCrashes;
import dev.muster.supervisor.spec.JobLimits;
import dev.muster.supervisor.spec.JobRetries;
import dev.muster.supervisor.spec.Quantity;
import java.time.Duration;

/** How the jobs of a queue are run, and what becomes of those that fail. */
final class JobPolicyReader {

    private static final int MOST_ATTEMPTS = 4000;
    private static final int MOST_CRASHES = 1000;
    private static final int MOST_RUNNING = 1024;
    private static final Duration SHORTEST_RUN = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(365);

    private JobPolicyReader() {}

    /** @param block the queue's own: the limits are keys among its others */
    static JobLimits limits(Block block) {
        return new JobLimits(
                block.value("max-running").map(given -> Scalar.count(block, "max-running", 1, MOST_RUNNING)),
                block.value("max-run-time").map(given -> runTime(block, "max-run-time")),
                runTime(block, "run-grace"));
    }

    private static Duration runTime(Block block, String key) {
        return Scalar.duration(block, key, SHORTEST_RUN, LONGEST);
    }

    static JobRetries retries(Block block) {
        JobRetries retries =
                new JobRetries(Scalar.count(block, "max-attempts", 1, MOST_ATTEMPTS), backoff(block.block("backoff")));
        block.finish();
        return retries;
    }

    private static JobBackoff backoff(Block block) {
        Duration initial = Scalar.duration(block, "initial", Duration.ZERO, LONGEST);
        Duration max = Scalar.duration(block, "max", Duration.ZERO, LONGEST);
        if (max.compareTo(initial) < 0) {
            String key = block.isOwn("max") ? "max" : "initial";
            block.wrong(
                    key, "max (" + Quantity.text(max) + ") must not be below initial (" + Quantity.text(initial) + ")");
        }
        JobBackoff backoff = new JobBackoff(
                initial, max, Scalar.number(block, "factor", 1, 100), Scalar.number(block, "jitter", 0, 1));
        block.finish();
        return backoff;
    }

    static JobCrashes crashes(Block block) {
        JobCrashes crashes = new JobCrashes(
                Scalar.count(block, "max", 1, MOST_CRASHES),
                Scalar.duration(block, "within", Duration.ofSeconds(1), LONGEST));
        block.finish();
        return crashes;
    }
}
