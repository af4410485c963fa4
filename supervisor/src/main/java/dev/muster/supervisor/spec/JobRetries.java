package dev.muster.supervisor.spec;

/** How often the jobs of a queue are tried before they are put aside, and when. Immutable. */
public record JobRetries(int maxAttempts, JobBackoff backoff) {

    /** As the end of a queue's URL. */
    String parameters() {
        return "&max-attempts=" + maxAttempts + "&retry-initial="
                + backoff.initial().toMillis() + "&retry-max=" + backoff.max().toMillis() + "&retry-factor="
                + backoff.factor() + "&retry-jitter=" + backoff.jitter();
    }
}
