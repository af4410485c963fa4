package dev.muster.supervisor.core;

import dev.muster.supervisor.spec.Quantity;
import dev.muster.supervisor.spec.Recycle;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How worn a life of a worker is. Immutable; pure.
 *
 * @param jobs that it has handled; empty when it does not tell
 * @param rss bytes; empty when it cannot be told
 */
public record Wear(OptionalLong jobs, Duration age, OptionalLong rss) {

    /**
     * Why the life is to be followed by a fresh one; empty when it is not.
     *
     * @param chance in [0, 1), of this life: which part of the jitter it falls short of the limits
     */
    public Optional<String> reason(Recycle rule, double chance) {
        double share = 1 - rule.jitter() * chance;
        if (rule.afterJobs().isPresent()
                && jobs.orElse(0) >= share * rule.afterJobs().get()) {
            String limit = " (after-jobs " + rule.afterJobs().get() + ")";
            return Optional.of("recycled: has handled " + jobs.orElse(0) + " jobs" + limit);
        }
        if (rule.maxAge().isPresent()
                && age.toMillis() >= share * rule.maxAge().get().toMillis()) {
            String limit = " (max-age " + Quantity.text(rule.maxAge().get()) + ")";
            return Optional.of("recycled: is " + Spans.text(age) + " old" + limit);
        }
        if (rule.maxRss().isPresent() && rss.orElse(0) >= share * rule.maxRss().get()) {
            String limit = " (max-rss " + Quantity.text(rule.maxRss().get()) + ")";
            return Optional.of("recycled: has " + rss.orElse(0) / (1 << 20) + "MiB of memory" + limit);
        }
        return Optional.empty();
    }
}
